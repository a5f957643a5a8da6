import { type JsonObject, kbaService, managedUserService } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { createArgon2Hasher, createAttemptService, createIdentityService, createSealer, KeyRing } from '../src/index.ts';

const REALM = '/alpha';
const DAY = 86_400_000;
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const hasher = await createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 } });

let stores: ReturnType<typeof openMemoryStores>;
let now: number;
const attempts = () => createAttemptService({ ...stores, key: Buffer.alloc(32), tell: () => undefined, now: () => now });
const people = () => createIdentityService({ ...stores, attempts: attempts(), now: () => now }, hasher);
const MIA: JsonObject = {
  userName: 'mia',
  givenName: 'Mia',
  sn: 'Muster',
  mail: 'mia@example.com',
  password: 'correct horse',
  preferences: { updates: true },
};
async function made(object: JsonObject = MIA, idempotencyKey = 'run.1'): Promise<string> {
  const result = await people().create(REALM, object, { idempotencyKey });
  if (result.status !== 'done') throw new Error(JSON.stringify(result));
  return result.identity.id;
}
const failedOf = async (object: JsonObject) => {
  const result = await people().create(REALM, object, { idempotencyKey: 'other' });
  return result.status === 'refused' ? result.failed : result.status;
};

beforeEach(() => {
  now = 1_790_000_000_000;
  stores = openMemoryStores({ sealer, now: () => now });
});

describe('a person who is made', () => {
  it('signs on with the password, which is kept one way only, and is read as a managed object', async () => {
    const id = await made();
    expect(await people().verifyPassword(REALM, 'MIA', 'correct horse', 'right')).toMatchObject({ identity: { id } });
    expect(JSON.stringify(await stores.identities.findById(REALM, id))).not.toContain('correct horse');
    const { password: _, ...object } = MIA;
    expect(await people().read(REALM, id)).toMatchObject({ object: { ...object, _id: id, accountStatus: 'active' }, createdAt: now });
  });

  it('is made once under one key, also after somebody else has tried to be called so', async () => {
    const id = await made();
    expect(await made()).toBe(id);
    expect(await failedOf(MIA)).toEqual([{ property: 'userName', policyRequirements: [{ policyRequirement: 'UNIQUE' }] }]);
    const both = await Promise.all([made({ ...MIA, userName: 'ben' }, 'run.2'), made({ ...MIA, userName: 'ben' }, 'run.2')]);
    expect(both[0]).toBe(both[1]);
    expect(await stores.identities.list(REALM)).toHaveLength(2);
  });

  it('keeps every rule of the realm', async () => {
    expect(await failedOf({ userName: 'a/b', givenName: '', sn: 'Muster', mail: 'nowhere', password: 'muster1' })).toEqual([
      {
        property: 'userName',
        policyRequirements: [{ policyRequirement: 'CANNOT_CONTAIN_CHARACTERS', params: { forbiddenChars: ['/'] } }],
      },
      { property: 'givenName', policyRequirements: [{ policyRequirement: 'REQUIRED' }] },
      { property: 'mail', policyRequirements: [{ policyRequirement: 'VALID_EMAIL_ADDRESS_FORMAT' }] },
      {
        property: 'password',
        policyRequirements: [
          { policyRequirement: 'MIN_LENGTH', params: { minLength: 8 } },
          { policyRequirement: 'CANNOT_CONTAIN_OTHERS', params: { disallowedFields: 'sn' } },
        ],
      },
    ]);
    expect(await failedOf({})).toHaveLength(4);
    expect(await failedOf({ ...MIA, shoeSize: 41 })).toEqual([
      { property: 'shoeSize', policyRequirements: [{ policyRequirement: 'UNKNOWN_PROPERTY' }] },
    ]);
    expect(await failedOf({ ...MIA, constructor: 'x' })).toMatchObject([{ property: 'constructor' }]);
    expect(await failedOf({ ...MIA, preferences: 'all' })).toMatchObject([{ property: 'preferences' }]);
    expect(await stores.identities.list(REALM)).toEqual([]);
  });

  it('has the properties and rules that an operator has added', async () => {
    await stores.services.set(
      REALM,
      'managedUser',
      managedUserService.parse({
        properties: { custom_age: { type: 'number', policies: [{ policyId: 'minimum-number-value', params: { minimum: 18 } }] } },
        required: ['userName', 'custom_age'],
      }),
    );
    expect(await failedOf({ userName: 'kid', custom_age: 17 })).toMatchObject([
      { property: 'custom_age', policyRequirements: [{ policyRequirement: 'MINIMUM_NUMBER_VALUE' }] },
    ]);
    const id = await made({ userName: 'adult', custom_age: 18 });
    expect(await people().read(REALM, id)).toMatchObject({ object: { custom_age: 18 } });
  });

  it('cannot choose an id', async () => {
    expect(await made({ ...MIA, _id: 'chosen' })).not.toBe('chosen');
  });

  it.each(['sunshine1', 'Sunshine1', 'PASSWORD1', 'qwertyuiop', 'Waygate2026!', 'waygate-waygate'])(
    'cannot have the password %s, which others try',
    async (password) => {
      expect(await failedOf({ ...MIA, password })).toMatchObject([
        { property: 'password', policyRequirements: [{ policyRequirement: 'CANNOT_BE_WELL_KNOWN' }] },
      ]);
    },
  );

  it('can have one in which such a word is a small part, and change it to none that others try', async () => {
    const id = await made({ ...MIA, password: 'waygate and three horses' });
    const hash = (await stores.identities.findById(REALM, id))?.passwordHash;
    expect(await people().patch(REALM, id, { password: 'iloveyou1' })).toMatchObject({
      status: 'refused',
      failed: [{ property: 'password', policyRequirements: [{ policyRequirement: 'CANNOT_BE_WELL_KNOWN' }] }],
    });
    expect((await stores.identities.findById(REALM, id))?.passwordHash).toBe(hash);
  });

  it('cannot have one that is little more than a word of its realm', async () => {
    const password = {
      type: 'string',
      scope: 'private',
      viewable: false,
      policies: [{ policyId: 'cannot-be-well-known', params: { words: ['Musterbank'] } }],
    };
    await stores.services.set(REALM, 'managedUser', managedUserService.parse({ properties: { password } }));
    expect(await failedOf({ ...MIA, password: 'musterbank1!' })).toMatchObject([{ property: 'password' }]);
  });
});

