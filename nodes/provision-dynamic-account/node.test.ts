import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import idm from '../provision-idm-account/node.ts';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let people: Awaited<ReturnType<typeof realPeople>>;
beforeEach(async () => {
  people = await realPeople();
});
const { password: PASSWORD = '', ...ATTRIBUTES } = MIA;
const vouched = [{ factor: 'federated:oidc', issuer: 'https://peer.example', alias: 'peer-7' }] as const;

describe.each([node, idm].map((type) => [type.type, type] as const))('%s', (_, type) => {
  const run = (more: Parameters<typeof runNode>[1] = {}) => runNode(type, { ports: people.ports, ...more });

  it('makes an account of the gathered attributes, which the provider vouches for', async () => {
    const shared = { objectAttributes: { ...ATTRIBUTES, aliasList: ['peer-7'] } };
    const { action, shared: after } = await run({ shared, vouched });
    const mia = await people.ports.identities.find('/alpha', 'mia');
    expect(action).toMatchObject({
      outcome: 'outcome',
      identified: { id: mia?.id, username: 'mia' },
      proves: ['federated:oidc'],
      provedBy: 'https://peer.example',
    });
    expect([after['username'], mia?.active, mia?.attributes['aliasList']]).toEqual(['mia', true, ['peer-7']]);
    expect((await run({ shared, vouched })).action).toEqual(action);
    // Nobody signs on by a password that nobody chose.
    expect([await people.signsOn('mia', ''), await people.ports.identities.has('/alpha', mia?.id ?? '', 'password')]).toEqual([
      false,
      false,
    ]);
  });

  it('takes a password that was chosen, and a name that the journey knows', async () => {
    const { userName: _, ...rest } = ATTRIBUTES;
    const { action } = await run({ shared: { username: 'ben', objectAttributes: rest }, secure: { password: PASSWORD } });
    expect(action).toMatchObject({ identified: { username: 'ben' }, proves: ['knowledge:password'] });
    expect(await people.signsOn('ben', 'correct horse')).toBe(true);
  });

  it('takes what the older nodes gathered, by the names of this realm', async () => {
    const userInfo = {
      attributes: {
        givenName: ['Mia'],
        sn: ['Muster'],
        mail: ['mia@example.com'],
        'iplanet-am-user-alias-list': ['google-1'],
        unknown: ['x'],
      },
      userNames: { username: ['google-1'] },
    };
    await run({ shared: { userInfo } });
    expect((await people.ports.identities.find('/alpha', 'google-1'))?.attributes).toMatchObject({
      sn: ['Muster'],
      aliasList: ['google-1'],
    });
  });

  it('makes nobody against the rules of the realm, and nobody of nothing', async () => {
    const { action } = await run({ shared: { objectAttributes: { userName: 'mia' } } });
    expect(action).toMatchObject({ kind: 'refuse', code: 'account.refused', fault: expect.stringContaining('givenName') });
    expect(JSON.stringify(action)).not.toContain('proves');
    await expect(run()).rejects.toMatchObject({ kind: 'authoring', code: 'node.nothing_gathered' });
  });
});
