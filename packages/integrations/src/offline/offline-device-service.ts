import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  fromBase64,
  importOfflineKey,
  makeManualDigits,
  makeOfflineJwe,
  makeOfflineQr,
  manualCode,
  type OfflineChallenge,
  type OfflineEnroller,
  type OfflineKey,
  type OfflineProfile,
  offlineEnrolmentOf,
  offlineIdText,
  offlineJwkOf,
  offlineProfilesOf,
  randomBytes,
  randomInt,
  toBase64Url,
} from '@waygate/mfa';
import type { OfflineChallengeRequest, OfflineCodeResult, OfflineDevicePort, OfflinePhone, Subject } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { DeviceStore, IdentityStore, OfflineDeviceRecord, OfflineDeviceStore, RealmObjectStore } from '@waygate/storage';
import type { KeptPhone } from './device-cipher.ts';
import { type OfflineIssuer, offlineIssuers } from './offline-issuer.ts';
import { lockedFor } from './offline-lock.ts';
import { afterOnlineSuccess, begun, judged, type Ruling, SECONDS_TO_LIVE, withoutPhone, withPhone } from './offline-rules.ts';
import { isStateFresh, isStateInDirectory, keptStanding, standingOf } from './offline-user-state.ts';
import type { PhoneShelf } from './phone-shelf.ts';
import type { PhoneOwner } from './places/phone-place.ts';

