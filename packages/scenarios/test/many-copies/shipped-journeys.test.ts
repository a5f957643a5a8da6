import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { HttpDriver, loadJourneys, loadScenario, runScenario } from '../../src/index.ts';
import { onSharedStores } from './shared-stores.ts';

// A push that another copy has sent is looked for every two seconds.
vi.setConfig({ testTimeout: 60_000 });

const JOURNEYS = fileURLToPath(new URL('../../../../journeys', import.meta.url));
const documents = loadJourneys(JOURNEYS);

/** What keeps something between two requests: each in one sign-on at least that comes to its end and in one that must not. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  'login-with-push-mfa': ['first-sign-on', 'next-sign-on', 'denial', 'second-answer', 'recovery-code-tries-are-kept'],
  'login-with-oath': ['first-sign-on', 'used-code'],
  'login-with-one-time-code': ['text-message', 'one-code-for-one-sign-on', 'wrong-until-reject'],
  'login-with-passkey': ['first-passkey', 'passkey', 'wrong-oldchallenge'],
  'forgotten-password': ['new-password', 'old-password-is-gone'],
  'login-with-offline': ['outage-while-waiting', 'offline-wrong-codes'],
};

onSharedStores('sign-ons whose every request comes to another of three copies', (stores) => {
  for (const [journey, names] of Object.entries(SCENARIOS)) {
    it.each(names)(`${journey}: %s`, async (name) => {
      const driver = new HttpDriver(documents, { count: 3, open: await stores.begin() });
      await runScenario(loadScenario(join(JOURNEYS, journey, 'scenarios', `${name}.json`)), driver);
      expect(driver.world.faults).toEqual([]);
    });
  }
});
