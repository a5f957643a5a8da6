export { BoundApp, type SigningMistake } from './bound-app.ts';
export { lintPush, lintRegistrationUri } from './lint.ts';
export { codeOf, type OathAccount, OathApp } from './oath-app.ts';
export { type AttestationFormat, type AttestationMistake, makeAttested } from './passkey/attestation-formats.ts';
export {
  type PasskeyAlgorithm,
  type PasskeyCreation,
  type PasskeyMisbehaviour,
  PasskeyRefusal,
  type PasskeyRequest,
  SoftwareAuthenticator,
} from './passkey/authenticator.ts';
export { extension } from './passkey/der.ts';
export { AuthenticatorMaker, listedAt, listFor } from './passkey/maker.ts';
export { MetadataPublisher, type Publication, type PublishedModel, type PublisherMistake } from './passkey/metadata-publisher.ts';
export { answerWebAuthn, dataInScript, type WebAuthnData } from './passkey/passkey-client.ts';
export { type Misbehaviour, type Notification, Phone } from './phone.ts';
export type { Platform } from './platforms.ts';
