/** Who passkeys are made for: a domain, and the pages that may use them. */
export interface RelyingParty {
  /** Domain that a passkey belongs to. */
  readonly id: string;
  /** Origins of the pages and applications, as browsers and phones write them. */
  readonly origins: readonly string[];
}

/** What an authenticator says of itself and of the moment, by the letters of the standard. */
export interface AuthenticatorFlags {
  /** Somebody was there. */
  readonly UP: boolean;
  /** It made sure that it was its owner. */
  readonly UV: boolean;
  /** It can be copied to other devices of its owner. */
  readonly BE: boolean;
  /** It has been. */
  readonly BS: boolean;
  /** The statement holds a credential. */
  readonly AT: boolean;
  /** It holds extensions. */
  readonly ED: boolean;
}

/** Why an answer of an authenticator was not believed. For the trace; nobody who signs on is told. */
export type WebAuthnRefusal =
  /** It cannot be read. */
  | 'malformed'
  /** It is about something else than what was asked. */
  | 'type'
  | 'challenge'
  | 'origin'
  /** It was given to a page inside of somebody else's page. */
  | 'embedded'
  | 'relyingParty'
  /** Nobody was there. */
  | 'presence'
  /** The owner was not verified, though that is required. */
  | 'verification'
  /** The key is of a kind that is not accepted. */
  | 'algorithm'
  /** Its RSA key is shorter than the operator takes. */
  | 'key'
  /** It does not say, in a way that can be checked, what authenticator it comes from. */
  | 'attestation'
  /** What it says of the authenticator leads to nobody who is trusted. */
  | 'untrusted'
  /** There is no FIDO metadata that is good by now. */
  | 'metadata'
  /** The FIDO metadata does not know the model. */
  | 'model'
  /** Something was found out about the model after which it is not trusted. */
  | 'compromised'
  /** The model is not certified as high as is demanded. */
  | 'level'
  /** A certificate was revoked. */
  | 'revoked'
  /** Whether a certificate was revoked could not be found out. */
  | 'unchecked'
  | 'signature';

/** Certification by the FIDO alliance, from the least to the most. */
export type CertificationLevel =
  | 'SELF_ASSERTION_SUBMITTED'
  | 'FIDO_CERTIFIED_L1'
  | 'FIDO_CERTIFIED_L1plus'
  | 'FIDO_CERTIFIED_L2'
  | 'FIDO_CERTIFIED_L2plus'
  | 'FIDO_CERTIFIED_L3'
  | 'FIDO_CERTIFIED_L3plus';

/** What a page brought of an authenticator that made a passkey. */
export interface RegistrationResponse {
  /** As the browser wrote it. */
  readonly clientData: string;
  readonly attestationObject: Uint8Array;
  /** Base64url. */
  readonly credentialId: string;
}

/** What a page brought of an authenticator that used one. */
export interface AssertionResponse {
  readonly clientData: string;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  /** Base64url. */
  readonly credentialId: string;
}

interface Expected {
  readonly realm: string;
  readonly relyingParty: RelyingParty;
  /** Base64url, as it was made. */
  readonly challenge: string;
  readonly requireVerification: boolean;
}

export interface RegistrationCheck extends Expected {
  readonly response: RegistrationResponse;
  /** COSE numbers. */
  readonly algorithms: readonly number[];
  /**
   * What must be known of the authenticator: nothing; something, be it by its own signature; or who made it. Where there is a certificate it must lead to the trust
   * store.
   */
  readonly attestation: 'NONE' | 'INDIRECT' | 'DIRECT';
  readonly trustStore: string;
  /**
   * What the model must be certified to by the FIDO metadata of the realm. Then there must be a certificate that leads where the metadata says, and to the trust store
   * as well if the realm has it.
   */
  readonly certification?: CertificationLevel;
  /** Whether each certificate must be known not to be revoked. */
  readonly revocation?: boolean;
}

export interface AssertionCheck extends Expected {
  readonly response: AssertionResponse;
  /** Public key of the passkey in COSE form, base64url. */
  readonly publicKey: string;
}

export type RegistrationResult =
  | {
      readonly verified: true;
      /** The public key in COSE form, base64url. */
      readonly publicKey: string;
      /** COSE number. */
      readonly algorithm: number;
      readonly signCount: number;
      /** Model of the authenticator, a UUID. */
      readonly aaguid: string;
      /** What was proved of the authenticator (AM's words, and those of the standard). */
      readonly attestationType: 'NONE' | 'SELF' | 'BASIC';
      readonly flags: AuthenticatorFlags;
    }
  | { readonly verified: false; readonly reason: WebAuthnRefusal };

export type AssertionResult =
  | { readonly verified: true; readonly signCount: number; readonly flags: AuthenticatorFlags }
  | { readonly verified: false; readonly reason: WebAuthnRefusal };

/**
 * Passkeys and security keys (WebAuthn). It checks; what was used already and what a counter means is for whoever keeps the passkeys. That somebody was present is always
 * demanded.
 */
export interface WebAuthnPort {
  /**
   * Who passkeys of a realm are made for.
   * @param domain of the configuration; empty means the host of the address that the realm's people use
   * @param origins of the configuration; none means that address
   */
  relyingParty(realm: string, domain: string, origins: readonly string[]): RelyingParty;
  /** 32 random bytes, base64url. */
  newChallenge(): string;
  /** Whether the realm has certificates under this name that authenticators can be traced to. */
  hasTrustStore(realm: string, name: string): Promise<boolean>;
  /** Whether the realm names sources of FIDO metadata. */
  hasMetadata(realm: string): Promise<boolean>;
  verifyRegistration(check: RegistrationCheck): Promise<RegistrationResult>;
  verifyAssertion(check: AssertionCheck): Promise<AssertionResult>;
}
