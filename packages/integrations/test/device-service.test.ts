import { createHmac, scryptSync } from 'node:crypto';
import type { OathDevice, PushDevice, Subject } from '@waygate/node-kit';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeviceService, createPushDeviceDirectory, createRecoveryCodeHasher, createSealer, KeyRing } from '../src/index.ts';

const REALM = '/alpha';
const MIA = { id: 'id-mia', username: 'mia' };
const TOM = { id: 'id-tom', username: 'tom' };
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
/** How many codes were hashed. */
let hashed = 0;
/** Cheap: what is tested here does not depend on the cost. */
const cheap = async (code: string, salt: Buffer) => {
  hashed += 1;
  return createHmac('sha256', salt).update(code).digest();
};
const PREFILTER_KEY = Buffer.alloc(32, 1);
const hasher = createRecoveryCodeHasher(PREFILTER_KEY, cheap);

let stores: ReturnType<typeof openMemoryStores>;
beforeEach(() => {
  stores = openMemoryStores({ sealer });
});
const service = () => createDeviceService(stores.devices, hasher, stores.stepCodes, Date.now);

const device = (uuid: string, more: Partial<PushDevice> = {}): PushDevice => ({
  uuid,
  deviceName: 'Pixel 9',
  createdDate: 1_000,
  lastAccessDate: 1_000,
  issuer: 'Example',
  sharedSecret: Buffer.alloc(32, 7).toString('base64'),
  deviceMechanismUID: `mechanism of ${uuid}`,
  deviceId: 'token',
  deviceType: 'android',
  communicationType: 'gcm',
  communicationId: 'arn',
  capabilities: [],
  ...more,
});
async function enrolled(subject: Subject, phone: PushDevice, devices = service(), run = 'elsewhere'): Promise<readonly string[]> {
  const enrolment = await devices.push.enrol(REALM, subject, phone, { recoveryCodes: true, run });
  if (enrolment.status !== 'enrolled') throw new Error('there was no place for it');
  return enrolment.recoveryCodes;
}
const stored = async () => (await stores.devices.push.list(REALM, MIA.id)).flatMap(({ recoveryCodes }) => recoveryCodes);

