import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { type Sealer, WaygateError } from '@waygate/schema';
import type { KeyRing } from './key-ring.ts';

const PURPOSE = 'seal';

/** Everything that looks as `seal` writes it, wherever it stands in a text. It is made of letters that no JSON escapes. */
const SEALED_TEXT = /eyJ[\w-]+\.\.[\w-]{16}\.[\w-]*\.[\w-]{22}(?![\w.-])/g;

/** What rotation does with sealed texts: it knows none of their places, so that none can be forgotten. */
export interface Resealer {
  /** The text with every sealed text in it, and in those, sealed by the active key; the same text when there is nothing to do. What does not open stays as it is. */
  reseal(text: string): string;
  keysOf(text: string): KeysInText;
}

/** Which keys a text has to do with, what is sealed in what is sealed included. */
export interface KeysInText {
  /** Keys that open something in the text. */
  readonly opening: ReadonlySet<string>;
  /**
   * Keys that something names which does not open with them: it was altered, its key is gone, or somebody wrote what only looks sealed. Anybody who may store a text can
   * name a key, so that nothing may depend on it.
   */
  readonly named: ReadonlySet<string>;
}

/** As ids of keys are in the keys file. What is stored by anybody is printed, so that it must not be more than that. */
const KID = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Seals as compact JWE with `dir` and A256GCM (RFC 7516, 7518). The protected header names the key and carries a hash of the context, and the header is what the
 * cipher authenticates: text that was sealed for another place does not open.
 */
export function createSealer(ring: KeyRing): Sealer {
  return {
    seal: (context, plaintext) => sealed(ring, contextHash(context), plaintext),
    open(context, text) {
      const kid = kidOf(text);
      const header = text.slice(0, text.indexOf('.'));
      if (kid === undefined || header !== headerFor(kid, contextHash(context))) throw unreadable();
      return opened(ring, kid, text);
    },
  };
}

/** The place of a text is in its header as a hash, which is taken over: what opens in one place only still does. */
export function createResealer(ring: KeyRing): Resealer {
  const reseal = (text: string): string =>
    text.replace(SEALED_TEXT, (found) => {
      const plaintext = openedOr(ring, found);
      const context = headerOf(found)?.ctx;
      if (plaintext === undefined || context === undefined) return found;
      const inner = reseal(plaintext);
      return inner === plaintext && kidOf(found) === ring.active ? found : sealed(ring, context, inner);
    });
  const collect = (text: string, opening: Set<string>, named: Set<string>): KeysInText => {
    for (const [found] of text.matchAll(SEALED_TEXT)) {
      const kid = kidOf(found);
      if (kid === undefined) continue;
      const plaintext = openedOr(ring, found);
      if (plaintext === undefined) {
        named.add(kid);
      } else {
        opening.add(kid);
        collect(plaintext, opening, named);
      }
    }
    return { opening, named };
  };
  return { reseal, keysOf: (text) => collect(text, new Set(), new Set()) };
}

function contextHash(context: string): string {
  return hash('sha256', context, 'base64url');
}

function headerFor(kid: string, ctx: string): string {
  return Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid, ctx })).toString('base64url');
}

function sealed(ring: KeyRing, ctx: string, plaintext: string): string {
  const kid = ring.active;
  const header = headerFor(kid, ctx);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', ring.derive(PURPOSE, kid), iv).setAAD(Buffer.from(header));
  const bytes = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return `${header}..${iv.toString('base64url')}.${bytes.toString('base64url')}.${cipher.getAuthTag().toString('base64url')}`;
}

/** @throws WaygateError `seal.unreadable`, `seal.unknown_key` (operational) */
function opened(ring: KeyRing, kid: string, text: string): string {
  const [header = '', wrapped, iv = '', bytes = '', tag = '', ...rest] = text.split('.');
  if (wrapped !== '' || rest.length > 0) throw unreadable();
  const key = ring.derive(PURPOSE, kid);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(header)).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(bytes, 'base64url')), decipher.final()]).toString('utf8');
  } catch {
    throw unreadable();
  }
}

/** Undefined for what only looks sealed, and for what was sealed with a key that is gone. */
function openedOr(ring: KeyRing, text: string): string | undefined {
  const kid = kidOf(text);
  try {
    return kid === undefined ? undefined : opened(ring, kid, text);
  } catch {
    return undefined;
  }
}

/** @param text sealed */
function kidOf(text: string): string | undefined {
  return headerOf(text)?.kid;
}

function headerOf(text: string): { readonly kid: string; readonly ctx: string } | undefined {
  try {
    const said = JSON.parse(Buffer.from(text.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid?: unknown; ctx?: unknown };
    return typeof said.kid === 'string' && KID.test(said.kid) && typeof said.ctx === 'string'
      ? { kid: said.kid, ctx: said.ctx }
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(): WaygateError {
  return new WaygateError('operational', 'seal.unreadable', 'A sealed value was altered or belongs elsewhere.');
}
