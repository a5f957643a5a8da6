import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type Sealer, WaygateError } from '@waygate/schema';

/** The same in every process of a test. */
const key = createHash('sha256').update('a key for tests').digest();

/** A real sealer. */
export const sealer: Sealer = {
  seal(context, plaintext) {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url')).join('.');
  },
  open(context, text) {
    const [iv = '', sealed = '', tag = ''] = text.split('.');
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(context));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString();
    } catch (cause) {
      throw new WaygateError('unexpected', 'seal.unreadable', 'What was sealed cannot be opened.', { cause });
    }
  },
};
