import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeptRelease } from '../../packages/scenarios/src/index.ts';
import { HttpDriver, loadJourneys, loadScenario, runScenario } from '../../packages/scenarios/src/index.ts';
import { COLLECTIONS, openSqliteDocuments, storesOn, type WholeDocument } from '../../packages/storage/src/index.ts';

/** Sign-ons of every factor, each kept as it was before its last step. */
const KEPT = [
  'login/right-password',
  'login-with-push-mfa/first-sign-on',
  'login-with-oath/first-sign-on',
  'login-with-one-time-code/text-message',
  'login-with-passkey/first-passkey',
  'forgotten-password/new-password',
];
const ALL = 1_000_000;

/** Writes down what this checkout leaves in a store in the middle of sign-ons, and the requests that finish them, for later releases to read. @param folder of the release */
export async function keepRelease(journeys: string, folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  for (const name of KEPT) {
    const [journey = '', file = ''] = name.split('/');
    const scenario = loadScenario(join(journeys, journey, 'scenarios', `${file}.json`));
    const store = await openSqliteDocuments({ directory: mkdtempSync(join(tmpdir(), 'waygate-keep-')), mustExist: false });
    const documents = loadJourneys(journeys).filter(({ name: one }) => one === scenario.journey || one === 'Login');
    const driver = new HttpDriver(documents, { count: 1, open: ({ sealer, now }) => storesOn(store, sealer, now) });
    let kept: KeptRelease | undefined;
    const send = globalThis.fetch;
    // Whatever the driver sends to the journey comes by here; what is kept is the last of it.
    globalThis.fetch = async (input, init) => {
      const url = new URL(String(input));
      if (url.pathname.endsWith('/authenticate') && typeof init?.body === 'string') {
        const { clock, keys } = driver.world;
        const whole: Record<string, WholeDocument[]> = {};
        for (const collection of Object.values(COLLECTIONS)) {
          const found = await store.dump(collection, undefined, ALL);
          if (found.length > 0) whole[collection] = [...found];
        }
        kept = {
          name: `${scenario.journey}: ${scenario.name}`,
          now: clock.now(),
          url: url.origin,
          keys: { ring: keys.ring.toString('base64'), recoveryCodes: keys.recoveryCodes.toString('base64') },
          request: { path: `${url.pathname}${url.search}`, headers: Object.fromEntries(new Headers(init.headers)), body: init.body },
          documents: whole,
        };
      }
      return send(input, init);
    };
    try {
      await runScenario(scenario, driver);
    } finally {
      globalThis.fetch = send;
    }
    if (kept === undefined) throw new Error(`${name} has no step.`);
    writeFileSync(join(folder, `${journey}.json`), `${JSON.stringify(kept, undefined, 1)}\n`);
  }
  return KEPT;
}
