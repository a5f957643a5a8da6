import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  importOfflineKeyPair,
  makeOfflineKey,
  manualCode,
  type OfflineKey,
  type OfflineKeyPair,
  offlineIdText,
  offlineJwkOf,
  openOfflineQr,
  pinnedIssuerOf,
} from '@waygate/mfa';
import type { OfflineChallengeRequest, PushDevice } from '@waygate/node-kit';
import { continuityService, managedUserService } from '@waygate/schema';
import { openMemoryStores, openSqliteStores, type Stores } from '@waygate/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createDeviceDesk, createRecoveryCodeHasher, createSealer, KeyRing, type OfflineDeviceService, phonePlaces } from '../src/index.ts';
import { turnIssuer } from '../src/offline/offline-issuer.ts';
import { openOfflineDevices, phonesOf } from './open-offline-devices.ts';

const REALM = '/alpha';
const MIA = { id: 'id-mia', username: 'mia' };
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const START = 1_790_000_000_000;

let now: number;
let stores: Stores;
let service: OfflineDeviceService;
let key: OfflineKeyPair;
let issuer: unknown;
let steps: number;

const PHONE: PushDevice = {
  uuid: 'phone',
  deviceName: 'Pixel 9',
  createdDate: 1,
  lastAccessDate: 1,
  issuer: 'Example',
  sharedSecret: Buffer.alloc(32).toString('base64'),
  deviceMechanismUID: 'm',
  deviceId: 'token',
  deviceType: 'web',
  communicationType: 'local',
  communicationId: 'local:token',
  capabilities: [],
};

async function begin(kept: Stores) {
  now = START;
  steps = 0;
  stores = kept;
  service = openOfflineDevices(stores, () => now);
  key = await importOfflineKeyPair(await makeOfflineKey());
  await stores.devices.push.put(REALM, MIA.id, { device: PHONE, recoveryCodes: [], refreshes: [] });
}
beforeEach(() => begin(openMemoryStores({ sealer, now: () => now })));

