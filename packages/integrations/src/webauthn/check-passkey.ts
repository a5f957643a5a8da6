import { createHash, type X509Certificate } from 'node:crypto';
import { type RegistrationResponseJSON, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { cose, decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import type { AssertionCheck, AssertionResult, RegistrationCheck, RegistrationResult, WebAuthnRefusal } from '@waygate/node-kit';
import type { AndroidKeyAttestationService } from '@waygate/schema';
import type { FidoModel } from '@waygate/storage';
import type { FidoMetadata } from '../fido-metadata/fido-metadata-service.ts';
import { isCertified, isCompromised } from '../fido-metadata/standing-of.ts';
import { flagsOf } from './authenticator-flags.ts';
import { pathTo, readCertificate } from './certificate-path.ts';
import { readAttestation, withoutStatement } from './read-attestation.ts';
import { refusalOf } from './refusal-of.ts';
import type { RevocationCheck } from './revocation.ts';
import { rsaBits } from './rsa-bits.ts';

/** What is known of makers, by the realm. */
interface MakerKnowledge {
  /** Certificates of the trust store that the check names. */
  readonly trusted: readonly X509Certificate[];
  readonly metadata: Pick<FidoMetadata, 'models'>;
  readonly revocation: RevocationCheck;
  readonly androidStatus: AndroidKeyAttestationService;
  /** Bits that an RSA key must have. */
  readonly leastRsaBits: number;
}

/**
 * Checks what an authenticator said when it made a passkey.
 * @param now epoch milliseconds
 */
export async function checkRegistration(given: RegistrationCheck, known: MakerKnowledge, now: number): Promise<RegistrationResult> {
  // Only a certificate says which model it is, so nothing less is taken.
  const check: RegistrationCheck = given.certification === undefined ? given : { ...given, attestation: 'DIRECT' };
  const attestation = readAttestation(check.response.attestationObject);
  if (attestation === undefined) return { verified: false, reason: 'malformed' };
  const refusal = refusalOf(check, 'webauthn.create', check.response.clientData, attestation.authenticatorData);
  if (refusal !== undefined) return { verified: false, reason: refusal };
  if (attestation.credentialId !== check.response.credentialId) return { verified: false, reason: 'malformed' };
  if (!check.algorithms.includes(attestation.algorithm)) return { verified: false, reason: 'algorithm' };
  // The way to those who are trusted comes first: the library would ask addresses that stand in certificates.
  const paths = await pathsOf(check, attestation, known, now);
  if (typeof paths === 'string') return { verified: false, reason: paths };
  const result = await registered(check, attestation);
  if (result.verified && isShort(result.publicKey, known.leastRsaBits)) return { verified: false, reason: 'key' };
  if (!result.verified || check.revocation !== true) return result;
  // Without a certificate nobody can say that none was revoked.
  if (paths.length === 0) return { verified: false, reason: 'unchecked' };
  const { revocation, androidStatus } = known;
  for (const path of paths) {
    const fault = attestation.isAndroid ? await revocation.checkAndroid(path, androidStatus) : await revocation.check(path);
    if (fault !== undefined) return { verified: false, reason: fault };
  }
  return result;
}

/** The ways from the certificates of an attestation to those who must be trusted; none where it needs no certificate. @returns why it is refused otherwise */
async function pathsOf(
  { realm, attestation: policy, certification }: RegistrationCheck,
  attestation: Attestation,
  { trusted, metadata }: MakerKnowledge,
  now: number,
): Promise<WebAuthnRefusal | readonly (readonly X509Certificate[])[]> {
  const refusal = attestation.refusedBy(policy);
  if (refusal !== undefined) return refusal;
  if (attestation.type !== 'BASIC' || policy === 'NONE') return [];
  const models = certification === undefined ? [] : await modelsOf(realm, attestation, metadata);
  if (models === undefined) return 'metadata';
  if (certification !== undefined && models.length === 0) return 'model';
  if (models.some(isCompromised)) return 'compromised';
  if (certification !== undefined && !models.every((model) => isCertified(model, certification, now))) return 'level';
  const anchors = models.map(({ roots }) => roots.flatMap((root) => readCertificate(Buffer.from(root, 'base64')) ?? []));
  // A trust store that the realm has is asked beside the metadata: whoever has narrowed the makers does not want them back by a level.
  if (certification === undefined || trusted.length > 0) anchors.push([...trusted]);
  const paths = anchors.flatMap((some) => {
    const path = pathTo(some, attestation.chain, now);
    return path === undefined ? [] : [path];
  });
  return paths.length === anchors.length ? paths : 'untrusted';
}

/** @returns undefined when there is no metadata that is good by now */
async function modelsOf(
  realm: string,
  { model }: Attestation,
  metadata: MakerKnowledge['metadata'],
): Promise<readonly FidoModel[] | undefined> {
  if (model === undefined) return [];
  return metadata.models(realm, model).catch(() => undefined);
}

/**
 * Checks what an authenticator said when it used a passkey.
 * @param leastRsaBits bits that an RSA key must have, also one that was registered when fewer did
 */
export async function checkAssertion(check: AssertionCheck, leastRsaBits: number): Promise<AssertionResult> {
  const refusal = refusalOf(check, 'webauthn.get', check.response.clientData, check.response.authenticatorData);
  if (refusal !== undefined) return { verified: false, reason: refusal };
  return isShort(check.publicKey, leastRsaBits) ? { verified: false, reason: 'key' } : asserted(check);
}

type Attestation = NonNullable<ReturnType<typeof readAttestation>>;

async function registered(
  { response, challenge, relyingParty, requireVerification, algorithms, attestation: policy }: RegistrationCheck,
  attestation: Attestation,
): Promise<RegistrationResult> {
  // A statement that nobody asked for is not looked at.
  const isProved = policy === 'NONE' ? undefined : await attestation.isProved(createHash('sha256').update(response.clientData).digest());
  if (isProved === false) return { verified: false, reason: 'signature' };
  const object = policy === 'NONE' || isProved === true ? withoutStatement(attestation.authenticatorData) : response.attestationObject;
  const posted: RegistrationResponseJSON = {
    id: response.credentialId,
    rawId: response.credentialId,
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: base64Url(Buffer.from(response.clientData)), attestationObject: base64Url(object) },
  };
  const result = await verifyRegistrationResponse({
    response: posted,
    expectedChallenge: challenge,
    expectedOrigin: [...relyingParty.origins],
    expectedRPID: relyingParty.id,
    requireUserPresence: true,
    requireUserVerification: requireVerification,
    supportedAlgorithmIDs: [...algorithms],
  }).catch(() => ({ verified: false as const }));
  if (!result.verified) return { verified: false, reason: 'signature' };
  const { registrationInfo } = result;
  return {
    verified: true,
    publicKey: base64Url(registrationInfo.credential.publicKey),
    algorithm: attestation.algorithm,
    signCount: registrationInfo.credential.counter,
    aaguid: registrationInfo.aaguid,
    attestationType: policy === 'NONE' ? 'NONE' : attestation.type,
    flags: attestation.flags,
  };
}

async function asserted({ response, challenge, relyingParty, requireVerification, publicKey }: AssertionCheck): Promise<AssertionResult> {
  const result = await verifyAuthenticationResponse({
    response: {
      id: response.credentialId,
      rawId: response.credentialId,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64Url(Buffer.from(response.clientData)),
        authenticatorData: base64Url(response.authenticatorData),
        signature: base64Url(response.signature),
      },
    },
    expectedChallenge: challenge,
    expectedOrigin: [...relyingParty.origins],
    expectedRPID: relyingParty.id,
    requireUserVerification: requireVerification,
    // What the counter means is decided where it is kept, in one step with keeping the new one.
    credential: { id: response.credentialId, publicKey: Buffer.from(publicKey, 'base64url'), counter: 0 },
  }).catch(() => ({ verified: false as const }));
  if (!result.verified) return { verified: false, reason: 'signature' };
  const { newCounter } = result.authenticationInfo;
  return { verified: true, signCount: newCounter, flags: flagsOf(response.authenticatorData) };
}

/** Whether a key in COSE form is an RSA key of fewer bits. */
function isShort(publicKey: string, leastRsaBits: number): boolean {
  try {
    const key = decodeCredentialPublicKey(Buffer.from(publicKey, 'base64url'));
    return cose.isCOSEPublicKeyRSA(key) && rsaBits(key.get(cose.COSEKEYS.n) ?? new Uint8Array()) < leastRsaBits;
  } catch {
    // What cannot be read has no signature that is right.
    return false;
  }
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
