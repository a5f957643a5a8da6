import { createHmac, createSecretKey } from 'node:crypto';

/** Digits that people do not take for one another (Crockford's base 32). */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Gives every sign-on a short code that people can read out, such as `7Q4M-0ZKD`. It follows from the session's id, so that every process gives the same, and
 * says nothing about it. 40 bits: what is found by it is for administrators only.
 */
export function createTraceCode(key: Uint8Array): (sessionId: string) => string {
  const secret = createSecretKey(key);
  return (sessionId) => {
    let bits = createHmac('sha256', secret).update(sessionId).digest().readUIntBE(0, 5);
    let code = '';
    for (let index = 0; index < 8; index += 1) {
      code = `${DIGITS[bits % 32]}${code}`;
      bits = Math.floor(bits / 32);
    }
    return `${code.slice(0, 4)}-${code.slice(4)}`;
  };
}
