import { type PasskeyMisbehaviour, PasskeyRefusal, type SoftwareAuthenticator } from './authenticator.ts';

/** What a step asks for, as its metadata says; in the other style it stands in the script after `var scriptContext =`. */
export type WebAuthnData = Readonly<Record<string, unknown>>;

/** What stands in a script of AM's for its own clients. @throws Error when it does not */
export function dataInScript(script: string): WebAuthnData {
  const found = /^var scriptContext = (.*)$/m.exec(script)?.[1];
  if (found === undefined) throw new Error('the script does not say what it asks for');
  return JSON.parse(found) as WebAuthnData;
}

/**
 * Does what a page of AM's does with a step: uses the authenticator and writes what came of it into one text.
 * @param origin of the page
 * @returns the value of `webAuthnOutcome`
 */
export function answerWebAuthn(
  authenticator: SoftwareAuthenticator,
  data: WebAuthnData,
  origin: string,
  { deviceName, legacy = false, ...wrong }: PasskeyMisbehaviour & { readonly deviceName?: string; readonly legacy?: boolean } = {},
): string {
  const text = (name: string) => String(data[name] ?? '');
  const common = {
    rpId: text('_relyingPartyId') || new URL(origin).hostname,
    origin,
    challenge: Buffer.from(text('challenge'), 'base64').toString('base64url'),
  };
  try {
    let legacyData: string;
    if (data['_action'] === 'webauthn_registration') {
      const selection = JSON.parse(text('authenticatorSelection')) as { userVerification?: string };
      const { id, clientDataJSON, attestationObject } = authenticator.create(
        {
          ...common,
          userHandle: Buffer.from(text('userId'), 'base64url'),
          algorithms: (JSON.parse(text('pubKeyCredParams')) as { alg: number }[]).map(({ alg }) => alg),
          exclude: idsIn(text('excludeCredentials')),
          verification: selection.userVerification ?? 'preferred',
          attestation: text('attestationPreference'),
        },
        wrong,
      );
      legacyData = [clientDataJSON, signedBytes(attestationObject), id, ...(deviceName === undefined ? [] : [deviceName])].join('::');
    } else {
      const { id, clientDataJSON, authenticatorData, signature, userHandle } = authenticator.get(
        { ...common, allow: idsIn(text('allowCredentials')), verification: text('userVerification') },
        wrong,
      );
      const parts = [clientDataJSON, signedBytes(authenticatorData), signedBytes(signature), id];
      legacyData = [...parts, ...(userHandle === undefined ? [] : [userHandle])].join('::');
    }
    return legacy || data['supportsJsonResponse'] !== true
      ? legacyData
      : JSON.stringify({ authenticatorAttachment: authenticator.attachment, legacyData });
  } catch (error) {
    if (error instanceof PasskeyRefusal) return `ERROR::${error.name}:${error.message}`;
    throw error;
  }
}

/** Ids in the notation of the plain spelling, base64url. */
function idsIn(list: string): readonly string[] {
  return [...list.matchAll(/new Int8Array\(\[([^\]]*)\]\)/g)].map(([, bytes = '']) =>
    Buffer.from(Int8Array.from(bytes.split(','), Number).buffer).toString('base64url'),
  );
}

function signedBytes(bytes: Uint8Array): string {
  return Int8Array.from(bytes).join(',');
}