describe('a person who is looked for', () => {
  it('is found by name, id, mail and any attribute', async () => {
    const id = await made();
    const by = async (attribute: string, value: string) => (await people().findBy(REALM, attribute, value))?.id;
    expect([await by('userName', 'MIA'), await by('_id', id), await by('mail', 'MIA@example.com'), await by('sn', 'muster')]).toEqual([
      id,
      id,
      id,
      id,
    ]);
    expect([await by('mail', ''), await by('nothing', 'x'), await by('_id', 'x')]).toEqual([undefined, undefined, undefined]);
  });

  it('is nobody when the value is that of several people', async () => {
    await made();
    await made({ ...MIA, userName: 'twin', mail: 'MIA@example.com' }, 'run.2');
    expect(await people().findBy(REALM, 'mail', 'mia@example.com')).toBeUndefined();
  });
});

describe('a person who is changed', () => {
  it('keeps what is not named, merges objects, and loses what is null', async () => {
    const id = await made({ ...MIA, city: 'Bern' });
    expect(await people().patch(REALM, id, { preferences: { marketing: true }, city: null, telephoneNumber: '+41 31' })).toMatchObject({
      status: 'done',
    });
    const object = (await people().read(REALM, id))?.object ?? {};
    expect(object).toMatchObject({ sn: 'Muster', preferences: { updates: true, marketing: true }, telephoneNumber: '+41 31' });
    expect(object).not.toHaveProperty('city');
  });

  it('keeps the rules, and is left as they were when one is broken', async () => {
    const id = await made();
    await made({ ...MIA, userName: 'ben' }, 'run.2');
    const before = await stores.identities.findById(REALM, id);
    for (const [changes, requirement] of [
      [{ mail: 'nowhere', city: 'Bern' }, 'VALID_EMAIL_ADDRESS_FORMAT'],
      [{ sn: null }, 'REQUIRED'],
      [{ password: 'xMUSTERx' }, 'CANNOT_CONTAIN_OTHERS'],
      [{ userName: 'BEN' }, 'UNIQUE'],
    ] as const) {
      expect(await people().patch(REALM, id, changes)).toMatchObject({
        status: 'refused',
        failed: [{ policyRequirements: [{ policyRequirement: requirement }] }],
      });
    }
    expect(await stores.identities.findById(REALM, id)).toEqual(before);
    expect(await people().patch(REALM, 'nobody', { city: 'Bern' })).toEqual({ status: 'gone' });
  });

  it('gets another name and status with everything else, in one step', async () => {
    const id = await made();
    await people().patch(
      REALM,
      id,
      { userName: 'mia.muster', accountStatus: 'inactive', city: 'Bern' },
      { termsAccepted: { termsVersion: '1' } },
    );
    expect(await people().find(REALM, 'mia')).toBeUndefined();
    expect(await people().find(REALM, 'mia.muster')).toMatchObject({ id, active: false, attributes: { city: ['Bern'] } });
    expect((await people().read(REALM, id))?.meta).toEqual({ termsAccepted: { termsVersion: '1' } });
  });

  it('is signed off everywhere by a new password', async () => {
    const id = await made();
    await stores.signOnSessions.create({
      id: 'session',
      handle: 'handle',
      realm: REALM,
      userId: id,
      username: 'mia',
      createdAt: now,
      lastAccessAt: now,
      maxIdleSeconds: 60,
      maxSessionSeconds: 100,
      authLevel: 0,
      journeys: ['Login'],
      evidence: [],
      properties: {},
    });
    const sessions = async () => (await stores.signOnSessions.listByUser(REALM, id, now)).length;
    await people().patch(REALM, id, { city: 'Bern', password: 'correct horse' });
    expect(await sessions()).toBe(1);
    await people().patch(REALM, id, { password: 'another horse' });
    expect(await sessions()).toBe(0);
    expect(await people().verifyPassword(REALM, 'mia', 'correct horse', 'wrong')).toEqual({ status: 'wrong' });
    expect(await people().verifyPassword(REALM, 'mia', 'another horse', 'right')).toMatchObject({ identity: { id } });
  });
});

