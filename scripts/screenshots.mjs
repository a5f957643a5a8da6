// npm run screenshots [-- part of a name]: takes the pictures of the docs from the built product, in light and dark.
import { chromium } from './chromium.mjs';
import { build, environment, install, pinnedNode, run } from './toolchain.mjs';

install();
build();
const env = { ...environment(), WAYGATE_E2E_CHROMIUM: await chromium() };
run(pinnedNode(), ['--conditions=development', 'e2e/screenshots/take-screenshots.ts', ...process.argv.slice(2)], { env });
