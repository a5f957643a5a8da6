import type { WireStep } from '@waygate/schema';
import { outputOf, textOutput } from './wire-views.ts';

/** What a step asks of the browser: to make a passkey, or to use one. */
export type WebAuthnAsk = { readonly outcome: string } & (
  | { readonly kind: 'make'; readonly options: PublicKeyCredentialCreationOptions }
  | { readonly kind: 'use'; readonly options: PublicKeyCredentialRequestOptions }
);

type Data = Readonly<Record<string, unknown>>;

/**
 * Reads what a step asks of the browser, in either style of AM. A script is only read, for what stands behind `scriptContext` in it.
 * @returns undefined when it asks nothing of the kind; `outcome` is the name of the input for what came of it
 */
export function readWebAuthn(step: WireStep): WebAuthnAsk | undefined {
  const hidden = step.callbacks.find((one) => one.type === 'HiddenValueCallback' && outputOf(one, 'id') === 'webAuthnOutcome');
  const outcome = hidden?.input?.[0]?.name;
  const data = step.callbacks.map(dataOf).find((one) => one !== undefined);
  if (outcome === undefined || data === undefined) return undefined;
  const text = (name: string) => String(data[name] ?? '');
  const challenge = bytesOf(text('challenge'));
  const timeout = Number(text('timeout')) || 60_000;
  if (data['_action'] !== 'webauthn_registration') {
    const allowCredentials = credentialsIn(text('allowCredentials'));
    const userVerification = text('userVerification') as UserVerificationRequirement;
    return { outcome, kind: 'use', options: { challenge, timeout, userVerification, rpId: text('_relyingPartyId'), allowCredentials } };
  }
  const options: PublicKeyCredentialCreationOptions = {
    challenge,
    timeout,
    attestation: text('attestationPreference') as AttestationConveyancePreference,
    rp: { id: text('_relyingPartyId'), name: text('relyingPartyName') },
    user: { id: bytesOf(text('userId')), name: text('userName'), displayName: text('displayName') },
    authenticatorSelection: JSON.parse(text('authenticatorSelection')) as AuthenticatorSelectionCriteria,
    pubKeyCredParams: JSON.parse(text('pubKeyCredParams')) as PublicKeyCredentialParameters[],
    excludeCredentials: credentialsIn(text('excludeCredentials')),
  };
  return { outcome, kind: 'make', options };
}

/** Whether a passkey is asked for without saying whose. */
export function isUsernameless(ask: WebAuthnAsk): boolean {
  return ask.kind === 'use' && (ask.options.allowCredentials ?? []).length === 0;
}

/** What a browser gave, as AM's pages write it. @param deviceName what the person calls a new passkey */
export function writeWebAuthn(credential: Credential | null, deviceName = ''): string {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('The browser gave no passkey.');
  const { id, response, authenticatorAttachment } = credential;
  const clientData = textIn(response.clientDataJSON);
  const parts =
    response instanceof AuthenticatorAttestationResponse
      ? [clientData, signedBytes(response.attestationObject), id, ...(deviceName === '' ? [] : [deviceName])]
      : response instanceof AuthenticatorAssertionResponse
        ? [
            clientData,
            signedBytes(response.authenticatorData),
            signedBytes(response.signature),
            id,
            ...(response.userHandle === null ? [] : [textIn(response.userHandle)]),
          ]
        : [clientData];
  const legacyData = parts.join('::');
  return authenticatorAttachment === null ? legacyData : JSON.stringify({ authenticatorAttachment, legacyData });
}

/** Why nothing came of it, as AM's pages write it. */
export function writeWebAuthnError(name: string, message: string): string {
  return `ERROR::${name}:${message}`;
}

function dataOf(callback: WireStep['callbacks'][number]): Data | undefined {
  if (callback.type === 'MetadataCallback') {
    const data = outputOf(callback, 'data');
    return isData(data) && Object.hasOwn(data, 'relyingPartyId') ? data : undefined;
  }
  if (callback.type !== 'TextOutputCallback' || outputOf(callback, 'messageType') !== '4') return undefined;
  const found = /^var scriptContext = (\{"_type":"WebAuthn",.*\})$/m.exec(textOutput(callback, 'message'))?.[1];
  const data: unknown = found === undefined ? undefined : JSON.parse(found);
  return isData(data) ? data : undefined;
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Credentials in the notation of scripts. */
function credentialsIn(list: string): PublicKeyCredentialDescriptor[] {
  return [...list.matchAll(/new Int8Array\(\[([^\]]*)\]\)/g)].map(([, bytes = '']) => ({
    type: 'public-key',
    id: Int8Array.from(bytes.split(','), Number),
  }));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
}

function signedBytes(bytes: ArrayBuffer): string {
  return new Int8Array(bytes).join(',');
}

function textIn(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}
