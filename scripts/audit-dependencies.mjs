// npm run dependencies:audit: known faults of dependencies, as docs/dependencies.md says. What follows `--` goes to `pnpm audit`, such as `--prod`.
import { environment, install, PNPM, pinnedNode, run } from './toolchain.mjs';

install();
run(pinnedNode(), ['--conditions=development', 'scripts/audit-dependencies.ts', ...process.argv.slice(2)], {
  env: { ...environment(), WAYGATE_PNPM: PNPM },
});
