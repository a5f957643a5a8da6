import { randomUUID } from 'node:crypto';
import type { SoftwareAuthenticator } from '@waygate/phone';
import type { ComposedEngine } from '@waygate/server';
import type { World } from './world.ts';

/**
 * Makes a passkey of a person, as a journey would.
 * @param name what the person calls it
 * @returns the recovery codes
 */
export async function registerPasskey(
  { workspace, clock }: World,
  { ports }: ComposedEngine,
  realm: string,
  username: string,
  name: string,
  authenticator: SoftwareAuthenticator,
): Promise<readonly string[]> {
  const subject = await workspace.stores.identities.findByName(realm, username);
  if (subject === undefined) throw new Error(`there is no user ${username}`);
  const relyingParty = ports.webauthn.relyingParty(realm, '', []);
  const [origin = ''] = relyingParty.origins;
  const challenge = ports.webauthn.newChallenge();
  const algorithms = [-7];
  const asked = { rpId: relyingParty.id, origin, challenge, userHandle: Buffer.from(subject.id), algorithms, exclude: [] };
  const made = authenticator.create({ ...asked, verification: 'required', attestation: 'none' });
  const result = await ports.webauthn.verifyRegistration({
    realm,
    relyingParty,
    challenge,
    requireVerification: true,
    algorithms,
    attestation: 'NONE',
    trustStore: '',
    response: { clientData: made.clientDataJSON, attestationObject: made.attestationObject, credentialId: made.id },
  });
  if (!result.verified) throw new Error(`the passkey of ${username} was refused: ${result.reason}`);
  const now = clock.now();
  const { publicKey, algorithm, signCount, aaguid, flags } = result;
  const facts = {
    uuid: randomUUID(),
    deviceName: name,
    createdDate: now,
    lastAccessDate: now,
    credentialId: made.id,
    transports: ['internal'],
  };
  const enrolment = await ports.devices.webauthn.enrol(
    realm,
    subject,
    { ...facts, publicKey, algorithm, signCount, aaguid, backupEligible: flags.BE, backedUp: flags.BS, userVerified: flags.UV },
    { recoveryCodes: true, run: 'elsewhere' },
  );
  if (enrolment.status !== 'enrolled') throw new Error(`${username} has too many passkeys`);
  clock.advance(1);
  return enrolment.recoveryCodes;
}
