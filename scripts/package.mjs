// npm run package: makes the folder and the archive that are put on a server, as docs/deploy.md says.
import { build, environment, install, PNPM, pinnedNode, run } from './toolchain.mjs';

install();
build();
run(pinnedNode(), ['--conditions=development', 'scripts/package.ts', ...process.argv.slice(2)], {
  env: { ...environment(), WAYGATE_PNPM: PNPM },
});