it('tells of a password whether it may still be used', async () => {
  const id = await made();
  const standing = () => people().passwordStanding(REALM, id, now);
  expect(await standing()).toBe('valid');
  await stores.identities.update(REALM, id, (record) => ({ ...record, mustChangePassword: true }));
  expect(await standing()).toBe('mustChange');
  await stores.identities.update(REALM, id, (record) => ({ ...record, passwordEndsAt: now + DAY }));
  expect(await standing()).toBe('mustChange');
  now += DAY;
  expect(await standing(), 'one that was for a first sign-on has an end').toBe('expired');
  await people().patch(REALM, id, { password: 'another horse' });
  expect(await standing()).toBe('valid');
  await stores.services.set(REALM, 'managedUser', managedUserService.parse({ passwordMaxAgeDays: 90 }));
  now += 91 * DAY;
  expect(await standing()).toBe('expired');
});

it('tells of an attribute whether it has a value, private ones included', async () => {
  const id = await made({ ...MIA, kbaInfo: [{ questionId: '1', answer: 'Blue' }] });
  const has = (attribute: string) => people().has(REALM, id, attribute);
  expect(await Promise.all(['password', 'kbaInfo', 'mail', 'preferences/updates', 'userName'].map(has))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(await Promise.all(['city', 'preferences/marketing', 'toString'].map(has))).toEqual([false, false, false]);
  await stores.identities.update(REALM, id, (record) => ({ ...record, passwordHash: undefined }));
  expect(await has('password')).toBe(false);
});

describe('security questions', () => {
  const KBA = [
    { questionId: '1', answer: '  Blue  Sky' },
    { customQuestion: 'Which bridge?', answer: 'Kapellbrücke' },
  ];
  const tries = async (id: string, answers: { index: number; answer: string }[], key: string) => {
    const check = await people().verifyKba(REALM, id, 'kbaInfo', answers, key);
    return check.status === 'wrong' ? (check.throttled ?? 'wrong') : check.status;
  };

  it('are kept with hashed answers that nobody reads', async () => {
    const id = await made({ ...MIA, kbaInfo: KBA });
    expect(JSON.stringify(await stores.identities.findById(REALM, id))).not.toMatch(/blue|kapell/i);
    expect(JSON.stringify(await people().read(REALM, id))).not.toMatch(/kbaInfo|argon2/);
    expect(await people().kbaQuestions(REALM, id, 'kbaInfo')).toEqual([
      { index: 0, questionId: '1' },
      { index: 1, customQuestion: 'Which bridge?' },
    ]);
  });

  it('are answered in any letter case and with any spaces, all of those that are asked', async () => {
    const id = await made({ ...MIA, kbaInfo: KBA });
    expect(
      await tries(
        id,
        [
          { index: 0, answer: 'BLUE sky' },
          { index: 1, answer: 'kapellbrücke ' },
        ],
        'a',
      ),
    ).toBe('right');
    expect(
      await tries(
        id,
        [
          { index: 0, answer: 'BLUE sky' },
          { index: 1, answer: 'blue sky' },
        ],
        'b',
      ),
    ).toBe('wrong');
    for (const answers of [[], [{ index: 7, answer: 'x' }]]) expect(await tries(id, answers, 'c')).toBe('wrong');
  });

  it('may be guessed at a few times, also at once, and the same try counts once', async () => {
    const id = await made({ ...MIA, kbaInfo: KBA });
    await stores.services.set(REALM, 'kba', kbaService.parse({ numberOfAttemptsAllowed: 3, attemptWindowMinutes: 10 }));
    const wrong = [{ index: 0, answer: 'red' }];
    const right = [{ index: 0, answer: 'blue sky' }];
    for (const key of ['r1', 'r2', 'r3', 'r4']) expect(await tries(id, right, key)).toBe('right');
    expect(await tries(id, wrong, 'one')).toBe('wrong');
    expect(await tries(id, wrong, 'one')).toBe('wrong');
    const atOnce = await Promise.all(['two', 'three', 'four', 'five'].map((key) => tries(id, wrong, key)));
    expect(atOnce.toSorted()).toEqual(['wait', 'wait', 'wrong', 'wrong']);
    expect(await tries(id, right, 'six')).toBe('wait');
    now += 11 * 60_000;
    expect(await tries(id, right, 'seven')).toBe('right');
    for (const key of ['8', '9', '10']) await tries(id, wrong, key);
    expect(await tries(id, right, 'eleven')).toBe('wait');
    await people().patch(REALM, id, { kbaInfo: KBA });
    expect(await tries(id, right, 'twelve'), 'answers that were chosen anew').toBe('right');
  });
});
