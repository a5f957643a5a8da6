import { createHash } from 'node:crypto';
import { type RegistrationResponseJSON, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { AssertionCheck, AssertionResult, RegistrationCheck, RegistrationResult } from '@waygate/node-kit';
import { flagsOf } from './authenticator-flags.ts';
import { readAttestation, withoutStatement } from './read-attestation.ts';
import { refusalOf } from './refusal-of.ts';

/**
 * Checks what an authenticator said when it made a passkey.
 * @param trusted certificates of the trust store that the check names
 * @param now epoch milliseconds
 */
export async function checkRegistration(
  check: RegistrationCheck,
  trusted: Parameters<Attestation['trustOf']>[1],
  now: number,
): Promise<RegistrationResult> {
  const attestation = readAttestation(check.response.attestationObject);
  if (attestation === undefined) return { verified: false, reason: 'malformed' };
  const refusal = refusalOf(check, 'webauthn.create', check.response.clientData, attestation.authenticatorData);
  if (refusal !== undefined) return { verified: false, reason: refusal };
  if (attestation.credentialId !== check.response.credentialId) return { verified: false, reason: 'malformed' };
  if (!check.algorithms.includes(attestation.algorithm)) return { verified: false, reason: 'algorithm' };
  // The way to the trust store comes first: the library would ask addresses that stand in certificates.
  const trust = attestation.trustOf(check.attestation, trusted, now);
  if (trust !== undefined) return { verified: false, reason: trust };
  return registered(check, attestation);
}

/** Checks what an authenticator said when it used a passkey. */
export async function checkAssertion(check: AssertionCheck): Promise<AssertionResult> {
  const refusal = refusalOf(check, 'webauthn.get', check.response.clientData, check.response.authenticatorData);
  return refusal === undefined ? asserted(check) : { verified: false, reason: refusal };
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

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
