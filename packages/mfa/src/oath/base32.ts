import { ScureBase32Plugin } from 'otplib';

const plugin = new ScureBase32Plugin();

/** Base32 without padding (RFC 4648 section 6), as apps take it. */
export function toBase32(bytes: Uint8Array): string {
  return plugin.encode(bytes, { padding: false });
}

/** Reads base32 as people type it: any case, with spaces and hyphens, padded or not. @returns undefined when it is none */
export function fromBase32(text: string): Uint8Array<ArrayBuffer> | undefined {
  const letters = text.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  if (!/^[A-Z2-7]+$/.test(letters)) return undefined;
  try {
    return new Uint8Array(plugin.decode(letters));
  } catch {
    return undefined;
  }
}