describe('enrolling', () => {
  it('keeps the device, gives ten codes once, and makes push no longer skippable', async () => {
    const codes = await enrolled(MIA, device('d1'));
    expect(codes).toHaveLength(10);
    expect(await service().push.list(REALM, MIA)).toEqual([device('d1')]);
    expect(await service().push.list(REALM, TOM)).toEqual([]);
    expect(await service().skipPreference(REALM, MIA, 'push')).toBe('NOT_SKIPPABLE');
    expect(await service().skipPreference(REALM, TOM, 'push')).toBe('NOT_SET');
  });

  it('by one step in two processes gives the same codes, and the later takes none back that was used', async () => {
    const [first, second] = [await enrolled(MIA, device('d1')), await enrolled(MIA, device('d1'))];
    expect(second).toEqual(first);
    await service().consumeRecoveryCode(REALM, MIA, 'push', first[0] ?? '', 'use 1');
    expect(await enrolled(MIA, device('d1'))).toEqual(first);
    expect(await stored()).toHaveLength(9);
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', first[0] ?? '', 'use 2')).toMatchObject({ accepted: false });
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', first[1] ?? '', 'use 3')).toMatchObject({ accepted: true });
  });

  it('as the first keeps none beside one of another run, of whatever kind, and is no stranger to its own', async () => {
    const wants = { recoveryCodes: false, first: true };
    const first = (uuid: string, run: string, subject = MIA) => service().push.enrol(REALM, subject, device(uuid), { ...wants, run });
    await enrolled(TOM, device('d0'));
    for (const uuid of ['d1', 'd1', 'd2']) expect(await first(uuid, 'run 1')).toMatchObject({ status: 'enrolled' });
    expect(await first('d3', 'run 2')).toEqual({ status: 'notFirst' });
    const { binding } = service();
    const app = { ...device('b1'), kid: 'b1', key: {}, authenticationType: 'NONE', platform: 'ios' };
    expect(await binding.enrol(REALM, MIA, app, { ...wants, run: 'run 2' })).toEqual({ status: 'notFirst' });
    expect(await service().owned(REALM, MIA)).toEqual(new Set(['d1', 'd2']));
    expect(await service().push.enrol(REALM, MIA, device('d3'), { recoveryCodes: false, run: 'run 2' })).toMatchObject({
      status: 'enrolled',
    });
  });

  it('as the first in two runs at once never keeps both', async () => {
    let waiting = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    // Both have looked, and found nobody, before either is kept.
    const { push } = stores.devices;
    const put = push.put.bind(push);
    vi.spyOn(push, 'put').mockImplementation(async (...record) => {
      waiting += 1;
      if (waiting === 2) open();
      await both;
      return put(...record);
    });
    const racing = service();
    const ends = await Promise.all(
      ['1', '2'].map((run) => racing.push.enrol(REALM, MIA, device(`d${run}`), { recoveryCodes: false, first: true, run })),
    );
    const kept = ends.filter(({ status }) => status === 'enrolled');
    expect(kept.length).toBeLessThan(2);
    expect(await racing.push.list(REALM, MIA)).toHaveLength(kept.length);
  });

  it('without codes gives none', async () => {
    expect(await service().push.enrol(REALM, MIA, device('d1'), { recoveryCodes: false, run: 'elsewhere' })).toEqual({
      status: 'enrolled',
      recoveryCodes: [],
    });
    expect(await stored()).toEqual([]);
  });

  it('again leaves one device with the codes of the second time', async () => {
    const [old = ''] = await enrolled(MIA, device('d1'));
    const [fresh = ''] = await enrolled(MIA, device('d1'), service(), 'another run');
    expect(await service().push.list(REALM, MIA)).toHaveLength(1);
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', old, 'use 1')).toEqual({ accepted: false, left: 10 });
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', fresh, 'use 2')).toEqual({ accepted: true, device: 'd1', left: 9 });
  });

  it('stores codes one-way: scrypt, each with a salt of its own', async () => {
    const slow = createDeviceService(stores.devices, createRecoveryCodeHasher(PREFILTER_KEY), stores.stepCodes, Date.now);
    const codes = await enrolled(MIA, device('d1'), slow);
    const hashes = await stored();
    expect(hashes).toHaveLength(10);
    const salts = new Set<string>();
    for (const hash of hashes) {
      expect(hash).toMatch(/^\{SCRYPT2\}[A-Za-z0-9+/]+=*$/);
      const bytes = Buffer.from(hash.slice('{SCRYPT2}'.length), 'base64');
      expect(bytes).toHaveLength(1 + 20 + 32);
      salts.add(bytes.subarray(1, 21).toString('hex'));
    }
    expect(salts.size).toBe(10);
    // At the real price of one hash for each code that the first byte lets in, which is nearly always one.
    const first = Buffer.from(hashes[0]?.slice('{SCRYPT2}'.length) ?? '', 'base64');
    const made = codes
      .filter((code) => createHmac('sha256', PREFILTER_KEY).update(code).digest()[0] === first[0])
      .map((code) => scryptSync(code, first.subarray(1, 21), 32, { N: 2 ** 14, r: 8, p: 1 }).toString('hex'));
    expect(made).toContain(first.subarray(21).toString('hex'));
    expect(JSON.stringify(await stores.devices.push.list(REALM, MIA.id))).not.toMatch(new RegExp(codes.join('|')));
  });
});

describe('a limit of devices', () => {
  const enrol = (uuid: string, createdDate: number) =>
    service().push.enrol(REALM, MIA, device(uuid, { createdDate }), { recoveryCodes: false, most: 2, run: 'elsewhere' });

  it('leaves what comes after it without a place, and what is there as it is', async () => {
    await enrol('d1', 1);
    await enrol('d2', 2);
    expect(await enrol('d3', 3)).toEqual({ status: 'limit' });
    expect(await enrol('d1', 1)).toMatchObject({ status: 'enrolled' });
    expect((await service().push.list(REALM, MIA)).map(({ uuid }) => uuid)).toEqual(['d1', 'd2']);
    expect(await service().push.list(REALM, TOM)).toEqual([]);
  });

  it('holds for many that come at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => enrol(`d${index}`, 1)));
    expect((await service().push.list(REALM, MIA)).length).toBeLessThanOrEqual(2);
  });
});

