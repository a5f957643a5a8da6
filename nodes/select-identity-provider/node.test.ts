import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const GOOGLE = { id: 'google', uiConfig: { buttonDisplayName: 'Google' } };
const PEER = { id: 'peer', uiConfig: {} };
const federation = { offered: async () => [GOOGLE, PEER] };
type Run = NonNullable<Parameters<typeof runNode>[1]>;
const run = (more: Run = {}) => runNode(node, { ports: { federation }, ...more });
const choose = (provider: string, more: Run = {}) => run({ answers: [{ type: 'SelectIdPCallback', provider }], ...more });

describe('asked for the first time', () => {
  it('offers every provider that is switched on, and an account here', async () => {
    expect((await run()).action).toMatchObject({
      kind: 'send',
      callbacks: [
        {
          type: 'SelectIdPCallback',
          providers: [
            { provider: 'google', uiConfig: { buttonDisplayName: 'Google' } },
            { provider: 'peer', uiConfig: {} },
            { provider: 'localAuthentication' },
          ],
        },
      ],
    });
  });

  it('offers only what its author names, and no account here when they do not want that', async () => {
    const { action } = await run({ config: { filteredProviders: ['peer', 'gone'] } });
    expect(action).toMatchObject({ callbacks: [{ providers: [{ provider: 'peer' }, { provider: 'localAuthentication' }] }] });
    expect((await run({ config: { includeLocalAuthentication: false } })).action).toMatchObject({
      callbacks: [{ providers: [{ provider: 'google' }, { provider: 'peer' }] }],
    });
  });

  it('asks nothing when there is one thing to choose', async () => {
    const one = await run({ config: { filteredProviders: ['peer'], includeLocalAuthentication: false } });
    expect([one.outcome, one.shared]).toEqual(['socialAuthentication', { selectedIdp: 'peer' }]);
    const none = await run({ ports: { federation: { offered: async () => [] } } });
    expect([none.outcome, none.shared]).toEqual(['localAuthentication', { selectedIdp: 'localAuthentication' }]);
  });

  it('is broken when there is nothing to choose', async () => {
    const nothing = run({ config: { filteredProviders: ['gone'], includeLocalAuthentication: false } });
    await expect(nothing).rejects.toMatchObject({ kind: 'authoring', code: 'node.nothing_to_offer' });
  });
});

describe('answered', () => {
  it('goes on with the provider that was chosen, or with an account here', async () => {
    const chosen = await choose('google');
    expect([chosen.outcome, chosen.shared]).toEqual(['socialAuthentication', { selectedIdp: 'google' }]);
    const local = await choose('localAuthentication');
    expect([local.outcome, local.shared]).toEqual(['localAuthentication', {}]);
  });

  it('asks again about what is no longer offered', async () => {
    for (const provider of ['gone', 'google', '']) {
      expect((await choose(provider, { config: { filteredProviders: ['peer'] } })).action).toMatchObject({ kind: 'send' });
    }
    const shut = await choose('localAuthentication', { config: { includeLocalAuthentication: false } });
    expect(shut.action).toMatchObject({ kind: 'send' });
  });
});

describe('offering only what the person has', () => {
  const config = { offerOnlyExisting: true };
  it('offers providers that they are known by, and a password only when there is one', async () => {
    const people = await realPeople();
    await people.made({ ...MIA, aliasList: ['google-1', 'peer-3'] });
    const { password: _, ...without } = MIA;
    await people.made({ ...without, userName: 'ben', mail: 'ben@example.com', aliasList: ['google-2', 'peer-9'] });
    const ports = { ...people.ports, federation };
    const by = (mail: string) => run({ config, ports, shared: { objectAttributes: { mail } } });
    expect((await by('mia@example.com')).action).toMatchObject({
      callbacks: [{ providers: [{ provider: 'google' }, { provider: 'peer' }, { provider: 'localAuthentication' }] }],
    });
    expect((await by('ben@example.com')).action).toMatchObject({
      callbacks: [{ providers: [{ provider: 'google' }, { provider: 'peer' }] }],
    });
    await expect(by('nobody@example.com')).rejects.toMatchObject({ code: 'node.nothing_to_offer' });
  });
});

it('makes what else was asked on its page needless when a provider is chosen', () => {
  expect(node.endsPage).toEqual(['socialAuthentication']);
});
