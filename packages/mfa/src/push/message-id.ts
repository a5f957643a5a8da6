import { utf8 } from '../base64.ts';
import type { PushMessageKind } from './push-message.ts';

/**
 * The id of the message that a run of a node makes: `KIND:` and what looks like a UUID and 13 digits, as clients expect. The same key gives the same id, so that a
 * run that is repeated after a crash finds its message instead of making a second one; keys hold a random session id, so ids cannot be guessed.
 */
export async function makeMessageId(kind: PushMessageKind, idempotencyKey: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(`${kind}\n${idempotencyKey}`)));
  const uuid = uuidOf(bytes.subarray(0, 16));
  const digits = [...bytes.subarray(16, 29)].map((byte, index) => (index === 0 ? 1 : byte % 10)).join('');
  return `${kind}:${uuid}${digits}`;
}

/** A version 4 UUID of 16 bytes (RFC 9562). */
export function uuidOf(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte, index) => {
    const fixed = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return fixed.toString(16).padStart(2, '0');
  });
  const part = (from: number, to: number) => hex.slice(from, to).join('');
  return [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join('-');
}
