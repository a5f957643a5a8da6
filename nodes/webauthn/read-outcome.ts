import { z } from 'zod';

/** What a client says when it has no passkey to show for it. */
type Unfinished =
  /** It has not answered yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unsupported' }
  /** The browser said no, or the person did. */
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'malformed' };

interface Made {
  readonly kind: 'made';
  readonly clientData: string;
  readonly attestationObject: Uint8Array;
  /** Base64url. */
  readonly credentialId: string;
  /** What the person calls it; empty when they gave it no name. */
  readonly deviceName: string;
  readonly attachment: Attachment;
}

interface Used {
  readonly kind: 'used';
  readonly clientData: string;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  readonly credentialId: string;
  /** Text of the user handle; empty when there is none. */
  readonly userHandle: string;
  readonly attachment: Attachment;
}

/** Whether the authenticator is part of the device, as the browser says. */
export type Attachment = 'platform' | 'cross-platform' | undefined;

// Read from the right: what a browser says of the page can hold what parts the rest, as in http://[::1]:8080.
const MADE = /^(\{.*\})::([-0-9,]+)::([A-Za-z0-9_-]+)(?:::(.*))?$/s;
const USED = /^(\{.*\})::([-0-9,]+)::([-0-9,]+)::([A-Za-z0-9_-]+)(?:::(.*))?$/s;

/** What browsers report is shown to nobody, but journeys may read it. */
const LONGEST_MESSAGE = 256;

const inJson = z.union([
  z.looseObject({ legacyData: z.string(), authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish().catch(undefined) }),
  z.looseObject({ error: z.string() }),
]);

/** Reads what came of making a passkey. @param value undefined when the client did not understand what was asked */
export function readRegistration(value: string | undefined): Unfinished | Made {
  const read = readText(value);
  if (read.kind !== 'text') return read;
  const [, clientData, bytes, credentialId, deviceName = ''] = MADE.exec(read.text) ?? [];
  const attestationObject = signedBytes(bytes);
  if (clientData === undefined || attestationObject === undefined || credentialId === undefined) return { kind: 'malformed' };
  return { kind: 'made', clientData, attestationObject, credentialId, deviceName, attachment: read.attachment };
}

/** Reads what came of using one. @param value undefined when the client did not understand what was asked */
export function readAssertion(value: string | undefined): Unfinished | Used {
  const read = readText(value);
  if (read.kind !== 'text') return read;
  const [, clientData, data, signed, credentialId, userHandle = ''] = USED.exec(read.text) ?? [];
  const authenticatorData = signedBytes(data);
  const signature = signedBytes(signed);
  if (clientData === undefined || authenticatorData === undefined || signature === undefined || credentialId === undefined)
    return { kind: 'malformed' };
  return { kind: 'used', clientData, authenticatorData, signature, credentialId, userHandle, attachment: read.attachment };
}

function readText(value = ''): Unfinished | { readonly kind: 'text'; readonly text: string; readonly attachment: Attachment } {
  if (value === '' || value === 'false') return { kind: 'none' };
  const json = inJson.safeParse(parsed(value)).data;
  const text = json === undefined ? value : 'legacyData' in json ? String(json.legacyData) : String(json.error);
  if (text === 'unsupported') return { kind: 'unsupported' };
  if (text.startsWith('ERROR::')) return { kind: 'error', message: text.slice('ERROR::'.length).slice(0, LONGEST_MESSAGE) };
  if (json !== undefined && !('legacyData' in json)) return { kind: 'malformed' };
  const attachment = json !== undefined && 'legacyData' in json ? (json.authenticatorAttachment ?? undefined) : undefined;
  return { kind: 'text', text, attachment: attachment as Attachment };
}

function signedBytes(list: string | undefined): Uint8Array | undefined {
  const numbers = (list ?? '').split(',').map((one) => (/^-?\d{1,3}$/.test(one) ? Number(one) : Number.NaN));
  return numbers.every((number) => number >= -128 && number <= 127) ? Uint8Array.from(numbers) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
