import type { JsonObject } from '@waygate/schema';
import type { Subject } from './identity-port.ts';

/** Families of devices by AM's word in the devices resource. */
export type DeviceKind = 'push' | 'oath' | 'webauthn' | 'binding';

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
  /** What the phone showed of itself when it answered last; `at` in epoch milliseconds. */
  readonly seen?: PhoneSeen & { readonly at: number };
}

/** What a phone shows of itself when it answers. System and version are its own words, as far as the app tells them. */
export interface PhoneSeen {
  /** Address that it answered from, as far as trusted proxies tell. */
  readonly address?: string;
  /** Such as `android` or `ios`. */
  readonly system?: string;
  /** Such as `17.4`. */
  readonly version?: string;
}

/** An app or token that shows one-time passwords (RFC 4226, RFC 6238); names and units are AM's. `sharedSecret` is hexadecimal and is sealed at rest. */
export interface OathDevice extends DeviceFacts {
  readonly issuer: string;
  readonly sharedSecret: string;
  readonly algorithm: 'TOTP' | 'HOTP';
  readonly digits: 6 | 8;
  readonly hash: 'HMAC_SHA1' | 'HMAC_SHA256' | 'HMAC_SHA512';
  /** Seconds of one step of TOTP. */
  readonly period: number;
  /** Next counter of HOTP. */
  readonly counter: number;
  /** Beginning of the last step of TOTP that was used, epoch seconds; 0 when none was. */
  readonly lastLogin: number;
  /** How far the clock of the device is ahead of ours, seconds. */
  readonly clockDriftSeconds: number;
  /** Whether codes of HOTP end with a checksum digit. */
  readonly checksumDigit: boolean;
  /** Where HOTP truncates; -1 is what RFC 4226 says. */
  readonly truncationOffset: number;
}

/** A passkey or security key. Nothing of it is secret; it is sealed all the same, because it says what a person owns. */
export interface WebAuthnDevice extends DeviceFacts {
  /** Base64url. */
  readonly credentialId: string;
  /** The public key in COSE form, base64url. */
  readonly publicKey: string;
  /** COSE number of the algorithm, such as -7. */
  readonly algorithm: number;
  readonly signCount: number;
  /** How browsers reach it, such as `internal` or `usb`. */
  readonly transports: readonly string[];
  /** Model of the authenticator, a UUID; zeros when it does not say. */
  readonly aaguid: string;
  /** Whether it can be copied to other devices of its owner. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /** Whether the authenticator verified its owner when it was made. */
  readonly userVerified: boolean;
  /** Whether it knows whose it is by itself, so that nobody needs to type a name; undefined when the browser did not say. */
  readonly discoverable?: boolean;
  /** Idempotency key of the step that used it last: the same step again is no second use. */
  readonly lastUse?: string;
}