describe('a device of any kind', () => {
  it('changes in one atomic step: of many at once that use something up, one does', async () => {
    const token: OathDevice = {
      ...{ uuid: 'o1', deviceName: 'OATH Device', createdDate: 1, lastAccessDate: 1, issuer: 'Example', sharedSecret: 'ab'.repeat(20) },
      ...{ algorithm: 'HOTP', digits: 6, hash: 'HMAC_SHA1', period: 30, counter: 4, lastLogin: 0, clockDriftSeconds: 0 },
      ...{ checksumDigit: false, truncationOffset: -1 },
    };
    await service().oath.enrol(REALM, MIA, token, { recoveryCodes: true, run: 'elsewhere' });
    const use = () => service().oath.update(REALM, MIA, 'o1', (now) => (now.counter === 4 ? { ...now, counter: 5 } : undefined));
    expect((await Promise.all(Array.from({ length: 50 }, use))).filter(Boolean)).toHaveLength(1);
    expect(await service().oath.list(REALM, MIA)).toEqual([{ ...token, counter: 5 }]);
    expect(await service().push.list(REALM, MIA)).toEqual([]);
    expect(await service().skipPreference(REALM, MIA, 'oath')).toBe('NOT_SKIPPABLE');
  });
});

describe('a recovery code', () => {
  it('works once', async () => {
    const [code = ''] = await enrolled(MIA, device('d1'));
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', code, 'use 1')).toEqual({ accepted: true, device: 'd1', left: 9 });
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', code, 'use 2')).toEqual({ accepted: false, left: 9 });
  });

  it('that is used twice at once works once', async () => {
    const codes = await enrolled(MIA, device('d1'));
    for (const [round, code] of codes.slice(0, 3).entries()) {
      const uses = await Promise.all(
        ['a', 'b', 'c'].map((use) => service().consumeRecoveryCode(REALM, MIA, 'push', code, `${use}${round}`)),
      );
      expect(uses.filter(({ accepted }) => accepted)).toHaveLength(1);
    }
    expect(await stored()).toHaveLength(7);
  });

  it('of a device that may not be used stays as good as it was, however often and at once it is tried', async () => {
    const [code = ''] = await enrolled(MIA, device('d1'));
    const tried = await Promise.all(
      ['a', 'b', 'c'].map((use) => service().consumeRecoveryCode(REALM, MIA, 'push', code, use, (uuid) => uuid !== 'd1')),
    );
    expect(tried).toEqual(Array.from({ length: 3 }, () => ({ accepted: false, left: 10, denied: true })));
    const all = await Promise.all(
      [() => false, () => true, () => true].map((may, use) => service().consumeRecoveryCode(REALM, MIA, 'push', code, `${use}`, may)),
    );
    expect(all.filter(({ accepted }) => accepted)).toHaveLength(1);
    expect(await stored()).toHaveLength(9);
  });

  it('counts once when the same use is repeated, as after a crash', async () => {
    const [code = '', other = ''] = await enrolled(MIA, device('d1'));
    for (let repeat = 0; repeat < 3; repeat += 1) {
      expect(await service().consumeRecoveryCode(REALM, MIA, 'push', code, 'use 1')).toEqual({ accepted: true, device: 'd1', left: 9 });
    }
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', 'wrongwrong', 'use 1')).toEqual({ accepted: false, left: 9 });
    await service().consumeRecoveryCode(REALM, MIA, 'push', other, 'use 2');
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', code, 'use 2')).toEqual({ accepted: false, left: 8 });
  });

  it('of any device of the person works, says whose it was, and only takes its own away', async () => {
    await enrolled(MIA, device('d1'));
    const [code = ''] = await enrolled(MIA, device('d2', { createdDate: 2_000 }));
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', code, 'use 1')).toEqual({ accepted: true, device: 'd2', left: 19 });
    const left = (await stores.devices.push.list(REALM, MIA.id)).map(({ recoveryCodes }) => recoveryCodes.length);
    expect(left).toEqual([10, 9]);
  });

  it.each([
    ['in small letters', (code: string) => (code === code.toLowerCase() ? code.toUpperCase() : code.toLowerCase())],
    ['cut short', (code: string) => code.slice(0, -1)],
    ['with more behind it', (code: string) => `${code}x`],
    ['that is empty', () => ''],
    ['that is the stored hash', () => '{SCRYPT2}'],
    ['beyond all measure', () => 'x'.repeat(100_000)],
  ])('%s is wrong', async (_name, spell) => {
    const [code = ''] = await enrolled(MIA, device('d1'));
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', spell(code), 'use 1')).toEqual({ accepted: false, left: 10 });
  });

  it('does not work for another person, in another realm, for nobody, or for another kind of device', async () => {
    const [code = ''] = await enrolled(MIA, device('d1'));
    expect(await service().consumeRecoveryCode(REALM, TOM, 'push', code, 'use 1')).toEqual({ accepted: false, left: 0 });
    expect(await service().consumeRecoveryCode('/beta', MIA, 'push', code, 'use 2')).toEqual({ accepted: false, left: 0 });
    expect(await service().consumeRecoveryCode(REALM, undefined, 'push', code, 'use 3')).toEqual({ accepted: false, left: 0 });
    expect(await service().consumeRecoveryCode(REALM, MIA, 'webauthn', code, 'use 4')).toEqual({ accepted: false, left: 0 });
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', code, 'use 5')).toMatchObject({ accepted: true });
  });

  it('is looked for at the cost of one hash at least, whether there are codes or not, and not of ten', async () => {
    await enrolled(MIA, device('d1'));
    hashed = 0;
    for (let guess = 0; guess < 300; guess += 1) {
      for (const subject of [MIA, TOM, undefined]) {
        const before = hashed;
        await service().consumeRecoveryCode(REALM, subject, 'push', `guess${guess}`, `use ${guess}`);
        expect(hashed).toBeGreaterThan(before);
      }
    }
    // Two in the same place of 256 among ten is rare: nearly every guess costs one.
    expect(hashed).toBeLessThan(920);
  });

  it('of ten characters, as it was made before, is still good', async () => {
    const record = {
      device: device('d1'),
      recoveryCodes: [await hasher.hash('iZmEtxvQ00'), await hasher.hash('aaaaaaaaaa')],
      refreshes: [],
    };
    await stores.devices.push.put(REALM, MIA.id, record);
    expect(await service().consumeRecoveryCode(REALM, MIA, 'push', 'iZmEtxvQ00', 'use 1')).toEqual({
      accepted: true,
      device: 'd1',
      left: 1,
    });
  });

  it('hashed by another installation, or damaged, is passed over', async () => {
    const other = createRecoveryCodeHasher(Buffer.alloc(32, 2));
    const hash = await other.hash('code');
    const damaged = ['', '{SCRYPT2}', '{SCRYPT}abc', `${hash}AAAA`, hash.replace('2', '3'), 'code'];
    expect(await hasher.match('code', damaged)).toBeUndefined();
    expect(await hasher.match('code', [...damaged, await hasher.hash('code')])).toMatch(/^\{SCRYPT2\}/);
  });
});

