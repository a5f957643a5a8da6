import { hash, randomBytes } from 'node:crypto';

/** A fresh secret of 192 random bits, base64url: a session id, a one-time key or a sign-on token half. */
export function randomKey(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}

/** What is stored instead of a key or token: SHA-256, base64url. The keys are random, so no salt is needed. */
export function hashKey(key: string): string {
  return hash('sha256', key, 'base64url');
}
