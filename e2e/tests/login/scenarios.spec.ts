import { join } from 'node:path';
import { loadJourneys, loadScenarios, runScenario } from '@waygate/scenarios';
import { BrowserDriver } from '../../browser/browser-driver.ts';
import { test } from '../../fixtures.ts';
import { ROOT } from '../../server/built-server.ts';

const documents = loadJourneys(join(ROOT, 'journeys'));

for (const scenario of loadScenarios(join(ROOT, 'journeys/login-with-push-mfa/scenarios'))) {
  if (!scenario.drivers.includes('browser')) continue;
  test(scenario.name, async ({ browser }) => {
    await runScenario(scenario, new BrowserDriver(browser, documents));
  });
}