it('the event loop goes on while codes are hashed', async () => {
  let turns = 0;
  let turning = true;
  const turn = () => {
    turns += 1;
    if (turning) setImmediate(turn);
  };
  setImmediate(turn);
  await createRecoveryCodeHasher(PREFILTER_KEY).hash('code');
  turning = false;
  expect(turns).toBeGreaterThan(0);
});

it('a device that was used is told when', async () => {
  await service().push.enrol(REALM, MIA, device('d1'), { recoveryCodes: false, run: 'elsewhere' });
  await service().push.enrol(REALM, MIA, device('d2', { createdDate: 2_000 }), { recoveryCodes: false, run: 'elsewhere' });
  await service().touchPush(REALM, MIA, 'mechanism of d2', 5_000);
  await service().touchPush(REALM, MIA, 'no mechanism', 6_000);
  await service().touchPush(REALM, TOM, 'mechanism of d2', 7_000);
  expect((await service().push.list(REALM, MIA)).map(({ lastAccessDate }) => lastAccessDate)).toEqual([1_000, 5_000]);
});

it('a phone is remembered by what it showed last, and where it was before is forgotten', async () => {
  await service().push.enrol(REALM, MIA, device('d1'), { recoveryCodes: false, run: 'elsewhere' });
  await service().touchPush(REALM, MIA, 'mechanism of d1', 5_000, { address: '192.0.2.9', system: 'android', version: '15' });
  await service().touchPush(REALM, MIA, 'mechanism of d1', 6_000);
  expect((await service().push.list(REALM, MIA))[0]?.seen).toEqual({ address: '192.0.2.9', system: 'android', version: '15', at: 5_000 });
  await service().touchPush(REALM, MIA, 'mechanism of d1', 7_000, { version: '16' });
  expect((await service().push.list(REALM, MIA))[0]?.seen).toEqual({ system: 'android', version: '16', at: 7_000 });
});

