import { randomBytes } from 'node:crypto';
import { type RegistrationResponseJSON, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { AssertionCheck, AssertionResult, RegistrationCheck, RegistrationResult, WebAuthnPort } from '@waygate/node-kit';
import { flagsOf } from './authenticator-flags.ts';
import { readTrustStore } from './certificate-path.ts';
import { readAttestation, withoutStatement } from './read-attestation.ts';
import { refusalOf } from './refusal-of.ts';

interface WebAuthnDeps {
  /** Address that browsers use, without a slash at the end. */
  readonly publicUrl: string;
  /** Certificates in PEM form by the name of the trust store. */
  readonly trustStores: (realm: string) => Promise<Readonly<Record<string, string>>>;
  readonly now: () => number;
}

/** Checks what authenticators say. Everything that a page can be told to respect is checked here once more. */
export function createWebAuthnService({ publicUrl, trustStores, now }: WebAuthnDeps): WebAuthnPort {
  const { hostname, origin } = new URL(publicUrl);
  const storeOf = async (realm: string, name: string) => {
    const stores = await trustStores(realm);
    return Object.hasOwn(stores, name) ? readTrustStore(stores[name] ?? '') : [];
  };
  return {
    relyingParty: (domain, origins) => ({
      id: domain.trim() === '' ? hostname : domain.trim(),
      origins: origins.length === 0 ? [origin] : origins.map((one) => one.replace(/\/+$/, '')),
    }),
    newChallenge: () => randomBytes(32).toString('base64url'),
    hasTrustStore: async (realm, name) => (await storeOf(realm, name)).length > 0,
    async verifyRegistration(check) {
      const attestation = readAttestation(check.response.attestationObject);
      if (attestation === undefined) return { verified: false, reason: 'malformed' };
      const refusal = refusalOf(check, 'webauthn.create', check.response.clientData, attestation.authenticatorData);
      if (refusal !== undefined) return { verified: false, reason: refusal };
      if (attestation.credentialId !== check.response.credentialId) return { verified: false, reason: 'malformed' };
      if (!check.algorithms.includes(attestation.algorithm)) return { verified: false, reason: 'algorithm' };
      // The way to the trust store comes first: the library would ask addresses that stand in certificates.
      const trust = attestation.trustOf(check.attestation, await storeOf(check.realm, check.trustStore), now());
      if (trust !== undefined) return { verified: false, reason: trust };
      return registered(check, attestation);
    },
    async verifyAssertion(check) {
      const refusal = refusalOf(check, 'webauthn.get', check.response.clientData, check.response.authenticatorData);
      if (refusal !== undefined) return { verified: false, reason: refusal };
      return asserted(check);
    },
  };
}

async function registered(
  { response, challenge, relyingParty, requireVerification, algorithms, attestation: policy }: RegistrationCheck,
  attestation: NonNullable<ReturnType<typeof readAttestation>>,
): Promise<RegistrationResult> {
  // A statement that nobody asked for is not looked at.
  const object = policy === 'NONE' ? withoutStatement(attestation.authenticatorData) : response.attestationObject;
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
