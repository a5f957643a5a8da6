import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { HttpDriver, loadJourneys, loadScenario, runScenario } from '../../src/index.ts';
import { onSharedStores } from './shared-stores.ts';

// A push that another copy has sent is looked for every two seconds.
vi.setConfig({ testTimeout: 60_000 });

const JOURNEYS = fileURLToPath(new URL('../../../../journeys', import.meta.url));
const documents = loadJourneys(JOURNEYS);

/** Sign-ons that keep something between two requests. */
const SCENARIOS = [
  'login-with-push-mfa/first-sign-on',
  'login-with-push-mfa/denial',
  'login-with-oath/used-code',
  'login-with-one-time-code/one-code-for-one-sign-on',
  'login-with-passkey/first-passkey',
  'forgotten-password/new-password',
  'login-with-offline/outage-while-waiting',
];
const FURTHER = [
  'login-with-push-mfa/next-sign-on',
  'login-with-push-mfa/second-answer',
  'login-with-push-mfa/recovery-code-tries-are-kept',
  'login-with-oath/first-sign-on',
  'login-with-one-time-code/text-message',
  'login-with-one-time-code/wrong-until-reject',
  'login-with-passkey/passkey',
  'login-with-passkey/wrong-oldchallenge',
  'forgotten-password/old-password-is-gone',
  'login-with-offline/offline-wrong-codes',
];

onSharedStores('sign-ons whose every request comes to another of three copies', (stores) => {
  it.each([...SCENARIOS, ...(stores.isThorough ? FURTHER : [])])('%s', async (name) => {
    const [journey = '', scenario = ''] = name.split('/');
    const driver = new HttpDriver(documents, { count: 3, open: await stores.begin() });
    await runScenario(loadScenario(join(JOURNEYS, journey, 'scenarios', `${scenario}.json`)), driver);
    expect(driver.world.faults).toEqual([]);
  });
});
