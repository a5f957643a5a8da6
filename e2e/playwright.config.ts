import { defineConfig } from '@playwright/test';

/** Tests of the built product. Servers are started by fixtures, each on a free port with a folder of its own. */
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  // Half of a test is waiting, for pages and for seconds that pass: two cores carry three.
  workers: 3,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // A test that only passes the second time has failed.
  retries: 0,
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] === undefined ? [['list']] : [['list'], ['json']],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: process.env['WAYGATE_E2E_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    screenshot: 'only-on-failure',
  },
});
