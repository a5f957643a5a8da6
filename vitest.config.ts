import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // By itself it would leave a core of two idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'server',
          include: [
            'packages/*/test/**/*.test.ts',
            'nodes/**/*.test.ts',
            'apps/{server,cli}/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
            'bench/faults/test/**/*.test.ts',
          ],
          testTimeout: 20_000,
          // Files change nothing that outlives them; in a process of its own each would load most of the server again, which takes longer than many tests.
          isolate: false,
        },
      },
      // What runs in browsers plays with globals such as `document`.
      { test: { name: 'browser', include: ['apps/{editor,login,authenticator}/test/**/*.test.ts'], testTimeout: 20_000 } },
    ],
  },
});
