// Makes the package of a checkout that is built, and sees that it runs from elsewhere. Part of npm test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, PNPM, pinnedNode, run } from './toolchain.mjs';

const out = mkdtempSync(join(tmpdir(), 'waygate-package-'));
const env = { ...environment(), WAYGATE_PNPM: PNPM };
try {
  run(pinnedNode(), ['--conditions=development', 'scripts/package.ts', '--no-archive', '--out', out], { env });
  run(pinnedNode(), ['--conditions=development', 'scripts/package/try-package.ts', out], { env });
} finally {
  rmSync(out, { recursive: true, force: true });
}
