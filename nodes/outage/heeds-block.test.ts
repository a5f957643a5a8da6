import { defineNode, type ProviderStanding } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { WaygateError } from '@waygate/schema';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { heedsBlock } from './heeds-block.ts';

const node = heedsBlock(
  defineNode({
    type: 'LettingInNode',
    displayName: 'Letting In',
    category: 'utilities',
    icon: 'world',
    summary: 'Lets everybody in.',
    config: z.object({ identityProvider: z.string().default('') }),
    outcomes: { in: 'In' },
    run: ({ goTo }) => goTo('in'),
  }),
);
const REFUSED = { kind: 'refuse', code: 'outage.blocked', message: 'Nobody can sign on this way at the moment. Try again later.' };
const unwatched = new WaygateError('authoring', 'continuity.provider_unknown', 'Nobody watches it.');

/** @param standings of those that are watched */
async function take(standings: Record<string, ProviderStanding['state']>, identityProvider = '', offlineProvider?: string) {
  const state = async (_realm: string, name: string): Promise<ProviderStanding> => {
    const known = standings[name];
    if (known === undefined) throw unwatched;
    return { state: known, since: 0 };
  };
  const without = offlineProvider === undefined ? {} : { offlineProvider };
  return (await runNode(node, { config: { identityProvider }, ports: { continuity: { state } }, ...without })).action;
}

it('lets nobody in while what the node names, or what the sign-on goes without, is blocked', async () => {
  expect(await take({ Push: 'blocked' }, 'Push')).toEqual(REFUSED);
  expect(await take({ Push: 'blocked', Codes: 'offline' }, 'Codes', 'Push')).toEqual(REFUSED);
});

it('lets people in while it is only away, while another is blocked, and where nobody watches it', async () => {
  const goes = { kind: 'goTo', outcome: 'in' };
  expect(await take({ Push: 'offline' }, '', 'Push')).toEqual(goes);
  expect(await take({ Other: 'blocked' })).toEqual(goes);
  expect(await take({ Other: 'blocked' }, 'Push')).toEqual(goes);
});
