import type { SignOnSession } from '@waygate/engine';
import { type DeviceKind, type Evidence, type Factor, isForOutages, isStillOwned } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { DeviceDirectory } from '../http-deps.ts';

/** How fresh the proof must be that a change of an account asks for, milliseconds. */
export const FRESH_MS = 15 * 60_000;

/** Every kind of device. */
export const DEVICE_KINDS = ['webauthn', 'push', 'oath', 'binding'] as const satisfies readonly DeviceKind[];

/** What shows that somebody has a device of a kind. */
const PROVED_BY: Readonly<Record<DeviceKind, readonly Factor[]>> = {
  webauthn: ['possession:passkey'],
  push: ['possession:push', 'possession:push-code'],
  oath: ['possession:oath'],
  binding: ['possession:bound-device'],
};

/** A recovery code stands in for whatever device was lost. */
const STAND_IN: Factor = 'possession:recovery-code';

/** What is enough for somebody who has no device. What is only remembered, or came by mail, is not. */
const FIRST = /^(knowledge|possession|federated):/;

/** Session property by which Enable Device Management says that a device may be changed only by who showed one of its kind. */
const STRATEGY = 'DeviceManagement';

/** What a session may do with the devices of its person. */
export interface ProofOfDevices {
  /** Whether devices of a kind may be changed now; without a kind, what is no device and protects the account all the same. */
  allows(kind?: DeviceKind): boolean;
  /** @throws WaygateError `devices.step_up` (forbidden) that says what is to be proved */
  require(kind?: DeviceKind): void;
  /**
   * Whether what there is of a kind may be taken away now: whatever may be changed, and what was there before this session removed the device that it had shown.
   * @param createdDates of all that would go, epoch milliseconds
   */
  allowsRemoval(kind: DeviceKind | undefined, createdDates: readonly number[]): boolean;
  /** @throws WaygateError as `require` does */
  requireRemoval(kind: DeviceKind | undefined, createdDates: readonly number[]): void;
}

/**
 * Judges what was proved lately. Whoever has a device must have shown one, or a recovery code: the level that a device protects is the level at which it is changed,
 * whatever journey led here (ASVS 7.5.1). A text message or a call is less than any device, and does not do, and a device that was removed since shows nothing any more, except for the removal of what was there then, in the
 * session that removed it: who takes a lost phone off their account takes off with it whatever else was on that phone, in any order. Whoever has none must have proved who they are.
 */
export async function proofOfDevices(session: SignOnSession, devices: DeviceDirectory, now: number): Promise<ProofOfDevices> {
  const { realm, userId } = session;
  const lists = await Promise.all(DEVICE_KINDS.map((kind) => devices.list(realm, userId, kind)));
  const owned = DEVICE_KINDS.filter((_, index) => (lists[index]?.length ?? 0) > 0);
  const uuids = lists.flat().map(({ uuid }) => uuid);
  const fresh = session.evidence.filter((one) => one.subjectId === userId && now - one.at <= FRESH_MS && !isForOutages(one.factor));
  const removals = session.removals ?? [];
  const isSame = session.properties[STRATEGY] === 'SAME';
  const wanted = (kind?: DeviceKind): readonly Factor[] => [
    ...(isSame && kind !== undefined ? [kind] : DEVICE_KINDS).flatMap((one) => PROVED_BY[one]),
    STAND_IN,
  ];
  const shows =
    (kind?: DeviceKind) =>
    ({ factor }: Evidence) =>
      owned.length === 0 ? FIRST.test(factor) : wanted(kind).includes(factor);
  /** @param removed uuids of devices that count beside those that are owned */
  const isShown = (kind: DeviceKind | undefined, removed: readonly string[]) => {
    const counting = new Set([...uuids, ...removed]);
    return session.offline === undefined && fresh.some((one) => isStillOwned(one, counting) && shows(kind)(one));
  };
  const allows = (kind?: DeviceKind) => isShown(kind, []);
  const allowsRemoval = (kind: DeviceKind | undefined, createdDates: readonly number[]) => {
    // What was added later is no part of what was lost.
    const before = removals.filter(({ at }) => createdDates.every((createdDate) => createdDate < at));
    return isShown(
      kind,
      before.map(({ uuid }) => uuid),
    );
  };
  const refusal = (kind?: DeviceKind): WaygateError => {
    if (session.offline !== undefined) {
      return new WaygateError('forbidden', 'session.offline', 'You are signed on offline. Sign on again when the connection is back.');
    }
    const isFirst = owned.length === 0;
    const message = isFirst
      ? 'Sign on again, then try within 15 minutes.'
      : isSame && kind !== undefined
        ? 'Sign on again with a device of this kind, then try within 15 minutes.'
        : 'Sign on again with your second factor, then try within 15 minutes.';
    return new WaygateError('forbidden', 'devices.step_up', message, {
      details: { errorCode: 'devices.step_up', factors: isFirst ? [] : wanted(kind), maxAge: FRESH_MS / 1000 },
    });
  };
  return {
    allows,
    allowsRemoval,
    require(kind) {
      if (!allows(kind)) throw refusal(kind);
    },
    requireRemoval(kind, createdDates) {
      if (!allowsRemoval(kind, createdDates)) throw refusal(kind);
    },
  };
}
