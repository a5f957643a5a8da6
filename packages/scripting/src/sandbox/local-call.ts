import { createCipheriv, createDecipheriv, createHmac, hash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Json, SCRIPT_DIGESTS, type ScriptDigest } from '@waygate/schema';
import { z } from 'zod';
import type { CallAnswer, SandboxCall } from './sandbox-job.ts';

const bytes = z.array(z.int().min(-128).max(255)).transform((list) => Uint8Array.from(list, (one) => one & 0xff));
const digest = z.enum(SCRIPT_DIGESTS).transform((name) => name.replace('-', '').toLowerCase());
/** A call that names an algorithm, as far as it is looked at before anything is computed. */
const named = z.looseObject({ algorithm: z.string() });
const NONCE = 12;
const TAG = 16;

/** What a script asks that needs no world: it is answered in the thread itself. */
const OPERATIONS: Readonly<Record<string, (argument: Json) => Json>> = {
  'random.uuid': () => randomUUID(),
  'random.bytes': (argument) => [...randomBytes(z.int().min(0).max(65_536).parse(argument))],
  'text.encode': (argument) => [...Buffer.from(z.string().parse(argument), 'utf8')],
  'text.decode': (argument) => Buffer.from(bytes.parse(argument)).toString('utf8'),
  'base64.encode': (argument) => encoded(argument).toString('base64'),
  'base64.decode': (argument) => [...Buffer.from(z.string().parse(argument), 'base64')],
  'base64url.encode': (argument) => encoded(argument).toString('base64url'),
  'base64url.decode': (argument) => [...Buffer.from(z.string().parse(argument), 'base64url')],
  'crypto.digest': (argument) => {
    const { algorithm, data } = z.object({ algorithm: digest, data: bytes }).parse(argument);
    return [...hash(algorithm, data, 'buffer')];
  },
  'crypto.hmac': (argument) => {
    const { algorithm, key, data } = z.object({ algorithm: digest, key: bytes, data: bytes }).parse(argument);
    return [...createHmac(algorithm, key).update(data).digest()];
  },
  'crypto.equal': (argument) => {
    const [a, b] = z.tuple([bytes, bytes]).parse(argument);
    return a.length === b.length && timingSafeEqual(a, b);
  },
  /** AES with GCM; the nonce stands before and the tag behind what is sealed. */
  'crypto.encrypt': (argument) => {
    const { key, data } = z.object({ key: bytes, data: bytes }).parse(argument);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(aes(key), key, nonce);
    return [...nonce, ...cipher.update(data), ...cipher.final(), ...cipher.getAuthTag()];
  },
  'crypto.decrypt': (argument) => {
    const { key, data } = z.object({ key: bytes, data: bytes }).parse(argument);
    const decipher = createDecipheriv(aes(key), key, data.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAuthTag(data.subarray(data.length - TAG));
    return [...decipher.update(data.subarray(NONCE, data.length - TAG)), ...decipher.final()];
  },
};

/**
 * @param digests hash algorithms that the operator lets scripts call
 * @returns undefined for what is not answered here
 */
export function localCall({ operation, argument }: SandboxCall, digests: readonly ScriptDigest[]): CallAnswer | undefined {
  const operate = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (operate === undefined) return undefined;
  const algorithm = named.safeParse(argument).data?.algorithm;
  const refused = SCRIPT_DIGESTS.find((one) => one === algorithm && !digests.includes(one));
  if (refused !== undefined)
    return { error: `${refused} is not allowed on this server, which lets scripts call ${digests.join(', ')} (WAYGATE_SCRIPT_DIGESTS).` };
  try {
    return { value: operate(argument) };
  } catch (error) {
    return { error: error instanceof z.ZodError ? `${operation}: ${z.prettifyError(error)}` : `${operation} did not work.` };
  }
}

function encoded(argument: Json): Buffer {
  return typeof argument === 'string' ? Buffer.from(argument, 'utf8') : Buffer.from(bytes.parse(argument));
}

function aes(key: Uint8Array): 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' {
  if (key.length === 16) return 'aes-128-gcm';
  if (key.length === 24) return 'aes-192-gcm';
  return 'aes-256-gcm';
}