/** Mia approves a push, by which the server learns of the key of her phone. */
async function approves(offlineKey: unknown = offlineJwkOf(key)) {
  issuer = await service.approved(REALM, { userId: MIA.id, deviceUuid: 'phone', offlineKey });
  return issuer;
}
const place = { realm: REALM, subject: MIA, runId: 'run', application: 'Payroll' };
const request = (more: Partial<OfflineChallengeRequest> = {}): OfflineChallengeRequest => {
  steps += 1;
  return {
    ...place,
    profile: 'qr',
    issuer: 'Example Corp',
    clientIp: '203.0.113.41',
    idempotencyKey: `step ${steps}`,
    ...more,
  };
};
async function shown(more: Partial<OfflineChallengeRequest> = {}) {
  const result = await service.begin(request(more));
  if (result.status !== 'shown') throw new Error(`not shown: ${result.status}`);
  return result;
}
/** The code that Mia's phone shows, which has no network and nothing but what it was told. */
async function onPhone(text: string): Promise<string> {
  const pinned = await pinnedIssuerOf(issuer);
  if (pinned === undefined) throw new Error('nothing pinned');
  const opened = await openOfflineQr(text, { accounts: [{ issuer: pinned, device: key }], now, remember: async () => true });
  if (opened.status !== 'opened') throw new Error(opened.reason);
  return opened.challenge.code;
}
const check = (challengeId: string, code: string, more: object = {}) => {
  steps += 1;
  return service.check({ ...place, challengeId, code, idempotencyKey: `step ${steps}`, ...more });
};
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a phone without a network', () => {
  it('is known once it has approved a push online, and no sooner', async () => {
    expect(await service.welcome(REALM, { username: 'mia', offlineKey: offlineJwkOf(key) })).toMatchObject({ alg: 'OMFA1-P256' });
    expect(await service.standing(REALM, MIA)).toEqual({ status: 'none' });
    expect(await service.begin(request())).toEqual({ status: 'none' });
    await approves();
    expect(await service.standing(REALM, MIA)).toEqual({ status: 'ready', device: { uuid: 'phone', deviceName: 'Pixel 9' } });
  });

  it('shows a code with what it is for, and the code is right', async () => {
    await approves();
    const { text, challengeId, expiresAt } = await shown();
    expect(expiresAt).toBe(START + 180_000);
    expect(await check(challengeId, await onPhone(text))).toEqual({ status: 'right', device: 'phone' });
  });

  it('shows a code for twelve digits', async () => {
    await approves();
    const { text, challengeId } = await shown({ profile: 'manual12' });
    const pinned = await pinnedIssuerOf(issuer);
    const code = pinned === undefined ? undefined : await manualCode({ issuer: pinned, device: key }, 'mia', text);
    expect(await check(challengeId, code ?? '')).toEqual({ status: 'right', device: 'phone' });
  });

  it('proves nothing when its owner has removed it, not even by a code that is shown already', async () => {
    await approves();
    const { text, challengeId } = await shown();
    await stores.devices.push.remove(REALM, MIA.id, 'phone');
    expect(await check(challengeId, await onPhone(text))).toEqual({ status: 'over' });
    expect(await service.standing(REALM, MIA)).toEqual({ status: 'none' });
  });

  it('leaves no key and no code behind when it is taken away, and the last one no count either', async () => {
    const desk = createDeviceDesk(stores, service, createRecoveryCodeHasher(Buffer.alloc(32)));
    await stores.devices.push.put(REALM, MIA.id, { device: { ...PHONE, uuid: 'second' }, recoveryCodes: [], refreshes: [] });
    await approves();
    const { challengeId, text } = await shown();
    await check(challengeId, other(await onPhone(text)));
    await service.approved(REALM, { userId: MIA.id, deviceUuid: 'second', offlineKey: offlineJwkOf(key) });
    await desk.remove(REALM, MIA.id, 'oath', 'phone');
    expect((await phonesOf(stores, MIA)).map(({ id }) => id)).toEqual(['second', 'phone']);
    await desk.remove(REALM, MIA.id, 'push', 'phone');
    expect((await phonesOf(stores, MIA)).map(({ id }) => id)).toEqual(['second']);
    expect(await stores.offlineDevices.find(REALM, MIA.id)).toMatchObject({ challenges: [], begun: [now] });
    await desk.reset(REALM, MIA.id, 'push');
    expect(await stores.offlineDevices.find(REALM, MIA.id)).toBeUndefined();
  });

  it('is told the same server each time, by every process, and another realm is another', async () => {
    const second = openOfflineDevices(stores, () => now);
    const jwk = { username: 'mia', offlineKey: offlineJwkOf(key) };
    const [one, two, three] = await Promise.all([service.welcome(REALM, jwk), second.welcome(REALM, jwk), second.welcome('/beta', jwk)]);
    expect(one).toEqual(two);
    expect(three?.issuerKey).not.toEqual(one?.issuerKey);
  });

  it('is not kept for a key that is none', async () => {
    expect(await approves({ kty: 'EC' })).toBeUndefined();
    expect(await service.standing(REALM, MIA)).toEqual({ status: 'none' });
    expect(await service.welcome(REALM, { username: 'mia', offlineKey: 'x' })).toBeUndefined();
  });
});

describe('a code', () => {
  beforeEach(() => approves());

  it('is good once, of any number that come at once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'waygate-offline-'));
    const sqlite = await openSqliteStores({ directory, sealer, now: () => now });
    onTestFinished(async () => {
      await sqlite.close();
      await rm(directory, { recursive: true });
    });
    for (const kept of [stores, sqlite]) {
      await begin(kept);
      await approves();
      const { text, challengeId } = await shown();
      const code = await onPhone(text);
      const results = await Promise.all(Array.from({ length: 40 }, () => check(challengeId, code)));
      expect(results.filter(({ status }) => status === 'right')).toHaveLength(1);
      expect(results.filter(({ status }) => status === 'over')).toHaveLength(39);
    }
  });

  it('is right again for the step that was right, and for no other', async () => {
    const { text, challengeId } = await shown();
    const code = await onPhone(text);
    for (const expected of ['right', 'right']) {
      expect(await check(challengeId, code, { idempotencyKey: 'the step' })).toMatchObject({ status: expected });
    }
    expect(await check(challengeId, code)).toEqual({ status: 'over' });
  });

  it.each([
    ['another run', { runId: 'other' }],
    ['another application', { application: 'Admin' }],
    ['another person', { subject: { id: 'id-ben', username: 'ben' } }],
    ['another realm', { realm: '/beta' }],
  ])('is worth nothing in %s', async (_where, more) => {
    const { text, challengeId } = await shown();
    const code = await onPhone(text);
    expect(await check(challengeId, code, more)).toEqual({ status: 'over' });
    expect(await check(challengeId, code)).toMatchObject({ status: 'right' });
  });

  it('is good for three minutes', async () => {
    const { text, challengeId } = await shown();
    const code = await onPhone(text);
    now += 179_999;
    const late = await shown();
    now += 1;
    expect(await check(challengeId, code)).toEqual({ status: 'over' });
    expect(await check(late.challengeId, await onPhone(late.text))).toMatchObject({ status: 'right' });
  });

  it('can be mistyped twice; the third time ends it', async () => {
    const { text, challengeId } = await shown();
    const code = await onPhone(text);
    const wrong = other(code);
    expect(await check(challengeId, wrong)).toEqual({ status: 'wrong', left: 2 });
    expect(await check(challengeId, wrong)).toEqual({ status: 'wrong', left: 1 });
    expect(await check(challengeId, wrong)).toEqual({ status: 'over' });
    expect(await check(challengeId, code)).toEqual({ status: 'over' });
  });

  it('is shown five times in ten minutes; a step that runs again takes no further place', async () => {
    const first = await shown({ idempotencyKey: 'first' });
    const again = await shown({ idempotencyKey: 'first' });
    expect(await check(first.challengeId, await onPhone(first.text)), 'the page that was lost').toEqual({ status: 'over' });
    expect(await check(again.challengeId, await onPhone(again.text))).toMatchObject({ status: 'right' });
    for (let index = 0; index < 4; index += 1) await shown();
    expect(await service.begin(request())).toEqual({ status: 'limited', retryAfter: 600 });
    now += 600_000;
    await shown();
  });

  it('is kept nowhere in clear', async () => {
    const { text } = await shown();
    const record = JSON.stringify(await stores.offlineDevices.find(REALM, MIA.id));
    expect(record).not.toContain(await onPhone(text));
    expect(record).not.toContain(text);
  });
});

