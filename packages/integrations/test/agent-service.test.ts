import { oauthClient } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { describe, expect, it } from 'vitest';
import { createAgentService, createAttemptService, createClientSecretCheck, createSealer, KeyRing } from '../src/index.ts';

const ring = new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]));

async function realm() {
  const stores = openMemoryStores({ sealer: createSealer(ring), now: () => 0 });
  const attempts = createAttemptService({ ...stores, key: ring.derive('attempts'), tell: () => undefined, now: () => 0 });
  const compared: (string | undefined)[] = [];
  const hasher = {
    verify: async (hash: string | undefined, secret: string) => {
      compared.push(hash);
      return hash === `hash of ${secret}`;
    },
    admit: <T>(work: () => Promise<T>) => work(),
  };
  const put = (id: string, more: object = {}, secret: string | undefined = 'right') =>
    stores.realmObjects.put('/alpha', [
      {
        kind: 'oauthClient',
        id,
        value: {
          settings: oauthClient.parse({ grantTypes: ['authorization_code'], redirectionUris: ['https://app.example.com/cb'], ...more }),
          createdAt: 0,
          ...(secret === undefined ? {} : { secretHash: `hash of ${secret}` }),
        },
      },
    ]);
  let tries = 0;
  const agents = createAgentService({ objects: stores.realmObjects, isClientSecret: createClientSecretCheck({ hasher, attempts }) });
  const verify = (name: string, secret: string, path = '/alpha') => {
    tries += 1;
    return agents.verify(path, name, secret, `try ${tries}`);
  };
  return { put, verify, compared };
}

describe('an agent', () => {
  it('is a confidential client of the realm that is switched on', async () => {
    const { put, verify } = await realm();
    await put('gateway');
    await put('off', { status: 'Inactive' });
    await put('page', { clientType: 'Public' });
    expect(await verify('gateway', 'right')).toBe(true);
    expect(await verify('gateway', 'wrong')).toBe(false);
    expect(await verify('gateway', 'right', '/beta')).toBe(false);
    expect(await verify('off', 'right')).toBe(false);
    expect(await verify('page', 'right')).toBe(false);
  });

  it('costs the same whether there is one or not', async () => {
    const { put, verify, compared } = await realm();
    await put('gateway');
    for (const name of ['gateway', 'nobody', '', '../gateway']) await verify(name, 'wrong');
    expect(compared).toEqual(['hash of right', undefined, undefined, undefined]);
  });

  it('is tried in vain only so often, until it has a new secret', async () => {
    const { put, verify } = await realm();
    await put('gateway');
    for (let tries = 0; tries < 10; tries += 1) await verify('gateway', 'wrong');
    expect(await verify('gateway', 'right')).toBe(false);
    await put('gateway', {}, 'newer');
    expect(await verify('gateway', 'newer')).toBe(true);
  });

  it('whose secret nobody can guess goes on, however many fail in its name', async () => {
    const { put, verify } = await realm();
    const secret = 'x'.repeat(32);
    await put('gateway', {}, secret);
    for (let tries = 0; tries < 200; tries += 1) await verify('gateway', tries % 2 === 0 ? 'wrong' : 'y'.repeat(32));
    expect(await verify('gateway', secret)).toBe(true);
  });
});
