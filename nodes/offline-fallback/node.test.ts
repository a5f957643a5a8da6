import type { ProviderStanding } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { WaygateError } from '@waygate/schema';
import { expect, it } from 'vitest';
import node from './node.ts';

const NOW = 1_790_000_000_000;
const run = (standing: Partial<ProviderStanding>, config: object = {}) =>
  runNode(node, {
    config: { identityProvider: 'Push', ...config },
    now: NOW,
    ports: {
      continuity: {
        state: async (_realm, provider) => {
          expect(provider).toBe('Push');
          return { state: 'online', since: NOW - 60_000, ...standing };
        },
      },
    },
  });

it.each([
  [{ state: 'online' }, 'online'],
  [{ state: 'online', forced: 'mode' }, 'online'],
  [{ state: 'offline' }, 'offline'],
  [{ state: 'recovering' }, 'offline'],
  [{ state: 'offline', forced: 'simulation' }, 'offline'],
  [{ state: 'blocked', forced: 'operator' }, 'blocked'],
] as const)('goes by what is known of the provider: %o is %s', async (standing, outcome) => {
  const { action } = await run(standing);
  expect(action).toMatchObject({ outcome, audit: { provider: 'Push', ...standing } });
});

it('marks the sign-on when it goes on offline, and not otherwise', async () => {
  expect((await run({ state: 'offline' }, { offlineSessionMinutes: 30 })).action).toMatchObject({
    offline: { provider: 'Push', sessionMinutes: 30 },
  });
  expect((await run({ state: 'online' })).action).not.toHaveProperty('offline');
  expect((await run({ state: 'blocked' })).action).not.toHaveProperty('offline');
});

it('lets nobody in offline when the outage has lasted too long', async () => {
  const since = NOW - 61 * 60_000;
  expect((await run({ state: 'offline', since }, { maximumOutageMinutes: 60 })).outcome).toBe('blocked');
  expect((await run({ state: 'offline', since }, { maximumOutageMinutes: 62 })).outcome).toBe('offline');
  expect((await run({ state: 'recovering', since: NOW - 1_000, outageSince: since }, { maximumOutageMinutes: 60 })).outcome).toBe(
    'blocked',
  );
  expect((await run({ state: 'offline', since })).outcome).toBe('offline');
  expect((await run({ state: 'online', since }, { maximumOutageMinutes: 60 })).outcome).toBe('online');
});

it('fails clearly for a provider that nobody watches', async () => {
  const unknown = new WaygateError('authoring', 'continuity.provider_unknown', 'The realm has no identity provider.');
  await expect(
    runNode(node, { config: { identityProvider: 'Push' }, ports: { continuity: { state: () => Promise.reject(unknown) } } }),
  ).rejects.toBe(unknown);
});
