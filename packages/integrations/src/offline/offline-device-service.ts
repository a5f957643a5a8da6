import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
  importOfflineKey,
  makeManualDigits,
  makeOfflineQr,
  manualCode,
  type OfflineEnroller,
  type OfflineKey,
  offlineEnrolmentOf,
  offlineJwkOf,
  randomBytes,
  randomInt,
  toBase64Url,
} from '@waygate/mfa';
import type { OfflineChallengeRequest, OfflineCodeResult, OfflineDevicePort, OfflinePhone, Subject } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { DeviceStore, OfflineDevice, OfflineDeviceRecord, OfflineDeviceStore, RealmObjectStore } from '@waygate/storage';
import { type OfflineIssuer, offlineIssuers } from './offline-issuer.ts';
import { lockedFor } from './offline-lock.ts';
import { afterOnlineSuccess, begun, judged, type Ruling, SECONDS_TO_LIVE } from './offline-rules.ts';

export interface OfflineDeviceServiceDeps {
  readonly offlineDevices: OfflineDeviceStore;
  /** A phone that its owner has removed proves nothing any more. */
  readonly devices: Pick<DeviceStore, 'push'>;
  readonly realmObjects: RealmObjectStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Codes of phones without a network, for nodes, and what the push service needs so that there are such phones. It asks nothing but this server's own store. */
export interface OfflineDeviceService extends OfflineDevicePort, Pick<OfflineEnroller, 'welcome' | 'approved'> {}

interface KnownPhone extends OfflinePhone {
  readonly device: OfflineDevice;
}

export function createOfflineDevices({ offlineDevices, devices, realmObjects, now }: OfflineDeviceServiceDeps): OfflineDeviceService {
  /** The phone that was used last, of those that are still there. */
  const phoneOf = async (realm: string, { id }: Subject): Promise<KnownPhone | undefined> => {
    const [record, paired] = await Promise.all([offlineDevices.find(realm, id), devices.push.list(realm, id)]);
    for (const device of record?.devices ?? []) {
      const own = paired.find((one) => one.device.uuid === device.uuid)?.device;
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

  return {
    async welcome(realm, offlineKey) {
      if ((await importOfflineKey(offlineKey)) === undefined) return undefined;
      return offlineEnrolmentOf((await offlineIssuers(realmObjects, realm))[0]);
    },

    async approved(realm, { userId, deviceUuid, offlineKey }) {
      const key = await importOfflineKey(offlineKey);
      const issuer = key === undefined ? undefined : (await offlineIssuers(realmObjects, realm))[0];
      const device =
        key === undefined || issuer === undefined
          ? undefined
          : { uuid: deviceUuid, jwk: offlineJwkOf(key), issuer: issuer.name, capturedAt: now() };
      await offlineDevices.update(realm, userId, (record) => afterOnlineSuccess(record, device));
      return issuer === undefined ? undefined : offlineEnrolmentOf(issuer);
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
      // Sealed in the name that this phone trusts, which need not be the newest.
      const issuer = issuers.find(({ name }) => name === phone?.device.issuer);
      const key = await importOfflineKey(phone?.device.jwk);
      if (phone === undefined || issuer === undefined || key === undefined) return { status: 'none' };
      const at = now();
      const id = toBase64Url(randomBytes(16));
      const { text, code } = await asked(request, issuer, key, id, at);
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

/** What the person is shown, and the code that is right. */
async function asked(
  { profile, subject, issuer: name, application, clientIp }: OfflineChallengeRequest,
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
  const text = await makeOfflineQr(issuer, device, {
    id,
    code,
    issuer: name,
    username: subject.username,
    application,
    clientIp: clientIp ?? '',
    issuedAt: Math.floor(now / 1000),
    secondsToLive: SECONDS_TO_LIVE,
  });
  return { text, code };
}

/** HMAC-SHA256 of id and code. */
function proofOf({ pepper }: OfflineIssuer, id: string, code: string): Buffer {
  return createHmac('sha256', pepper).update(`${id}\0${code}`).digest();
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