describe('ten wrong codes in a row', () => {
  beforeEach(() => approves());

  /** Ten wrong codes, at three for each challenge. */
  async function guess() {
    let last: Awaited<ReturnType<typeof check>> = { status: 'over' };
    for (let tried = 0; tried < 10; tried += 1) {
      if (tried % 3 === 0) now += 150_000;
      const { text, challengeId } = tried % 3 === 0 ? await shown() : current;
      current = { text, challengeId };
      last = await check(challengeId, other(await onPhone(text)));
    }
    return last;
  }
  let current: { readonly text: string; readonly challengeId: string };

  it('lock for 15 minutes, then twice as long, up to a day, and a restart forgets nothing', async () => {
    for (const minutes of [15, 30, 60, 120, 240, 480, 960, 1440, 1440]) {
      expect(await guess()).toEqual({ status: 'locked', retryAfter: minutes * 60 });
      service = openOfflineDevices(stores, () => now);
      expect(await check(current.challengeId, await onPhone(current.text))).toMatchObject({ status: 'locked' });
      expect(await service.standing(REALM, MIA)).toEqual({ status: 'locked', retryAfter: minutes * 60 });
      expect(await service.begin(request())).toEqual({ status: 'locked', retryAfter: minutes * 60 });
      now += minutes * 60_000;
      expect(await service.standing(REALM, MIA)).toMatchObject({ status: 'ready' });
    }
  });

  it('lock no longer for it when the lock before ended more than a day ago', async () => {
    for (const minutes of [15, 30]) {
      expect(await guess()).toEqual({ status: 'locked', retryAfter: minutes * 60 });
      now += minutes * 60_000;
    }
    now += 24 * 3_600_000;
    expect(await guess()).toEqual({ status: 'locked', retryAfter: 900 });
    now += 900_000;
    expect(await guess(), 'counted on from there').toEqual({ status: 'locked', retryAfter: 1_800 });
  });

  it('are forgiven by an online success, with a key or without', async () => {
    for (const given of [offlineJwkOf(key), undefined]) {
      await guess();
      expect(await service.standing(REALM, MIA)).toMatchObject({ status: 'locked' });
      await service.approved(REALM, { userId: MIA.id, deviceUuid: 'phone', offlineKey: given });
      expect(await service.standing(REALM, MIA)).toMatchObject({ status: 'ready' });
      now += 3_600_000;
      expect(await guess(), 'counted from the start again').toEqual({ status: 'locked', retryAfter: 900 });
      await approves();
      now += 3_600_000;
    }
  });

  it('are ten that nothing right came between', async () => {
    for (let round = 0; round < 6; round += 1) {
      now += 150_000;
      const { text, challengeId } = await shown();
      const code = await onPhone(text);
      await check(challengeId, other(code));
      await check(challengeId, other(code));
      expect(await check(challengeId, code)).toMatchObject({ status: 'right' });
    }
  });
});

