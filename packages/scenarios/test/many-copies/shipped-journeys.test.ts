import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { ACROSS_COPIES, FURTHER_ACROSS_COPIES, HttpDriver, loadJourneys, loadScenario, runScenario } from '../../src/index.ts';
import { onSharedStores } from './shared-stores.ts';

// A push that another copy has sent is looked for every two seconds.
vi.setConfig({ testTimeout: 300_000 });

const JOURNEYS = fileURLToPath(new URL('../../../../journeys', import.meta.url));
const documents = loadJourneys(JOURNEYS);

onSharedStores('sign-ons whose every request comes to another of three copies', (stores) => {
  it.each([...ACROSS_COPIES, ...(stores.isThorough ? FURTHER_ACROSS_COPIES : [])])('%s', async (name) => {
    const [journey = '', scenario = ''] = name.split('/');
    const driver = new HttpDriver(documents, { count: 3, open: await stores.begin() });
    await runScenario(loadScenario(join(JOURNEYS, journey, 'scenarios', `${scenario}.json`)), driver);
    expect(driver.world.faults).toEqual([]);
  });
});
