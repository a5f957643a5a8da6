import { join } from 'node:path';
import type { NodeVisit } from '@waygate/engine';
import { nodeTypes } from '@waygate/nodes';
import { type AttemptRecord, type AttemptStore, openMemoryStores, type Stores } from '@waygate/storage';
import { expect, it, vi } from 'vitest';
import { HttpDriver, loadJourneys, loadScenario, runScenario } from '../src/index.ts';

vi.setConfig({ testTimeout: 60_000 });

const JOURNEYS = join(import.meta.dirname, '../../../journeys');
const documents = loadJourneys(JOURNEYS);
const isPassword = (authenticator: string) => authenticator === 'password';

/** A store that counts like any other and finds that what is refused was tried too often already, so that no try of it may count. */
function refusing(attempts: AttemptStore, isRefused: (authenticator: string) => boolean, refused: string[]): AttemptStore {
  return {
    find: (...asked) => attempts.find(...asked),
    update: (realm, holder, options, change) =>
      attempts.update(realm, holder, options, (record) => {
        const wished = change(record);
        const begun = (wished?.authenticators ?? []).filter(
          ({ name, tries }) => isRefused(name) && tries.length > (ownOf(record, name)?.tries.length ?? 0),
        );
        if (begun.length === 0) return wished;
        const names = begun.map(({ name }) => name);
        refused.push(...names);
        const others = record.authenticators.filter(({ name }) => !names.includes(name));
        const disabled = begun.map((one) => ({ ...one, tries: [], disabledAt: options.now }));
        change({ ...record, authenticators: [...others, ...disabled] });
        return undefined;
      }),
  };
}

const ownOf = (record: AttemptRecord, name: string) => record.authenticators.find((one) => one.name === name);

/** What a visit may have proved, by what its node says of itself. */
function provedBy({ nodeType, result }: NodeVisit): readonly string[] {
  const type = nodeTypes.find((one) => one.type === nodeType);
  return [...(type?.provides[result] ?? []), ...(type?.mayProvide[result] ?? [])];
}

/** Right answers, and the node that they are given to. */
const RIGHT = [
  ['login/right-password', 'DataStoreDecisionNode'],
  ['login-with-oath/next-sign-on', 'OathTokenVerifierNode'],
  ['login-with-one-time-code/text-message', 'OneTimePasswordCollectorDecisionNode'],
  // Beside a password: by itself a signature waits for nobody's guesses, since there is nothing to guess.
  ['login-with-passkey/password-and-passkey', 'WebAuthnAuthenticationNode'],
  ['login-with-passkey/recovery-code', 'RecoveryCodeCollectorDecisionNode'],
  ['pingid-authentication/app-code', 'OathTokenVerifierNode'],
] as const;

it.each(RIGHT)('%s proves nothing at %s when the throttle lets nobody try', async (name, nodeType) => {
  const [journey = '', file = ''] = name.split('/');
  const scenario = loadScenario(join(JOURNEYS, journey, 'scenarios', `${file}.json`));
  const refused: string[] = [];
  let stores: Stores | undefined;
  const isRefused = nodeType === 'DataStoreDecisionNode' ? isPassword : (authenticator: string) => !isPassword(authenticator);
  const driver = new HttpDriver(documents, {
    count: 1,
    open: (options) => {
      const opened = openMemoryStores(options);
      stores ??= { ...opened, attempts: refusing(opened.attempts, isRefused, refused) };
      return stores;
    },
  });
  await expect(runScenario(scenario, driver)).rejects.toThrow();
  const visits = driver.world.visits.filter((visit) => visit.nodeType === nodeType);
  expect(refused.length, 'a try was refused').toBeGreaterThan(0);
  expect(visits.length, 'the node was come to').toBeGreaterThan(0);
  expect(visits.flatMap(provedBy)).toEqual([]);
});
