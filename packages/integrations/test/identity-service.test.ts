import { accountLockoutService, WaygateError } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AttemptService,
  createArgon2Hasher,
  createAttemptService,
  createIdentityService,
  createSealer,
  HashingQueue,
  KeyRing,
  type PasswordHasher,
} from '../src/index.ts';

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
  turn: argon2.turn,
  admit: argon2.admit,
  admitLater: argon2.admitLater,
  isOutdated: argon2.isOutdated,
};
let attempts: AttemptService;
const service = () => createIdentityService({ ...stores, attempts, now: () => 5 }, hasher);
let uses = 0;
/** Each a try of its own. @returns who it is when it is right */
const verify = async (username: string, password: string) => {
  uses += 1;
  const check = await service().verifyPassword(REALM, username, password, `use ${uses}`);
  return check.status === 'right' ? check.identity : undefined;
};

beforeEach(async () => {
  asked = [];
  busy = false;
  stores = openMemoryStores({ sealer });
  attempts = createAttemptService({ ...stores, key: Buffer.alloc(32), tell: () => undefined, now: () => 5 });
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
    expect(await verify('mia', 'correct horse')).toEqual(MIA);
  });

  it('that is right names a disabled person too: what to do is for the journey to say', async () => {
    expect(await verify('off', 'correct horse')).toMatchObject({ id: 'id-off', active: false });
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
    expect(await verify(username, password)).toBeUndefined();
    expect(asked).toEqual(['verify']);
  });

  it('that is right costs one hash as well', async () => {
    await verify('mia', 'correct horse');
    expect(asked).toEqual(['verify']);
  });

  it('is empty even when somebody stored the hash of nothing', async () => {
    const passwordHash = await argon2.hash('');
    await stores.identities.update(REALM, 'id-mia', (record) => ({ ...record, passwordHash }));
    expect(await verify('mia', '')).toBeUndefined();
  });
});

