import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadJourneys, loadScenarios, runScenario } from '@waygate/scenarios';
import { BrowserDriver } from '../../browser/browser-driver.ts';
import { test } from '../../fixtures.ts';
import { ROOT } from '../../server/built-server.ts';

const JOURNEYS = join(ROOT, 'journeys');
const documents = loadJourneys(JOURNEYS);

for (const folder of readdirSync(JOURNEYS)) {
  test.describe(folder, () => {
    for (const scenario of loadScenarios(join(JOURNEYS, folder, 'scenarios'))) {
      if (!scenario.drivers.includes('browser')) continue;
      test(scenario.name, async ({ browser }) => {
        await runScenario(scenario, new BrowserDriver(browser, documents));
      });
    }
  });
}
