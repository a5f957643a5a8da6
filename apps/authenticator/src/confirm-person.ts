import { fromBase64, randomBytes, toBase64, toBase64Url, utf8 } from '@waygate/mfa';
import type { Vault } from './vault.ts';

/** Whether this device can confirm who is in front of it, by fingerprint, face or its own lock. */
export async function hasPlatformLock(): Promise<boolean> {
  return typeof PublicKeyCredential !== 'undefined' && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable());
}

/**
 * Asks the device to confirm that its owner is in front of it. A credential is made at first use, for nothing but this question; what it signs is looked at by nobody,
 * because the answer that counts is signed with the account's key.
 */
export async function confirmByPlatform(vault: Vault): Promise<boolean> {
  try {
    const kept = await vault.setting<string>('platformCredential');
    if (kept === undefined) {
      const made = (await navigator.credentials.create({
        publicKey: {
          challenge: randomBytes(32),
          rp: { name: 'Waygate Authenticator' },
          user: { id: randomBytes(16), name: 'authenticator', displayName: 'Waygate Authenticator' },
          pubKeyCredParams: [
            { type: 'public-key', alg: -7 },
            { type: 'public-key', alg: -257 },
          ],
          authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required', residentKey: 'discouraged' },
          timeout: 60_000,
        },
      })) as PublicKeyCredential | null;
      if (made === null) return false;
      await vault.saveSetting('platformCredential', toBase64Url(new Uint8Array(made.rawId)));
      return true;
    }
    const shown = (await navigator.credentials.get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: [{ type: 'public-key', id: fromBase64(kept) ?? new Uint8Array() }],
        userVerification: 'required',
        timeout: 60_000,
      },
    })) as PublicKeyCredential | null;
    if (shown === null) return false;
    const flags = new Uint8Array((shown.response as AuthenticatorAssertionResponse).authenticatorData)[32] ?? 0;
    return (flags & 0x04) !== 0;
  } catch {
    return false;
  }
}

const ROUNDS = 300_000;

interface KeptPin {
  readonly salt: string;
  readonly hash: string;
}

export async function hasPin(vault: Vault): Promise<boolean> {
  return (await vault.setting<KeptPin>('pin')) !== undefined;
}

/** Sets the PIN that stands in where the device has no lock of its own. */
export async function setPin(vault: Vault, pin: string): Promise<void> {
  const salt = randomBytes(16);
  await vault.saveSetting('pin', { salt: toBase64(salt), hash: await pinHash(pin, salt) });
}

export async function checkPin(vault: Vault, pin: string): Promise<boolean> {
  const kept = await vault.setting<KeptPin>('pin');
  return kept !== undefined && (await pinHash(pin, fromBase64(kept.salt) ?? new Uint8Array())) === kept.hash;
}

async function pinHash(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
  return toBase64(new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS }, key, 256)));
}
