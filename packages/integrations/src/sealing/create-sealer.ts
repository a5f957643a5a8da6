import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { type Sealer, WaygateError } from '@waygate/schema';
import type { KeyRing } from './key-ring.ts';

const PURPOSE = 'seal';

/**
 * Seals as compact JWE with `dir` and A256GCM (RFC 7516, 7518). The protected header names the key and carries a hash of the context, and the header is what the
 * cipher authenticates: text that was sealed for another place does not open.
 */
export function createSealer(ring: KeyRing): Sealer {
  const headerFor = (kid: string, context: string) =>
    Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid, ctx: hash('sha256', context, 'base64url') })).toString('base64url');
  return {
    seal(context, plaintext) {
      const header = headerFor(ring.active, context);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', ring.derive(PURPOSE), iv).setAAD(Buffer.from(header));
      const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return `${header}..${iv.toString('base64url')}.${sealed.toString('base64url')}.${cipher.getAuthTag().toString('base64url')}`;
    },
    open(context, text) {
      const [header = '', wrapped, iv = '', sealed = '', tag = '', ...rest] = text.split('.');
      const kid = kidOf(header);
      if (kid === undefined || wrapped !== '' || rest.length > 0 || header !== headerFor(kid, context)) throw unreadable();
      const key = ring.derive(PURPOSE, kid);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(header)).setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
      } catch {
        throw unreadable();
      }
    },
  };
}

function kidOf(header: string): string | undefined {
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(): WaygateError {
  return new WaygateError('operational', 'seal.unreadable', 'A sealed value was altered or belongs elsewhere.');
}