describe('another issuer', () => {
  it('is learnt by a phone with its next answer; until then it is asked in the name that it trusts', async () => {
    const old = await approves();
    await turnIssuer(stores.realmObjects, REALM);
    const before = await shown();
    expect(await check(before.challengeId, await onPhone(before.text))).toMatchObject({ status: 'right' });
    expect((await phonesOf(stores, MIA))[0]).toMatchObject({
      kidS: offlineIdText((await pinnedIssuerOf(old))?.issuerId ?? new Uint8Array()),
    });
    const fresh = await approves();
    expect(fresh).not.toEqual(old);
    const after = await shown();
    expect(await check(after.challengeId, await onPhone(after.text))).toMatchObject({ status: 'right' });
  });

  it('is not used for a phone that never got to know it, because the answer was lost', async () => {
    const old = z.object({ kid: z.string() }).parse(await approves());
    await turnIssuer(stores.realmObjects, REALM);
    const said = { offlineKey: offlineJwkOf(key), offlineIssuer: old.kid };
    const kept = issuer;
    await service.approved(REALM, { userId: MIA.id, deviceUuid: 'phone', ...said });
    issuer = kept;
    const { text, challengeId } = await shown();
    expect(await check(challengeId, await onPhone(text))).toMatchObject({ status: 'right' });
  });

  it('leaves a phone without a code whose issuer was taken away, until it answers again', async () => {
    await approves();
    const [, old] = await turnIssuer(stores.realmObjects, REALM);
    await stores.realmObjects.remove(REALM, 'offlineIssuer', String(old?.turn));
    expect(await service.begin(request())).toEqual({ status: 'none' });
    await approves();
    const { text, challengeId } = await shown();
    expect(await check(challengeId, await onPhone(text))).toMatchObject({ status: 'right' });
  });
});

describe('a code on a phone', () => {
  it.each(['qr', 'qrj'])('is opened by the phone that it is for alone, and only in the name of its server (%s)', async (profile) => {
    await service.approved(REALM, { userId: MIA.id, deviceUuid: 'phone', offlineKey: offlineJwkOf(key), offlineProfiles: [profile] });
    const pinned = await pinnedIssuerOf(await service.welcome(REALM, { username: 'mia', offlineKey: offlineJwkOf(key) }));
    const foreign = await pinnedIssuerOf(await service.welcome('/beta', { username: 'mia', offlineKey: offlineJwkOf(key) }));
    if (pinned === undefined || foreign === undefined) throw new Error('nothing pinned');
    const { text } = await shown();
    const other = await importOfflineKeyPair(await makeOfflineKey());
    const seen = new Set<string>();
    const open = (account: { issuer: OfflineKey; device: OfflineKeyPair }, at = now, what = text) =>
      openOfflineQr(what, { accounts: [account], now: at, remember: async (id) => seen.size !== seen.add(id).size });
    expect(await open({ issuer: pinned, device: other })).toEqual({ status: 'refused', reason: 'otherDevice' });
    expect(await open({ issuer: foreign, device: key })).toEqual({ status: 'refused', reason: 'foreignIssuer' });
    const forged = { ...foreign, issuerId: pinned.issuerId };
    expect(await open({ issuer: forged, device: key }), 'a server that calls itself the same').toEqual({
      status: 'refused',
      reason: 'forged',
    });
    expect(await open({ issuer: pinned, device: key }, now + 180_000)).toEqual({ status: 'refused', reason: 'expired' });
    expect(await open({ issuer: pinned, device: key })).toMatchObject({ status: 'opened' });
    expect(await open({ issuer: pinned, device: key })).toEqual({ status: 'refused', reason: 'replayed' });
  });
});