/** An installation of an app on a phone that holds a key of its own. */
export interface BoundDevice extends DeviceFacts {
  readonly deviceId: string;
  /** Names the key in what the phone signs. */
  readonly kid: string;
  /** Public key. */
  readonly key: JsonObject;
  /** What unlocks the key on the phone, as the phone says (AM's word, such as `BIOMETRIC_ONLY`). */
  readonly authenticationType: string;
  /** `android`, `ios`, or empty when the phone did not say. */
  readonly platform: string;
  /** When it signed last by its own clock, epoch seconds, so that what it signed is good for one use where it signs no challenge. */
  readonly signedAt?: number;
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

/** What became of the wish to keep a device. */
export type Enrolment =
  /** Recovery codes in clear, for showing once; none when none were wanted. */
  | { readonly status: 'enrolled'; readonly recoveryCodes: readonly string[] }
  /** Nothing was kept: the person has as many as they may have. */
  | { readonly status: 'limit' }
  /** Nothing was kept: somebody in the realm has it already, be it the same person under another name for it. */
  | { readonly status: 'taken' }
  /** Nothing was kept: the person has another from before, and it was wanted only as their first. */
  | { readonly status: 'notFirst' };

/** Devices of one kind. */
export interface DeviceFamily<D extends DeviceFacts> {
  /** Devices of a person, oldest first. */
  list(realm: string, subject: Subject): Promise<readonly D[]>;
  /**
   * Keeps a device and its fresh recovery codes. The same uuid twice leaves one device with the codes of the second call, so that a step that runs again after a
   * crash does no harm. Also sets the skip preference to NOT_SKIPPABLE (AM).
   * @param options `most` is how many the person may have; absent means any number. `run` names the run that keeps it. With `first` it is kept only
   * where the person has no device of any kind from another run; of two that come at once as the first, it may be that neither stays
   */
  enrol(
    realm: string,
    subject: Subject,
    device: D,
    options: { readonly recoveryCodes: boolean; readonly most?: number; readonly first?: boolean; readonly run: string },
  ): Promise<Enrolment>;
  /**
   * Changes a device in one atomic step; `change` may run more than once and answers undefined to leave it as it is. What may be used once is decided in there.
   * @returns whether it was changed
   */
  update(realm: string, subject: Subject, uuid: string, change: (device: D) => D | undefined): Promise<boolean>;
}

/** What became of a recovery code. */
export type RecoveryCodeUse =
  | {
      readonly accepted: false;
      readonly left: number;
      /** Whether it was right, of a device that may not be used, and is as good as before. */
      readonly denied?: true;
    }
  | {
      readonly accepted: true;
      /** Uuid of the device whose code it was. */
      readonly device: string;
      /** Codes of the kind that are left, new ones included. */
      readonly left: number;
      /** New codes in clear, for showing once, because this was the last one. */
      readonly renewed?: { readonly recoveryCodes: readonly string[]; readonly deviceName: string };
    };

export interface DevicePort {
  readonly push: DeviceFamily<PushDevice>;
  readonly oath: DeviceFamily<OathDevice>;
  readonly webauthn: DeviceFamily<WebAuthnDevice>;
  readonly binding: DeviceFamily<BoundDevice>;
  /**
   * Whether a person has a device of any kind that was not kept in this run. Then another one may only be added by whoever has proved to hold one: the password that
   * protects the first is not enough for the second (ASVS 7.5.1).
   */
  hasEarlier(realm: string, subject: Subject, run: string): Promise<boolean>;
  /** Uuids of every device of a person, of whatever kind. */
  owned(realm: string, subject: Subject): Promise<ReadonlySet<string>>;
  /** Notes that a push device was used, and what it showed of itself. */
  touchPush(realm: string, subject: Subject, mechanismUid: string, at: number, seen?: PhoneSeen): Promise<void>;
  /** Profiles of a person's devices, those that were recognised longest ago first. */
  listProfiles(realm: string, subject: Subject): Promise<readonly DeviceProfile[]>;
  /** Keeps a profile in the place of the one with its identifier. @param most how many are kept; those that were recognised longest ago go */
  saveProfile(realm: string, subject: Subject, profile: DeviceProfile, most: number): Promise<void>;
  /** Notes that a device was recognised by its profile. */
  touchProfile(realm: string, subject: Subject, identifier: string, at: number): Promise<void>;
  skipPreference(realm: string, subject: Subject, kind: DeviceKind): Promise<SkipPreference>;
  setSkipPreference(realm: string, subject: Subject, kind: DeviceKind, preference: SkipPreference): Promise<void>;
  /**
   * Runs work that begins a try and uses a recovery code, when there is a place among those who hash. A try that is begun in here is begun by nobody who is turned away.
   * @throws WaygateError `hash.busy` (operational) when too many wait; nothing of the work has happened then
   */
  recoveryCodeAdmission<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Uses up one recovery code of any of the person's devices of a kind, in one atomic step. A wrong code and a person without devices
   * take the same time. It counts no tries: whoever calls it asks `AttemptPort` first. With the last code of a kind new ones are made.
   * @param use idempotency key: the same code with the same key counts as used once and answers the same again
   * @param mayBeUsed which devices codes are taken of, by uuid: any, if nothing is said. A code of another one is used up by nobody, and costs the same
   */
  consumeRecoveryCode(
    realm: string,
    subject: Subject | undefined,
    kind: DeviceKind,
    code: string,
    use: string,
    mayBeUsed?: (uuid: string) => boolean,
  ): Promise<RecoveryCodeUse>;
  /** The new codes that a use made have been seen: from now on nobody can be shown them, a repetition of the step neither. */
  forgetNewRecoveryCodes(realm: string, subject: Subject, kind: DeviceKind, use: string): Promise<void>;
}
