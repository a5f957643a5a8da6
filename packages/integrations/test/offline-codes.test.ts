import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importOfflineKeyPair, makeOathDevice, makeOathUri, makeOfflineKey, offlineJwkOf } from '@waygate/mfa';
import type { Notice, OathDevice, OfflineCodePort, PushDevice } from '@waygate/node-kit';
import { OathApp } from '@waygate/phone';
import { continuityService, type JsonObject } from '@waygate/schema';
import { openMemoryStores, openSqliteStores, type Stores } from '@waygate/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  createOfflineCodeDesk,
  createOfflineCodes,
  createOfflineNews,
  createRecoveryCodeHasher,
  createSealer,
  KeyRing,
  type OfflineCodeDesk,
  type OfflineDeviceService,
  type RecoveryCodeHasher,
} from '../src/index.ts';
import { openOfflineDevices } from './open-offline-devices.ts';

const REALM = '/alpha';
const MIA = { id: 'id-mia', username: 'mia' };
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
/** Quick: scrypt itself is tried on the embedded store. */
const quick = async (code: string, salt: Buffer) => createHash('sha256').update(salt).update(code).digest();

const START = 1_790_000_000_000;
const DAY_MS = 86_400_000;
const WISH = {
  issuer: 'Example',
  algorithm: 'TOTP',
  digits: 6,
  hash: 'HMAC_SHA1',
  period: 30,
  checksumDigit: false,
  truncationOffset: -1,
  minSharedSecretLength: 40,
} as const;

const PHONE: PushDevice = {
  uuid: 'phone',
  deviceName: 'Pixel 9',
  createdDate: 1,
  lastAccessDate: 1,
  issuer: 'Example',
  sharedSecret: 's',
  deviceMechanismUID: 'm',
  deviceId: 'token',
  deviceType: 'web',
  communicationType: 'local',
  communicationId: 'local:token',
  capabilities: [],
};

let now: number;
let settings: JsonObject;
let stores: Stores;
let hasher: RecoveryCodeHasher;
let codes: OfflineCodePort;
let phones: OfflineDeviceService;
let desk: OfflineCodeDesk;

function begin(kept: Stores, given = createRecoveryCodeHasher(Buffer.alloc(32), quick)) {
  hasher = given;
  now = START;
  settings = {};
  stores = kept;
  reopen();
}
/** What a process has after it was started anew: nothing but the store. */
function reopen() {
  const deps = { ...stores, hasher, settings: async () => continuityService.parse(settings), now: () => now };
  codes = createOfflineCodes(deps);
  phones = openOfflineDevices(stores, () => now);
  desk = createOfflineCodeDesk(stores, phones, hasher, () => now);
}
beforeEach(() => begin(openMemoryStores({ sealer, now: () => now })));

const appOf = (device: OathDevice) =>
  new OathApp(makeOathUri({ device, account: 'mia', userId: MIA.id, backgroundColor: '', imageUrl: '' }));
/** Mia sets an app up, and time passes until it shows another code. */
async function enrolled() {
  const device = makeOathDevice(WISH, now);
  const app = appOf(device);
  const enrolment = await codes.enrol(REALM, MIA, device, app.code(now));
  if (enrolment.status !== 'enrolled') throw new Error('nothing was kept');
  now += 30_000;
  return { device, app, backupCode: enrolment.backupCode };
}
const check = (code: string, key = randomBytes(8).toString('hex')) =>
  codes.check({ realm: REALM, subject: MIA, code, timeSteps: 1, idempotencyKey: key });
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const counted = <T extends { readonly status: string }>(results: readonly T[], status: string) =>
  results.filter((one) => one.status === status).length;
const find = () => stores.offlineCodes.find(REALM, MIA.id);

