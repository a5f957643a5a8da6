import type { AuthenticatorFlags } from '@waygate/node-kit';

/** Where the flags stand in authenticator data: behind the hash of the domain. */
const FLAGS_AT = 32;

/** Flags of authenticator data (WebAuthn, section 6.1); none is set when it is too short. */
export function flagsOf(authenticatorData: Uint8Array): AuthenticatorFlags {
  const bits = authenticatorData[FLAGS_AT] ?? 0;
  const isSet = (place: number) => (bits & (1 << place)) !== 0;
  return { UP: isSet(0), UV: isSet(2), BE: isSet(3), BS: isSet(4), AT: isSet(6), ED: isSet(7) };
}