it('counts on where it was when the store is opened again', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'waygate-offline-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  let sqlite = await openSqliteStores({ directory, sealer, now: () => now });
  await begin(sqlite);
  await approves();
  const reopened = async () => {
    await sqlite.close();
    sqlite = await openSqliteStores({ directory, sealer, now: () => now });
    stores = sqlite;
    service = openOfflineDevices(stores, () => now);
  };
  let last: unknown;
  for (let tried = 0; tried < 4; tried += 1) {
    const { text, challengeId } = await shown();
    const code = await onPhone(text);
    for (let wrong = 0; wrong < (tried < 3 ? 3 : 1); wrong += 1) {
      await reopened();
      last = await check(challengeId, other(code));
    }
  }
  expect(last).toEqual({ status: 'locked', retryAfter: 900 });
  await reopened();
  expect(await service.begin(request())).toEqual({ status: 'locked', retryAfter: 900 });
  now += 900_000;
  for (let count = 0; count < 5; count += 1) {
    await reopened();
    await shown();
  }
  await reopened();
  expect(await service.begin(request())).toMatchObject({ status: 'limited' });
  now += 600_000;
  const { text, challengeId } = await shown();
  const code = await onPhone(text);
  expect(await check(challengeId, code, { idempotencyKey: 'first' })).toMatchObject({ status: 'right' });
  await reopened();
  expect(await check(challengeId, code), 'used up before the restart').toEqual({ status: 'over' });
  await sqlite.close();
});

describe('what is known of phones', () => {
  beforeEach(() => approves());

  it('is written anew when its owner proves another second factor online, and what was counted is cleared', async () => {
    const { text, challengeId } = await shown();
    await check(challengeId, other(await onPhone(text)));
    await stores.devices.push.update(REALM, MIA.id, 'phone', (record) => ({
      ...record,
      device: { ...record.device, deviceName: 'Pixel 10' },
    }));
    now += 60_000;
    await service.provedOnline(REALM, MIA);
    expect(await phonesOf(stores, MIA)).toMatchObject([{ id: 'phone', name: 'Pixel 10', primary: true, capturedAt: START / 1000 }]);
    expect(await stores.offlineDevices.find(REALM, MIA.id)).toMatchObject({ wrong: 0 });
    await stores.devices.push.remove(REALM, MIA.id, 'phone');
    await service.provedOnline(REALM, MIA);
    expect(await phonesOf(stores, MIA)).toEqual([]);
  });

  it('is nothing for somebody who never had a phone', async () => {
    await service.provedOnline(REALM, { id: 'id-ben', username: 'ben' });
    expect(await stores.offlineDevices.find(REALM, 'id-ben')).toBeUndefined();
  });
});

describe('a state that stands in the account here', () => {
  const wish = { attribute: 'state', byDefault: '', lifetimeSeconds: 300 } as const;
  const stateOf = async (said: string, byDefault: '' | 'bypass' = '') => {
    await stores.identities.update(REALM, MIA.id, (record) => ({ ...record, attributes: { ...record.attributes, state: [said] } }));
    return (await service.userState(REALM, MIA, { ...wish, byDefault })).state;
  };
  const declare = (userEditable: boolean) =>
    stores.services.set(REALM, 'managedUser', managedUserService.parse({ properties: { state: { type: 'string', userEditable } } }));
  const accounts = () => phonePlaces({ identities: stores.identities, directory: () => ({ allowed: new Set() }) });
  beforeEach(async () => {
    service = openOfflineDevices(stores, () => now, accounts());
    await stores.identities.create({
      id: MIA.id,
      realm: REALM,
      username: MIA.username,
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: 1,
    });
  });

  it('counts at once', async () => {
    expect(await stateOf('bypass')).toBe('bypass');
    expect(await stateOf('block')).toBe('block');
    await declare(false);
    expect(await stateOf('bypass')).toBe('bypass');
    expect(await stateOf('', 'bypass')).toBe('bypass');
  });

  it('keeps everybody out where people could write it themselves: what it no longer says, they may have taken away', async () => {
    await declare(true);
    for (const said of ['', 'bypass', 'block', 'nonsense']) {
      for (const byDefault of ['', 'bypass'] as const) expect(await stateOf(said, byDefault)).toBe('block');
    }
    expect(await service.userState(REALM, MIA, wish)).toEqual({ state: 'block', isTheirs: true });
    await declare(false);
    expect(await stateOf('')).toBe('');
  });

  it('is read while the directory with the phones does not answer', async () => {
    await stores.services.set(
      REALM,
      'continuity',
      continuityService.parse({
        deviceKeeping: {
          type: 'objects',
          directory: { addresses: ['directory.example'], bindDn: 'cn=waygate', bindPassword: 'secret' },
          distinguishedNamePattern: 'cn={username},dc=example',
        },
      }),
    );
    const gone = async () => {
      throw new Error('cut');
    };
    service = openOfflineDevices(
      stores,
      () => now,
      (keeping) => (keeping.type === 'attribute' ? accounts()(keeping) : { read: gone, write: gone }),
    );
    await service.standing(REALM, MIA);
    expect(await stateOf('bypass')).toBe('bypass');
  });
});
