import { createHash } from 'node:crypto';
import type { RelyingParty, WebAuthnRefusal } from '@waygate/node-kit';
import { z } from 'zod';
import { flagsOf } from './authenticator-flags.ts';

/** Hash of the domain, flags and counter. */
const SHORTEST = 37;

const clientData = z.looseObject({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
});

/**
 * Why an answer is not for what was asked, whatever its signature says; undefined when it is.
 * @param type of the ceremony, such as `webauthn.get`
 */
export function refusalOf(
  expected: { readonly relyingParty: RelyingParty; readonly challenge: string; readonly requireVerification: boolean },
  type: string,
  text: string,
  authenticatorData: Uint8Array,
): WebAuthnRefusal | undefined {
  const said = clientData.safeParse(parsed(text)).data;
  if (said === undefined || authenticatorData.length < SHORTEST) return 'malformed';
  if (said.type !== type) return 'type';
  if (said.challenge !== expected.challenge) return 'challenge';
  if (!expected.relyingParty.origins.includes(said.origin)) return 'origin';
  if (said.crossOrigin === true || said.topOrigin !== undefined) return 'embedded';
  const domain = createHash('sha256').update(expected.relyingParty.id).digest();
  if (!domain.equals(authenticatorData.subarray(0, domain.length))) return 'relyingParty';
  const { UP, UV } = flagsOf(authenticatorData);
  if (!UP) return 'presence';
  if (expected.requireVerification && !UV) return 'verification';
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
