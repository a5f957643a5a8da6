import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EngineDriver, loadJourneys, loadScenarios, runScenario, type World } from '@waygate/scenarios';
import { BrowserDriver } from '../../browser/browser-driver.ts';
import { ScenarioRoom } from '../../browser/scenario-room.ts';
import { test as base, expect } from '../../fixtures.ts';
import { ROOT } from '../../server/built-server.ts';

/** Journeys that are shipped, and those that lead to what the shipped ones do not. */
const ROOTS = [join(ROOT, 'journeys'), join(ROOT, 'packages/scenarios/test/journeys')];
const documents = ROOTS.flatMap((root) => loadJourneys(root));

const test = base.extend<object, { readonly room: ScenarioRoom }>({
  room: [
    async ({ browser }, use) => {
      const room = await ScenarioRoom.open(browser);
      await use(room);
      await room.close();
    },
    { scope: 'worker' },
  ],
});

for (const [root, folder] of ROOTS.flatMap((root) => readdirSync(root).map((folder) => [root, folder] as const))) {
  test.describe(folder, () => {
    for (const scenario of loadScenarios(join(root, folder, 'scenarios'))) {
      if (!scenario.drivers.includes('browser')) continue;
      test(scenario.name, async ({ room }) => {
        const browser = new BrowserDriver(room, documents);
        await runScenario(scenario, browser);
        // The table of outcomes says of a browser what the engine did with the same scenario.
        const engine = new EngineDriver(documents);
        await runScenario(scenario, engine);
        expect(outcomesIn(browser.world)).toEqual(outcomesIn(engine.world));
      });
    }
  });
}

function outcomesIn({ visits }: World): readonly string[] {
  return [...new Set(visits.map(({ nodeType, result }) => `${nodeType} ${result}`))].sort();
}
