import { WaygateError } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { createArgon2Hasher, createIdentityService, createSealer, KeyRing, type PasswordHasher } from '../src/index.ts';

const REALM = '/alpha';
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const argon2 = await createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 } });

let stores: ReturnType<typeof openMemoryStores>;
/** What the hasher was asked for: `verify` of a stored hash or of nobody, `hash`. */
let asked: string[];
let busy: boolean;
const hasher: PasswordHasher = {
  hash: (password) => {
    asked.push('hash');
    if (busy) throw new WaygateError('operational', 'hash.busy', 'Too many.');
    return argon2.hash(password);
  },
  verify: (stored, password) => {
    asked.push('verify');
    return argon2.verify(stored, password);
  },
  isOutdated: argon2.isOutdated,
};
const service = () => createIdentityService({ ...stores, now: () => 5 }, hasher);

beforeEach(async () => {
  asked = [];
  busy = false;
  stores = openMemoryStores({ sealer });
  const person = { realm: REALM, attributes: { mail: ['mia@example.com'] }, createdAt: 1, active: true };
  await stores.identities.create({ ...person, id: 'id-mia', username: 'Mia', passwordHash: await argon2.hash('correct horse') });
  await stores.identities.create({
    ...person,
    id: 'id-off',
    username: 'off',
    active: false,
    passwordHash: await argon2.hash('correct horse'),
  });
  await stores.identities.create({ ...person, id: 'id-bare', username: 'bare', passwordHash: undefined });
});

const MIA = { id: 'id-mia', realm: REALM, username: 'Mia', active: true, attributes: { mail: ['mia@example.com'] } };

it('finds a person by any spelling of the name, and gives no hash away', async () => {
  for (const name of ['Mia', 'mia', 'MIA', 'Ｍｉａ']) expect(await service().find(REALM, name)).toEqual(MIA);
  expect(await service().find(REALM, 'nobody')).toBeUndefined();
  expect(await service().find('/beta', 'mia')).toBeUndefined();
});

describe('a password', () => {
  it('that is right names the person as they are written', async () => {
    expect(await service().verifyPassword(REALM, 'mia', 'correct horse')).toEqual(MIA);
  });

  it('that is right names a disabled person too: what to do is for the journey to say', async () => {
    expect(await service().verifyPassword(REALM, 'off', 'correct horse')).toMatchObject({ id: 'id-off', active: false });
  });

  it.each([
    ['that is wrong', 'mia', 'wrong horse'],
    ['of nobody', 'nobody', 'correct horse'],
    ['of a disabled person that is wrong', 'off', 'wrong horse'],
    ['of a person who has none', 'bare', 'correct horse'],
    ['that is empty, of a person', 'mia', ''],
    ['that is empty, of a person who has none', 'bare', ''],
    ['that is empty, of nobody', 'nobody', ''],
    ['of a name that is no name', '__proto__', 'correct horse'],
  ])('%s matches nobody and costs exactly one hash', async (_name, username, password) => {
    expect(await service().verifyPassword(REALM, username, password)).toBeUndefined();
    expect(asked).toEqual(['verify']);
  });

  it('that is right costs one hash as well', async () => {
    await service().verifyPassword(REALM, 'mia', 'correct horse');
    expect(asked).toEqual(['verify']);
  });

  it('is empty even when somebody stored the hash of nothing', async () => {
    const passwordHash = await argon2.hash('');
    await stores.identities.update(REALM, 'id-mia', (record) => ({ ...record, passwordHash }));
    expect(await service().verifyPassword(REALM, 'mia', '')).toBeUndefined();
  });
});

describe('a hash of old parameters', () => {
  const old = async () => {
    const cheaper = await createArgon2Hasher({ parameters: { memoryCost: 32, timeCost: 1, parallelism: 1 } });
    const passwordHash = await cheaper.hash('correct horse');
    await stores.identities.update(REALM, 'id-mia', (record) => ({ ...record, passwordHash }));
    return passwordHash;
  };
  const stored = async () => (await stores.identities.findByName(REALM, 'mia'))?.passwordHash;

  it('is made anew when the password is right', async () => {
    const before = await old();
    expect(await service().verifyPassword(REALM, 'mia', 'correct horse')).toEqual(MIA);
    expect(await stored()).not.toBe(before);
    expect(argon2.isOutdated((await stored()) ?? '')).toBe(false);
    expect(await service().verifyPassword(REALM, 'mia', 'correct horse')).toEqual(MIA);
    expect(asked).toEqual(['verify', 'hash', 'verify']);
  });

  it('is left when the password is wrong', async () => {
    const before = await old();
    expect(await service().verifyPassword(REALM, 'mia', 'wrong horse')).toBeUndefined();
    expect(await stored()).toBe(before);
    expect(asked).toEqual(['verify']);
  });

  it('does not stop the sign-on when the hasher is busy', async () => {
    const before = await old();
    busy = true;
    expect(await service().verifyPassword(REALM, 'mia', 'correct horse')).toEqual(MIA);
    expect(await stored()).toBe(before);
  });

  it('does not undo a password that was changed at the same time', async () => {
    await old();
    const changed = await argon2.hash('new horse');
    const racing = createIdentityService(
      {
        ...stores,
        now: () => 5,
        identities: {
          ...stores.identities,
          findByName: (realm, name) => stores.identities.findByName(realm, name),
          update: async (realm, id, change) => {
            await stores.identities.update(realm, id, (record) => ({ ...record, passwordHash: changed }));
            return stores.identities.update(realm, id, change);
          },
        },
      },
      hasher,
    );
    await racing.verifyPassword(REALM, 'mia', 'correct horse');
    expect(await stored()).toBe(changed);
  });
});

it('attributes are changed in one step, and lose nothing to another change', async () => {
  const add = (value: string) =>
    service().updateAttributes(REALM, 'id-mia', ({ count = [], ...others }) => ({ ...copied(others), count: [...count, value] }));
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(add))).toEqual([true, true, true, true]);
  const person = await service().find(REALM, 'mia');
  expect(person?.attributes['count']?.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  expect(person?.attributes['mail']).toEqual(['mia@example.com']);
  expect(await service().updateAttributes(REALM, 'nobody', copied)).toBe(false);
});

function copied(attributes: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  return { ...attributes };
}
