import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // By itself it would leave a core of two idle.
    maxWorkers: 2,
    projects: [
      // Files of nodes change nothing that outlives them; in a process of its own each would load the whole catalogue again, which takes longer than its tests.
      { test: { name: 'nodes', include: ['nodes/**/*.test.ts'], testTimeout: 20_000, isolate: false } },
      {
        test: {
          name: 'rooms',
          include: ['packages/*/test/**/*.test.ts', 'apps/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
    ],
  },
});
