import { hash, randomFillSync } from 'node:crypto';

/** Random bytes are drawn in stock: a call to the generator costs more than the bytes. Each byte is handed out once. */
const stock = Buffer.alloc(4_096);
let used = stock.length;

/** A fresh secret of 192 random bits, base64url: a session id, a one-time key or a sign-on token half. */
export function randomKey(bytes = 24): string {
  if (used + bytes > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  used += bytes;
  const key = stock.toString('base64url', used - bytes, used);
  stock.fill(0, used - bytes, used);
  return key;
}

/** What is stored instead of a key or token: SHA-256, base64url. The keys are random, so no salt is needed. */
export function hashKey(key: string): string {
  return hash('sha256', key, 'base64url');
}