describe('passwords that are tried too often', () => {
  const DAY_MS = 24 * 3_600_000;
  let now: number;
  const guarded = () => {
    const throttle = createAttemptService({ ...stores, key: Buffer.alloc(32), tell: () => undefined, now: () => now });
    return createIdentityService({ ...stores, attempts: throttle, now: () => now }, hasher);
  };
  let people: ReturnType<typeof guarded>;
  beforeEach(() => {
    now = 1_790_000_000_000;
    people = guarded();
  });
  let key = 0;
  const guess = (username: string, password = 'wrong horse') => {
    key += 1;
    return people.verifyPassword(REALM, username, password, `guess ${key}`);
  };

  it.each(['mia', 'nobody'])(
    'are not looked at any more, right ones neither, at the same cost and with the same answers for %s',
    async (name) => {
      const answers = [];
      for (let index = 0; index < 7; index += 1) answers.push(await guess(name));
      answers.push(await guess(name, 'correct horse'));
      const wait = { status: 'wrong', throttled: 'wait' };
      expect(answers).toEqual([...Array(5).fill({ status: 'wrong' }), wait, wait, wait]);
      expect(asked).toEqual(Array(8).fill('verify'));
    },
  );

  it('are the same try in any spelling of a name, whether somebody is called so or not', async () => {
    for (const spelling of ['mia', 'MIA', 'Ｍｉａ', 'Mia', 'mIa']) expect(await guess(spelling)).toEqual({ status: 'wrong' });
    expect(await guess('miA')).toEqual({ status: 'wrong', throttled: 'wait' });
    for (const spelling of ['zoe', 'ZOE', 'Ｚｏｅ', 'Zoe', 'zOe']) expect(await guess(spelling)).toEqual({ status: 'wrong' });
    expect(await guess('zoE')).toEqual({ status: 'wrong', throttled: 'wait' });
  });

  it.each(['mia', 'nobody'])('200 at once are no more than five guesses for %s', async (name) => {
    const results = await Promise.all(Array.from({ length: 200 }, (_, index) => guess(name, `wrong ${index}`)));
    expect(results.filter((result) => result.status === 'wrong' && result.throttled === undefined)).toHaveLength(5);
  });

  it('do not keep people out who sign on at once with the right one', async () => {
    const results = await Promise.all(Array.from({ length: 30 }, () => guess('mia', 'correct horse')));
    expect(results.map(({ status }) => status)).toEqual(Array(30).fill('right'));
  });

  it('are tries of their own when one step is answered with several, as between two processes', async () => {
    const results = [];
    for (const password of ['a', 'b', 'c', 'd', 'e', 'correct horse'])
      results.push(await people.verifyPassword(REALM, 'mia', password, 'one step'));
    expect(results.at(-1)).toEqual({ status: 'wrong', throttled: 'wait' });
  });

  it('make the password rest and never take it for good; another one that is set need not wait', async () => {
    for (let index = 0; index < 100; index += 1) {
      expect(await guess('mia')).toEqual({ status: 'wrong' });
      now += DAY_MS;
    }
    expect(await guess('mia', 'correct horse')).toMatchObject({ status: 'right' });
    for (let index = 0; index < 5; index += 1) await guess('mia');
    expect(await guess('mia', 'correct horse')).toEqual({ status: 'wrong', throttled: 'wait' });
    expect(await people.patch(REALM, 'id-mia', { password: 'another horse' })).toMatchObject({ status: 'done' });
    expect(await guess('mia', 'another horse')).toMatchObject({ status: 'right' });
  });

  describe('in a realm that locks accounts', () => {
    beforeEach(async () => {
      const policy = { loginFailureLockoutMode: true, loginFailureCount: 3, lockoutDuration: 10 };
      await stores.services.set(REALM, 'accountLockout', accountLockoutService.parse(policy));
    });

    it.each(['mia', 'nobody'])('end the sign-on of %s, whatever comes then', async (name) => {
      const results = [];
      for (const password of ['a', 'b', 'c', 'correct horse']) results.push((await guess(name, password)).status);
      expect(results).toEqual(['wrong', 'wrong', 'locked', 'locked']);
    });

    it('make the person nobody who may sign on, until the time is over or somebody makes the account active', async () => {
      for (const password of ['a', 'b', 'c']) await guess('mia', password);
      expect([await people.find(REALM, 'mia'), await people.findBy(REALM, 'mail', 'mia@example.com')]).toMatchObject([
        { active: false },
        undefined,
      ]);
      expect((await people.read(REALM, 'id-mia'))?.identity.active).toBe(false);
      await people.patch(REALM, 'id-mia', { accountStatus: 'active' });
      expect(await people.find(REALM, 'mia')).toMatchObject({ active: true });
      now += 1;
      for (const password of ['d', 'e']) await guess('mia', password);
      now += DAY_MS;
      expect(await guess('mia', 'correct horse')).toMatchObject({ status: 'right' });
    });
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
    expect(await verify('mia', 'correct horse')).toEqual(MIA);
    expect(await stored()).not.toBe(before);
    expect(argon2.isOutdated((await stored()) ?? '')).toBe(false);
    expect(await verify('mia', 'correct horse')).toEqual(MIA);
    expect(asked).toEqual(['verify', 'hash', 'verify']);
  });

  it('is left when the password is wrong', async () => {
    const before = await old();
    expect(await verify('mia', 'wrong horse')).toBeUndefined();
    expect(await stored()).toBe(before);
    expect(asked).toEqual(['verify']);
  });

  it('does not stop the sign-on when the hasher is busy', async () => {
    const before = await old();
    busy = true;
    expect(await verify('mia', 'correct horse')).toEqual(MIA);
    expect(await stored()).toBe(before);
  });

  it('does not undo a password that was changed at the same time', async () => {
    await old();
    const changed = await argon2.hash('new horse');
    const racing = createIdentityService(
      {
        ...stores,
        attempts,
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
    await racing.verifyPassword(REALM, 'mia', 'correct horse', 'racing');
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

it('hashes a password and all answers of a change in one turn, or nothing is changed', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 0 });
  const queued = await createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 }, queue });
  const people = createIdentityService({ ...stores, attempts, now: () => 5 }, queued);
  const kbaInfo = ['blue', 'Rex', 'Bern'].map((answer, index) => ({ questionId: String(index), answer }));
  const change = () => people.patch(REALM, 'id-mia', { password: 'another horse', kbaInfo });
  const gate = Promise.withResolvers<void>();
  const runs = queue.run(() => gate.promise);
  const before = await stores.identities.findById(REALM, 'id-mia');
  await expect(change()).rejects.toMatchObject({ code: 'hash.busy' });
  expect(await stores.identities.findById(REALM, 'id-mia')).toEqual(before);
  // What hashes nothing needs no turn.
  expect(await people.patch(REALM, 'id-mia', { sn: 'Muster' })).toMatchObject({ status: 'done' });
  gate.resolve();
  await runs;
  expect(await change()).toMatchObject({ status: 'done' });
  expect(queue.facts()).toMatchObject({ done: 2, refused: 1 });
  const answers = [0, 1, 2].map((index) => ({ index, answer: kbaInfo[index]?.answer ?? '' }));
  expect(await people.verifyKba(REALM, 'id-mia', 'kbaInfo', answers, 'use')).toEqual({ status: 'right' });
  expect(queue.facts()).toMatchObject({ done: 3, refused: 1 });
});

it('keeps the place of a try that could not be counted until its password is compared, so that no comparison waits beside the queue', async () => {
  const queue = new HashingQueue({ atOnce: 1, longest: 1 });
  const own = await createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 }, queue });
  const down = new WaygateError('operational', 'storage.unavailable', 'Down.');
  const begin = vi.fn<AttemptService['begin']>().mockRejectedValue(down);
  const people = createIdentityService({ ...stores, attempts: { ...attempts, begin }, now: () => 5 }, own);
  const gate = Promise.withResolvers<void>();
  const core = queue.run(() => gate.promise);
  const tried = people.verifyPassword(REALM, 'mia', 'correct horse', 'use');
  const outcome = expect(tried).rejects.toBe(down);
  await vi.waitUntil(() => queue.facts().waiting === 1 && begin.mock.calls.length === 1);
  await expect(queue.run(async () => 'beside')).rejects.toMatchObject({ code: 'hash.busy' });
  gate.resolve();
  await Promise.all([core, outcome]);
  expect(queue.facts()).toMatchObject({ running: 0, waiting: 0, done: 2, refused: 1 });
});
