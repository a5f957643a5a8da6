import { defineNode, type ProviderStanding } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { WaygateError } from '@waygate/schema';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { outageFields } from './outage-fields.ts';
import { reportsOutage } from './reports-outage.ts';

const AWAY = new WaygateError('operational', 'directory.unreachable', 'The directory does not answer.');
const answer = { status: 200, body: '' };
const node = reportsOutage(
  defineNode({
    type: 'AskingNode',
    displayName: 'Asking',
    category: 'utilities',
    icon: 'world',
    summary: 'Asks something over a network.',
    config: z.object(outageFields),
    outcomes: { yes: 'Yes', no: 'No' },
    run: async ({ ports, goTo }) => {
      const { status } = await ports.http.send({ url: '', method: 'GET', headers: {}, body: undefined });
      return goTo(status === 200 ? 'yes' : 'no');
    },
  }),
);

function run(config: object, send: () => Promise<typeof answer> = async () => answer, standing: Partial<ProviderStanding> = {}) {
  const looked: string[] = [];
  const state = async (): Promise<ProviderStanding> => ({ state: 'online', since: 0, ...standing });
  const suspect = async (_realm: string, provider: string) => void looked.push(provider);
  return runNode(node, { config: { ...config }, ports: { http: { send }, continuity: { state, suspect } } }).then(({ action }) => ({
    action,
    looked,
  }));
}
const fails = (error: Error) => () => Promise.reject(error);

afterEach(() => vi.useRealTimers());

it('has no outcome but those of AM unless its author asks for one', async () => {
  const ids = (config: object) => node.outcomes(node.config.parse(config) as never).map(({ id }) => id);
  expect(ids({})).toEqual(['yes', 'no']);
  expect(ids({ outageOutcome: false, identityProvider: 'Peer' })).toEqual(['yes', 'no']);
  expect(ids({ outageOutcome: true })).toEqual(['yes', 'no', 'outage']);
  expect(node.config.parse({}), 'and leaves nothing in a configuration that AM would not know').toEqual({});
  await expect(run({}, fails(AWAY))).rejects.toBe(AWAY);
  await expect(run({ identityProvider: 'Peer' }, undefined, { state: 'offline' })).resolves.toMatchObject({ action: { outcome: 'yes' } });
});

it('takes Outage when what it needs is not there, and has the provider looked at', async () => {
  const { action, looked } = await run({ outageOutcome: true, identityProvider: 'Peer' }, fails(AWAY));
  expect(action).toEqual({ kind: 'goTo', outcome: 'outage', audit: { reason: 'directory.unreachable', provider: 'Peer' } });
  expect(looked).toEqual(['Peer']);
});

it('needs no provider to be named', async () => {
  const { action, looked } = await run({ outageOutcome: true }, fails(AWAY), { state: 'offline' });
  expect([action, looked]).toEqual([{ kind: 'goTo', outcome: 'outage', audit: { reason: 'directory.unreachable' } }, []]);
});

it.each([
  new WaygateError('authoring', 'directory.misconfigured', 'The directory refuses the search.'),
  new WaygateError('authoring', 'outbound.refused', 'Not allowed.'),
  new WaygateError('authoring', 'federation.provider_unusable', 'It is switched off.'),
  new Error('broken'),
])('takes no refusal and no fault for an outage: %s', async (error) => {
  await expect(run({ outageOutcome: true }, fails(error))).rejects.toBe(error);
});

it.each(['offline', 'recovering'] as const)('does not try while the provider is known to be %s', async (state) => {
  const send = vi.fn(async () => answer);
  const { action } = await run({ outageOutcome: true, identityProvider: 'Peer' }, send, { state });
  expect(action).toMatchObject({ outcome: 'outage', audit: { reason: 'outage.known' } });
  expect(send).not.toHaveBeenCalled();
});

it('lets nobody go on while an operator blocks the provider', async () => {
  const { action } = await run({ outageOutcome: true, identityProvider: 'Peer' }, undefined, { state: 'blocked' });
  expect(action).toMatchObject({ kind: 'refuse', message: expect.stringContaining('Nobody can sign on this way') });
});

it('makes the sign-on an offline one when its author says so', async () => {
  const { action } = await run({ outageOutcome: true, identityProvider: 'Peer', offlineSessionMinutes: 30 }, fails(AWAY));
  expect(action).toMatchObject({ offline: { provider: 'Peer', sessionMinutes: 30 } });
  expect((await run({ outageOutcome: true, identityProvider: 'Peer' }, fails(AWAY))).action).not.toHaveProperty('offline');
});

it.each([
  [{}, 10_000],
  [{ outageWithin: 3 }, 3_000],
])('waits in all as long as it may, and no longer: %o', async (config, milliseconds) => {
  vi.useFakeTimers();
  let taken: unknown;
  void run({ outageOutcome: true, ...config }, () => new Promise(() => undefined)).then(({ action }) => {
    taken = action;
  });
  await vi.advanceTimersByTimeAsync(milliseconds - 1);
  expect(taken).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(taken).toMatchObject({ outcome: 'outage', audit: { reason: 'outage.too_late' } });
});