export interface OfflineDeviceServiceDeps {
  readonly offlineDevices: OfflineDeviceStore;
  /** A phone that its owner has removed proves nothing any more. */
  readonly devices: Pick<DeviceStore, 'push'>;
  readonly identities: Pick<IdentityStore, 'findById'>;
  readonly realmObjects: RealmObjectStore;
  readonly shelf: PhoneShelf;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Codes of phones without a network, for nodes, and what the push service needs so that there are such phones. It asks nothing but what is kept here while nothing else answers. */
export interface OfflineDeviceService extends OfflineDevicePort, Pick<OfflineEnroller, 'welcome' | 'approved'> {
  /** Somebody has proved a second factor online, whatever it was: what is known of their phones is written anew, their state is read where a directory has it, and what was counted is cleared. */
  provedOnline(realm: string, subject: Subject): Promise<void>;
  /** What is known of somebody's phones, whether or not they still have them. */
  known(realm: string, userId: string): Promise<readonly KeptPhone[]>;
  /** Forgets a phone that was taken away, and with the last one all that was counted of the person. */
  forget(realm: string, userId: string, uuid: string): Promise<void>;
}

interface KnownPhone extends OfflinePhone {
  readonly device: KeptPhone;
}

export function createOfflineDevices(deps: OfflineDeviceServiceDeps): OfflineDeviceService {
  const { offlineDevices, devices, identities, realmObjects, shelf, now } = deps;
  const ownerOf = (realm: string, { id, username }: Subject): PhoneOwner => ({ realm, userId: id, username });
  const ownerById = async (realm: string, userId: string): Promise<PhoneOwner> => {
    const { username = '' } = (await identities.findById(realm, userId)) ?? {};
    return { realm, userId, username };
  };

  /** The phone that was used last, of those that are still there. */
  const phoneOf = async (realm: string, subject: Subject): Promise<KnownPhone | undefined> => {
    const [view, paired] = await Promise.all([shelf.look(ownerOf(realm, subject)), devices.push.list(realm, subject.id)]);
    for (const device of view.status === 'known' ? view.phones.devices : []) {
      const own = paired.find((one) => one.device.uuid === device.id)?.device;
      if (own !== undefined) return { uuid: own.uuid, deviceName: own.deviceName, device };
    }
    return undefined;
  };

  /** One atomic step. */
  const step = async <R>(realm: string, userId: string, rule: (record: OfflineDeviceRecord) => Ruling<R>): Promise<R> => {
    let ruling: Ruling<R> | undefined;
    await offlineDevices.update(realm, userId, (record) => {
      ruling = rule(record);
      return ruling.record;
    });
    if (ruling === undefined) throw new WaygateError('unexpected', 'offline.not_judged', 'The store did not ask for a change.');
    return ruling.result;
  };

  /** Reads somebody's state in the directory and keeps it for when that does not answer. @returns undefined when it does not */
  const readState = async (realm: string, subject: Subject, attribute: string) => {
    const readAt = now();
    let value: string;
    try {
      value = (await shelf.attribute(ownerOf(realm, subject), attribute)) ?? '';
    } catch {
      return undefined;
    }
    await offlineDevices.update(realm, subject.id, (record) => ({ ...record, userState: { attribute, value, readAt } }));
    return { value, readAt };
  };

  return {
    async welcome(realm, said) {
      if ((await importOfflineKey(said.offlineKey)) === undefined) return undefined;
      return offlineEnrolmentOf((await offlineIssuers(realmObjects, realm))[0], offlineProfilesOf(said.offlineProfiles), said.username);
    },

    async approved(realm, { userId, deviceUuid, ...said }) {
      const key = await importOfflineKey(said.offlineKey);
      const owner = await ownerById(realm, userId);
      if (key === undefined) {
        await shelf.change(owner, { record: afterOnlineSuccess });
        return undefined;
      }
      const [issuers, paired] = await Promise.all([offlineIssuers(realmObjects, realm), devices.push.list(realm, userId)]);
      const [issuer] = issuers;
      const profiles = offlineProfilesOf(said.offlineProfiles);
      const pinned = pinnedOf(said.offlineIssuer, issuers);
      const phone: KeptPhone = {
        id: deviceUuid,
        kidR: offlineIdText(key.deviceId),
        jwk: offlineJwkOf(key),
        name: paired.find(({ device }) => device.uuid === deviceUuid)?.device.deviceName ?? '',
        primary: true,
        capturedAt: Math.floor(now() / 1000),
        kidS: issuer.name,
        ...(pinned === undefined ? {} : { pinned }),
        profiles: [...profiles],
      };
      await shelf.change(owner, { phones: (before) => withPhone(before, phone), record: afterOnlineSuccess });
      return offlineEnrolmentOf(issuer, profiles, owner.username);
    },

    async provedOnline(realm, subject) {
      const settings = await shelf.settings(realm);
      if (settings.stateAttribute !== '' && isStateInDirectory(settings)) await readState(realm, subject, settings.stateAttribute);
      const paired = await devices.push.list(realm, subject.id);
      await shelf.change(ownerOf(realm, subject), {
        phones: (before) => {
          if (before.length === 0) return undefined;
          return before.flatMap((phone) => {
            const own = paired.find(({ device }) => device.uuid === phone.id);
            return own === undefined ? [] : [{ ...phone, name: own.device.deviceName }];
          });
        },
        record: afterOnlineSuccess,
      });
    },

    async known(realm, userId) {
      const view = await shelf.look(await ownerById(realm, userId));
      return view.status === 'known' ? view.phones.devices : [];
    },

    async forget(realm, userId, uuid) {
      if ((await offlineDevices.find(realm, userId)) === undefined) return;
      let areOthersLeft = true;
      await shelf.change(await ownerById(realm, userId), {
        phones: (before) => {
          const left = before.filter(({ id }) => id !== uuid);
          areOthersLeft = left.length > 0;
          return left;
        },
        record: (record) => withoutPhone(record, uuid),
      });
      // What could not be taken away elsewhere is still to be, so it is not forgotten that there is none.
      const record = await offlineDevices.find(realm, userId);
      if (!areOthersLeft && record?.kept?.isPlaced === true) await offlineDevices.remove(realm, userId);
    },

    settings: (realm) => shelf.settings(realm),

    async userState(realm, subject, wish) {
      const { attribute, byDefault } = wish;
      if (attribute === '') return { state: byDefault };
      if (!isStateInDirectory(await shelf.settings(realm))) {
        const [value = '', isTheirs] = await Promise.all([
          shelf.attribute(ownerOf(realm, subject), attribute),
          shelf.isTheirs(realm, attribute),
        ]);
        // Whoever could write it may have taken a block away.
        return isTheirs ? { state: 'block', isTheirs } : standingOf(value, byDefault, now());
      }
      const kept = (await offlineDevices.find(realm, subject.id))?.userState;
      if (kept?.attribute === attribute && isStateFresh(kept, wish, now())) return standingOf(kept.value, byDefault, kept.readAt);
      const read = await readState(realm, subject, attribute);
      return read === undefined ? keptStanding(kept, wish, now()) : standingOf(read.value, byDefault, read.readAt);
    },

    async standing(realm, subject) {
      const record = await offlineDevices.find(realm, subject.id);
      const retryAfter = record === undefined ? undefined : lockedFor(record, now());
      if (retryAfter !== undefined) return { status: 'locked', retryAfter };
      const phone = await phoneOf(realm, subject);
      return phone === undefined ? { status: 'none' } : { status: 'ready', device: { uuid: phone.uuid, deviceName: phone.deviceName } };
    },

    async begin(request) {
      const { realm, subject } = request;
      const phone = await phoneOf(realm, subject);
      const issuers = await offlineIssuers(realmObjects, realm);
      const profile = phone === undefined ? undefined : profileFor(request.profile, phone.device);
      // Sealed in the name that this phone is known to trust, which need not be the newest; digits are answered in the newest that it was told of.
      const wanted = profile === 'manual12' ? phone?.device.kidS : (phone?.device.pinned ?? phone?.device.kidS);
      const issuer = issuers.find(({ name }) => name === wanted) ?? issuers.find(({ name }) => name === phone?.device.kidS);
      const key = await importOfflineKey(phone?.device.jwk);
      if (phone === undefined || issuer === undefined || key === undefined || profile === undefined) return { status: 'none' };
      const at = now();
      const id = toBase64Url(randomBytes(16));
      const { text, code } = await asked(request, profile, issuer, key, id, at);
      const expiresAt = at + SECONDS_TO_LIVE * 1000;
      const challenge = {
        id,
        step: digest(request.idempotencyKey),
        run: digest(request.runId),
        device: phone.uuid,
        application: request.application,
        proof: proofOf(issuer, id, code).toString('base64url'),
        expiresAt,
        wrong: 0,
      };
      const taken = await step(realm, subject.id, (record) => begun(record, challenge, at));
      if (taken.status !== 'begun') return taken;
      return { status: 'shown', challengeId: id, text, device: { uuid: phone.uuid, deviceName: phone.deviceName }, expiresAt };
    },

    async check({ realm, subject, runId, application, challengeId, code, idempotencyKey }): Promise<OfflineCodeResult> {
      const [record, issuers, paired] = await Promise.all([
        offlineDevices.find(realm, subject.id),
        offlineIssuers(realmObjects, realm),
        devices.push.list(realm, subject.id),
      ]);
      const uuid = record?.challenges.find(({ id }) => id === challengeId)?.device;
      // A phone that was removed meanwhile proves nothing any more.
      if (uuid !== undefined && paired.every(({ device }) => device.uuid !== uuid)) return { status: 'over' };
      // The code is held against every issuer of the realm: which one sealed it is no secret.
      const proofs = issuers.map((issuer) => proofOf(issuer, challengeId, code));
      return step(realm, subject.id, (before) =>
        judged(
          before,
          {
            id: challengeId,
            run: digest(runId),
            application,
            step: digest(idempotencyKey),
            isRight: ({ proof }) => {
              const expected = Buffer.from(proof, 'base64url');
              return proofs.map((one) => timingSafeEqual(one, expected)).includes(true);
            },
          },
          now(),
        ),
      );
    },
  };
}

/** The issuer that a phone says it trusts, if it is one of the realm. */
function pinnedOf(said: unknown, issuers: readonly OfflineIssuer[]): string | undefined {
  const bytes = typeof said === 'string' ? fromBase64(said) : undefined;
  return bytes === undefined ? undefined : issuers.find(({ name }) => name === offlineIdText(bytes))?.name;
}

/** How a phone is asked, of the ways that it has. */
function profileFor(wanted: OfflineChallengeRequest['profile'], { profiles }: KeptPhone): OfflineProfile | undefined {
  const ways: readonly OfflineProfile[] = wanted === 'manual12' ? ['manual12'] : ['qr', 'qrj'];
  return ways.find((way) => profiles.includes(way));
}

/** What the person is shown, and the code that is right. */
async function asked(
  { subject, issuer: name, application, clientIp }: OfflineChallengeRequest,
  profile: OfflineProfile,
  issuer: OfflineIssuer,
  device: OfflineKey,
  id: string,
  now: number,
): Promise<{ readonly text: string; readonly code: string }> {
  if (profile === 'manual12') {
    const text = makeManualDigits();
    const code = await manualCode({ issuer, device }, subject.username, text);
    if (code === undefined) throw new WaygateError('unexpected', 'offline.no_code', 'No code came of twelve digits.');
    return { text, code };
  }
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const challenge: OfflineChallenge = {
    id,
    code,
    issuer: name,
    username: subject.username,
    application,
    clientIp: clientIp ?? '',
    issuedAt: Math.floor(now / 1000),
    secondsToLive: SECONDS_TO_LIVE,
  };
  const text = await (profile === 'qr' ? makeOfflineQr(issuer, device, challenge) : makeOfflineJwe(issuer, device, challenge));
  return { text, code };
}

/** HMAC-SHA256 of id and code. */
function proofOf({ pepper }: OfflineIssuer, id: string, code: string): Buffer {
  return createHmac('sha256', pepper).update(`${id}\0${code}`).digest();
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