describe('setting an app up', () => {
  it('keeps nothing until one of its codes was typed, and leaves what there was before', async () => {
    const { device } = await enrolled();
    const before = await find();
    const next = makeOathDevice(WISH, now);
    expect(await codes.enrol(REALM, MIA, next, other(appOf(next).code(now)))).toEqual({ status: 'wrong' });
    expect(await find()).toEqual(before);
    expect(before?.app?.device.uuid).toBe(device.uuid);
  });

  it('takes the code of the one before no more, and uses up the code that was typed', async () => {
    const first = await enrolled();
    const second = await enrolled();
    expect(await check(first.app.code(now))).toEqual({ status: 'wrong' });
    expect(await check(first.backupCode)).toEqual({ status: 'wrong' });
    expect(await check(second.app.code(now - 30_000)), 'it was typed to set the app up').toEqual({ status: 'wrong' });
    expect(await check(second.app.code(now))).toEqual({ status: 'right', device: second.device.uuid });
  });

  it('keeps the secret sealed and the backup code one-way', async () => {
    const { device, backupCode } = await enrolled();
    expect(backupCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const record = await find();
    expect(record?.app?.backupCodeHash).toMatch(/^\{SCRYPT2\}/);
    expect(JSON.stringify(record)).not.toContain(backupCode.replaceAll('-', ''));
    expect(JSON.stringify(await desk.find(REALM, MIA.id))).not.toContain(device.sharedSecret);
  });

  it('is the same app when the step is repeated after a crash, with the backup code of the second time', async () => {
    const device = makeOathDevice(WISH, now);
    const code = appOf(device).code(now);
    const [first, second] = [await codes.enrol(REALM, MIA, device, code), await codes.enrol(REALM, MIA, device, code)];
    if (first.status !== 'enrolled' || second.status !== 'enrolled') throw new Error('nothing was kept');
    expect(await check(first.backupCode)).toEqual({ status: 'wrong' });
    expect(await check(second.backupCode)).toEqual({ status: 'replaced', device: device.uuid });
  });
});

describe('a typed code', () => {
  it('is right once, of fifty at the same moment one', async () => {
    const { app, device } = await enrolled();
    const code = app.code(now);
    const results = await Promise.all(Array.from({ length: 50 }, () => check(code)));
    expect(counted(results, 'right')).toBe(1);
    expect(counted(results, 'wrong')).toBe(49);
    now += 30_000;
    expect(await check(app.code(now)), 'who types a used code has guessed nothing').toEqual({ status: 'right', device: device.uuid });
  });

  it('is right again in the same step, which is repeated after a crash', async () => {
    const { app } = await enrolled();
    expect([await check(app.code(now), 'step'), await check(app.code(now), 'step')]).toMatchObject([
      { status: 'right' },
      { status: 'right' },
    ]);
  });

  it('may be one step off and no more', async () => {
    const { app } = await enrolled();
    now += 600_000;
    expect(await check(app.code(now - 60_000))).toEqual({ status: 'wrong' });
    expect(await check(app.code(now + 60_000))).toEqual({ status: 'wrong' });
    expect(await check(app.code(now + 30_000))).toMatchObject({ status: 'right' });
    expect(await check(app.code(now)), 'steps are used in order').toEqual({ status: 'wrong' });
  });

  it('is compared nine times and not two hundred, before a lock that a restart does not end', async () => {
    const { app } = await enrolled();
    const wrong = other(other(app.code(now)));
    const results = await Promise.all(Array.from({ length: 200 }, () => check(wrong)));
    expect(counted(results, 'wrong')).toBe(9);
    expect(counted(results, 'locked')).toBe(191);
    reopen();
    expect(await check(app.code(now))).toEqual({ status: 'locked', retryAfter: 900 });
    expect(await codes.standing(REALM, MIA)).toEqual({ status: 'locked', retryAfter: 900 });
    now += 900_000;
    expect(await check(app.code(now))).toMatchObject({ status: 'right' });
    for (let index = 0; index < 9; index += 1) await check('000000' === app.code(now) ? '000001' : '000000');
    expect(await check('no code')).toEqual({ status: 'wrong' });
    expect(await check('000002' === app.code(now) ? '000003' : '000002'), 'the next lock lasts twice as long').toEqual({
      status: 'locked',
      retryAfter: 1_800,
    });
  });

  it('is worth nothing for who has no app, nor where the realm has none', async () => {
    expect(await check('123456')).toEqual({ status: 'none' });
    expect(await check('0000-0000-0000')).toEqual({ status: 'none' });
    const { app } = await enrolled();
    settings = { offlineCodes: false };
    expect(await codes.standing(REALM, MIA)).toEqual({ status: 'none' });
    expect(await check(app.code(now))).toEqual({ status: 'none' });
    expect(await codes.isAllowed(REALM)).toBe(false);
  });

  it('counts for nothing any more once something was proved online', async () => {
    const { app } = await enrolled();
    for (let index = 0; index < 10; index += 1) await check(other(other(app.code(now))));
    await codes.provedOnline(REALM, MIA);
    expect(await check(app.code(now))).toMatchObject({ status: 'right' });
  });
});

describe('the backup code', () => {
  it('is good once, of fifty at the same moment one, and takes the app with it', async () => {
    const { app, backupCode, device } = await enrolled();
    const results = await Promise.all(Array.from({ length: 50 }, () => check(backupCode)));
    expect(counted(results, 'replaced')).toBe(1);
    expect(await find()).toMatchObject({
      unsentEvents: [{ kind: 'backupCodeUsed', at: now, by: 'owner', deviceName: 'OATH Device' }],
      lastUse: { device: device.uuid },
      wrong: expect.any(Number),
    });
    expect(await find()).not.toHaveProperty('app');
    expect(await check(app.code(now))).toEqual({ status: 'none' });
    expect(await check(backupCode)).toEqual({ status: 'none' });
    expect(await codes.standing(REALM, MIA)).toEqual({ status: 'none' });
  });

  it('is read as people type it', async () => {
    const { backupCode } = await enrolled();
    const typed = backupCode.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(await check(typed, 'step')).toMatchObject({ status: 'replaced' });
    expect(await check(typed, 'step'), 'the same step again').toMatchObject({ status: 'replaced' });
  });

  it('counts before it is compared: of two hundred wrong ones nine are', async () => {
    const { backupCode } = await enrolled();
    const wrong = backupCode.startsWith('0') ? `1${backupCode.slice(1)}` : `0${backupCode.slice(1)}`;
    const results = await Promise.all(Array.from({ length: 200 }, () => check(wrong)));
    expect(counted(results, 'wrong')).toBe(9);
    expect(counted(results, 'locked')).toBe(191);
    expect(await check(backupCode)).toMatchObject({ status: 'locked' });
  });

  it('is right as the tenth try, though that would have locked', async () => {
    const { app, backupCode } = await enrolled();
    for (let index = 0; index < 9; index += 1) await check(other(other(app.code(now))));
    expect(await check(backupCode)).toMatchObject({ status: 'replaced' });
    expect(await codes.standing(REALM, MIA)).toEqual({ status: 'none' });
  });
});

describe('the reminder', () => {
  it('is due every so many days for who has no app, until they have one', async () => {
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('due');
    await codes.putOffReminder(REALM, MIA);
    now += 7 * DAY_MS - 1;
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('notDue');
    expect(await codes.reminder(REALM, MIA, 3), 'what the node says').toBe('due');
    now += 1;
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('due');
    settings = { offlineReminderDays: 14 };
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('notDue');
    await enrolled();
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('enrolled');
  });

  it('is off where the realm, the node or an operator says so', async () => {
    expect(await codes.reminder(REALM, MIA, 0)).toBe('off');
    settings = { offlineReminderDays: 0 };
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('off');
    settings = { offlineCodes: false };
    expect(await codes.reminder(REALM, MIA, 7)).toBe('off');
    settings = {};
    await desk.setReminder(REALM, MIA.id, 0);
    expect(await codes.reminder(REALM, MIA, 7)).toBe('off');
    await desk.setReminder(REALM, MIA.id, undefined);
    expect(await codes.reminder(REALM, MIA, 7)).toBe('due');
  });
});

describe('what operators and owners do', () => {
  it('renames, sets an end, makes a new backup code and removes', async () => {
    const { app, backupCode } = await enrolled();
    expect(await desk.rename(REALM, MIA.id, 'Red phone')).toBe(true);
    const fresh = await desk.renewBackupCode(REALM, MIA.id);
    expect(await check(backupCode)).toEqual({ status: 'wrong' });
    expect(await desk.expire(REALM, MIA.id, now + 1)).toBe(true);
    expect(await desk.find(REALM, MIA.id)).toMatchObject({
      status: 'enrolled',
      setupSuccess: true,
      deviceName: 'Red phone',
      enrolledAt: START,
      lastUsedAt: START,
      lastStep: Math.floor(START / 30_000),
      expiresAt: now + 1,
      hasBackupCode: true,
      wrong: 1,
    });
    now += 1;
    expect(await desk.find(REALM, MIA.id)).toMatchObject({ status: 'expired' });
    expect([await check(app.code(now)), await check(fresh ?? '')]).toEqual([{ status: 'none' }, { status: 'none' }]);
    expect(await codes.reminder(REALM, MIA, undefined)).toBe('due');
    expect([await desk.remove(REALM, MIA.id), await desk.remove(REALM, MIA.id)]).toEqual(['Red phone', undefined]);
    expect(await find()).toBeUndefined();
    expect(await desk.rename(REALM, MIA.id, 'x')).toBe(false);
    expect(await desk.renewBackupCode(REALM, MIA.id)).toBeUndefined();
    expect(await desk.find(REALM, MIA.id)).toEqual({
      status: 'none',
      setupSuccess: false,
      hasBackupCode: false,
      wrong: 0,
      unsentEvents: 0,
    });
  });

  it('unlocks', async () => {
    const { app } = await enrolled();
    for (let index = 0; index < 10; index += 1) await check(other(other(app.code(now))));
    expect(await desk.find(REALM, MIA.id)).toMatchObject({ wrong: 0, lockedUntil: now + 900_000 });
    await desk.unlock(REALM, MIA.id);
    expect(await check(app.code(now))).toMatchObject({ status: 'right' });
  });
});

describe('news of an outage', () => {
  let isOnline: boolean;
  let told: Notice[];
  let logged: JsonObject[];
  const news = () =>
    createOfflineNews({
      ...stores,
      isOnline: async () => isOnline,
      tell: (notice) => told.push(notice),
      log: (_level, facts) => logged.push(facts),
      now: () => now,
    });
  beforeEach(async () => {
    isOnline = false;
    told = [];
    logged = [];
    await stores.realms.put({
      path: REALM,
      active: true,
      defaultJourney: undefined,
      journeyMinutes: 5,
      suspendedMinutes: 5,
      maxSessionMinutes: 120,
      maxIdleMinutes: 30,
      successUrl: '/',
      redirectTargets: [],
    });
    await stores.identities.create({
      ...MIA,
      realm: REALM,
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: 0,
    });
  });

  it('waits until everything can be reached, then reaches the log and the owner once, however many processes bring it', async () => {
    const { backupCode } = await enrolled();
    const at = now;
    await check(backupCode);
    await news().deliver();
    expect([told, logged]).toEqual([[], []]);
    isOnline = true;
    now += 3_600_000;
    await Promise.all([news().deliver(), news().deliver(), news().deliver()]);
    await news().deliver();
    expect(logged).toEqual([
      {
        event: 'offline_code.backup_code_used',
        realm: REALM,
        user: 'mia',
        by: 'owner',
        id: expect.any(String),
        at: new Date(at).toISOString(),
      },
    ]);
    expect(told).toMatchObject([{ event: 'offlineBackupCodeUsed', subject: MIA, facts: { deviceName: 'OATH Device' } }]);
    expect(await find()).toMatchObject({ unsentEvents: [] });
  });

  it('is brought by another process when one falls in its midst', async () => {
    const { backupCode } = await enrolled();
    await check(backupCode);
    isOnline = true;
    const falls = createOfflineNews({
      ...stores,
      isOnline: async () => true,
      tell: () => undefined,
      log: () => {
        throw new Error('the power is cut');
      },
      now: () => now,
    });
    await expect(falls.deliver()).rejects.toThrow('the power is cut');
    await news().deliver();
    expect(told, 'somebody has it still').toEqual([]);
    now += 60_000;
    await news().deliver();
    expect(told).toHaveLength(1);
  });

  it('tells the owner of every change by an operator', async () => {
    await enrolled();
    isOnline = true;
    const change = { newsBy: 'operator' } as const;
    await desk.rename(REALM, MIA.id, 'Red phone', change);
    await desk.renewBackupCode(REALM, MIA.id, change);
    await desk.expire(REALM, MIA.id, START + DAY_MS, change);
    await desk.remove(REALM, MIA.id, change);
    await news().deliver();
    expect(told.map(({ event, facts }) => [event, facts])).toEqual([
      ['deviceRenamed', { deviceName: 'Red phone' }],
      ['offlineBackupCodeNew', { deviceName: 'Red phone' }],
      ['offlineCodeExpires', { deviceName: 'Red phone', until: START + DAY_MS }],
      ['deviceRemoved', { deviceName: 'Red phone' }],
    ]);
    expect(logged.map(({ by }) => by)).toEqual(['operator', 'operator', 'operator', 'operator']);
    expect(await find()).toBeUndefined();
  });
});

it('forgets a phone for outages, and says so', async () => {
  await stores.devices.push.put(REALM, MIA.id, { device: PHONE, recoveryCodes: [], refreshes: [] });
  const offlineKey = offlineJwkOf(await importOfflineKeyPair(await makeOfflineKey()));
  await phones.approved(REALM, { userId: MIA.id, deviceUuid: 'phone', offlineKey });
  await stores.offlineDevices.update(REALM, MIA.id, (record) => ({ ...record, wrong: 3 }));
  expect(await desk.phones(REALM, MIA.id)).toEqual({ phones: [{ uuid: 'phone', deviceName: 'Pixel 9', capturedAt: now }], wrong: 3 });
  expect(await desk.forgetPhone(REALM, MIA.id, 'phone', { newsBy: 'operator' })).toBe('Pixel 9');
  expect(await desk.forgetPhone(REALM, MIA.id, 'phone', { newsBy: 'operator' })).toBeUndefined();
  expect((await find())?.unsentEvents).toMatchObject([{ kind: 'phoneRemoved', deviceName: 'Pixel 9' }]);
  expect(await stores.devices.push.list(REALM, MIA.id), 'the phone itself stays').toHaveLength(1);
});

it('works the same on the embedded store, and no restart forgets what was tried', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'waygate-codes-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const open = () => openSqliteStores({ directory, sealer, now: () => now });
  begin(await open(), createRecoveryCodeHasher(Buffer.alloc(32)));
  const { app, backupCode } = await enrolled();
  const code = app.code(now);
  const rights = await Promise.all(Array.from({ length: 50 }, () => check(code)));
  expect(counted(rights, 'right')).toBe(1);
  const wrongs = await Promise.all(Array.from({ length: 10 }, () => check(other(other(code)))));
  expect(counted(wrongs, 'wrong')).toBe(9);
  await stores.close();
  stores = await open();
  reopen();
  now += 30_000;
  expect(await check(app.code(now))).toEqual({ status: 'locked', retryAfter: 870 });
  now += 870_000;
  const used = await Promise.all(Array.from({ length: 5 }, () => check(backupCode)));
  expect(counted(used, 'replaced')).toBe(1);
  expect(await stores.offlineCodes.withUnsentEvents(REALM, 10)).toEqual([MIA.id]);
  await stores.close();
});
