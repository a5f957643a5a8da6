import type { JsonObject } from '@waygate/schema';
import type { Subject } from './identity-port.ts';

/** Families of devices by AM's word in the devices resource. */
export type DeviceKind = 'push' | 'oath' | 'webauthn';

/** What every device has; times are epoch milliseconds. */
export interface DeviceFacts {
  readonly uuid: string;
  readonly deviceName: string;
  readonly createdDate: number;
  readonly lastAccessDate: number;
}

/** A phone that answers pushes; names are AM's. `sharedSecret` is standard base64 of 32 bytes and is sealed at rest. */
export interface PushDevice extends DeviceFacts {
  readonly issuer: string;
  readonly sharedSecret: string;
  readonly deviceMechanismUID: string;
  /** Where the transport delivers to: FCM token, APNs token, or the inbox of the web authenticator. */
  readonly deviceId: string;
  readonly deviceType: string;
  /** `gcm`, `apns` or `local`. */
  readonly communicationType: string;
  /** What the transport calls the device, such as an SNS endpoint ARN. */
  readonly communicationId: string;
  /** What the app said it can do beyond AM's protocol, such as `code-entry`. */
  readonly capabilities: readonly string[];
}

/** Where a device is, in degrees. */
export interface DeviceLocation {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * A browser or phone as it described itself, kept to be recognised. Whoever knows the identifier and what stands here can claim to be that device: it is a hint and
 * no proof. Sealed at rest.
 */
export interface DeviceProfile {
  readonly identifier: string;
  /** What its owner calls it. */
  readonly alias: string;
  readonly metadata?: JsonObject;
  readonly location?: DeviceLocation;
  /** When it was kept or recognised last, epoch milliseconds. */
  readonly lastSelectedDate: number;
}

/** Skip preference of a user for a factor, AM's three values. */
export type SkipPreference = 'NOT_SET' | 'SKIPPABLE' | 'NOT_SKIPPABLE';

export interface DevicePort {
  /** Push devices of a person, oldest first. */
  listPush(realm: string, subject: Subject): Promise<readonly PushDevice[]>;
  /**
   * Stores a push device and its fresh recovery codes. The same uuid twice leaves one device with the codes of the second call,
   * so that a step that runs again after a crash does no harm. Also sets the skip preference to NOT_SKIPPABLE (AM).
   * @returns the recovery codes in clear, for showing once; empty when `recoveryCodes` is false
   */
  enrolPush(realm: string, subject: Subject, device: PushDevice, options: { readonly recoveryCodes: boolean }): Promise<readonly string[]>;
  /** Notes that a push device was used. */
  touchPush(realm: string, subject: Subject, mechanismUid: string, at: number): Promise<void>;
  /** Profiles of a person's devices, those that were recognised longest ago first. */
  listProfiles(realm: string, subject: Subject): Promise<readonly DeviceProfile[]>;
  /** Keeps a profile in the place of the one with its identifier. @param most how many are kept; those that were recognised longest ago go */
  saveProfile(realm: string, subject: Subject, profile: DeviceProfile, most: number): Promise<void>;
  /** Notes that a device was recognised by its profile. */
  touchProfile(realm: string, subject: Subject, identifier: string, at: number): Promise<void>;
  skipPreference(realm: string, subject: Subject, kind: DeviceKind): Promise<SkipPreference>;
  /**
   * Uses up one recovery code of any of the person's devices of a kind, in one atomic step. A wrong code and a person without devices
   * take the same time.
   * @param use idempotency key: the same code with the same key counts as used once and answers the same again
   */
  consumeRecoveryCode(
    realm: string,
    subject: Subject | undefined,
    kind: DeviceKind,
    code: string,
    use: string,
  ): Promise<{ readonly accepted: boolean; readonly left: number }>;
}