describe('the directory that phones are looked up in', () => {
  const directory = () => createPushDeviceDirectory(stores.devices);
  const change = { deviceId: 'token-2', deviceName: 'Pixel 10', communicationId: 'arn-2' };
  beforeEach(() => service().push.enrol(REALM, MIA, device('d1'), { recoveryCodes: false, run: 'elsewhere' }));

  it('finds a device by its person and mechanism, in capitals too, as iPhones write it', async () => {
    expect(await directory().find(REALM, MIA.id, 'MECHANISM OF D1')).toEqual(device('d1'));
    expect(await directory().find(REALM, MIA.id, 'mechanism of d2')).toBeUndefined();
    expect(await directory().find(REALM, TOM.id, 'mechanism of d1')).toBeUndefined();
    expect(await directory().find('/beta', MIA.id, 'mechanism of d1')).toBeUndefined();
  });

  it('moves a device once for each message', async () => {
    expect(await directory().refresh(REALM, MIA.id, 'd1', change, 'hash', 2_000)).toBe('done');
    expect(await service().push.list(REALM, MIA)).toEqual([device('d1', change)]);
    expect(await directory().refresh(REALM, MIA.id, 'd1', { ...change, deviceId: 'token-3' }, 'hash', 3_000)).toBe('repeated');
    expect(await service().push.list(REALM, MIA)).toEqual([device('d1', change)]);
    expect(await directory().refresh(REALM, MIA.id, 'd2', change, 'hash', 2_000)).toBe('gone');
  });

  it('takes one of two equal messages that come at once', async () => {
    const results = await Promise.all(
      ['a', 'b'].map((name) => directory().refresh(REALM, MIA.id, 'd1', { ...change, deviceName: name }, 'hash', 1)),
    );
    expect([...results].sort()).toEqual(['done', 'repeated']);
  });

  it('remembers the last twenty', async () => {
    for (let message = 0; message < 21; message += 1) await directory().refresh(REALM, MIA.id, 'd1', change, `hash ${message}`, message);
    expect(await directory().refresh(REALM, MIA.id, 'd1', change, 'hash 1', 30)).toBe('repeated');
    expect((await stores.devices.push.list(REALM, MIA.id))[0]?.refreshes).toHaveLength(20);
  });

  it('keeps what a transport calls a device', async () => {
    await directory().moved(REALM, MIA.id, 'd1', 'arn-3');
    await directory().moved(REALM, MIA.id, 'gone', 'arn-3');
    expect(await service().push.list(REALM, MIA)).toEqual([device('d1', { communicationId: 'arn-3' })]);
  });
});
