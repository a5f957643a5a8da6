import type { JsonObject } from '@waygate/schema';

/** What an app signed, and what it should have signed. */
export interface DeviceSignatureCheck {
  /** A compact JWS as the app sent it. */
  readonly jws: string;
  readonly challenge: string;
  /** Whom it must be about (`sub`). */
  readonly subject: string;
  /** Apps that are accepted (`iss`). */
  readonly applicationIds: readonly string[];
  /** When the challenge was sent, epoch milliseconds. A signature that says that it is older is none of it. */
  readonly sentAt: number;
  /** How long the app had, seconds. */
  readonly timeout: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Why a signature is not believed: it is none of the key, or the key signed something else than it was asked for. */
export type DeviceSignatureFault = 'signature' | 'claims';

/** A key that an app showed for the first time, and has. */
export interface ShownDeviceKey {
  readonly kid: string;
  /** Public key, with nothing in it that the server did not check. */
  readonly key: JsonObject;
  /** `android`, `ios`, or empty. */
  readonly platform: string;
}

export interface DeviceKeyPort {
  /** Something that nobody can know before, base64. */
  newChallenge(): string;
  /** Reads and checks the key in the header of a JWS that it signed itself. Never throws for what an app sends. */
  checkBinding(check: DeviceSignatureCheck): Promise<{ readonly shown: ShownDeviceKey } | { readonly fault: DeviceSignatureFault }>;
  /** What a JWS says of its key and its subject, before anything of it is believed; undefined when it is no JWS. */
  read(jws: string): { readonly kid: string; readonly subject: string } | undefined;
  /**
   * Checks a JWS by a key that is kept. Never throws for what an app sends.
   * @returns when it was signed by the clock of the app, epoch seconds (`iat`); undefined when the app did not say
   */
  checkSignature(
    check: DeviceSignatureCheck & { readonly key: JsonObject },
  ): Promise<{ readonly signedAt: number | undefined } | { readonly fault: DeviceSignatureFault }>;
}
