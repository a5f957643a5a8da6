import { SECRET_MASK } from '@waygate/scripting';
import { loggedError } from './logged-error.ts';
import type { Masks } from './masks.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Names of members that never reach a log line, wherever they stand and however they are written. */
const SECRET_NAME =
  /^(x[-_])?(openam[-_])?(.*pass(word|wd|phrase|code)s?|pwd|.*secret(key|hash)?s?|.*token(id)?s?|jwt|jwk|authid|suspendedid|authorization|proxy[-_]authorization|(set[-_])?cookies?|.*challenge|.*credentials?|otp|pin|recoverycodes?|codeverifier|.*(api|private|signing|shared)[-_]?keys?|clientassertion|assertion|refresh|answers?)$/i;
/** A code is told where it is that of an error, which is dotted or shouted; any other may be one that somebody typed. */
const ERROR_CODE = /^([a-z][a-z_]*(\.[a-z\d_]+)+|unexpected|[A-Z][A-Z_]+)$/;
/** Members that every line has of its own. */
const RESERVED = ['time', 'level', 'message'];
const DEEPEST = 6;
const MOST_ITEMS = 100;
const LONGEST_TEXT = 4_096;

/**
 * The facts of a line, made safe: what is named or looks like a secret is taken out, errors are told by what may be told of them, and what is too long or too deep is
 * cut.
 */
export function loggedFacts(facts: object, masks: Masks): Record<string, unknown> {
  const safe = cleanObject(facts, masks, 0);
  for (const name of RESERVED) {
    if (!Object.hasOwn(safe, name)) continue;
    safe[`its_${name}`] = safe[name];
    delete safe[name];
  }
  return safe;
}

function clean(name: string, value: unknown, masks: Masks, depth: number): unknown {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (value === null || typeof value === 'boolean') return value;
  if (SECRET_NAME.test(name)) return SECRET_MASK;
  if (typeof value === 'number') return /^code$/i.test(name) ? SECRET_MASK : value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return /^code$/i.test(name) && !ERROR_CODE.test(value) ? SECRET_MASK : cleanText(value, masks);
  if (value instanceof Error) return loggedError(value, masks);
  if (depth >= DEEPEST) return '…';
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return SECRET_MASK;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((one: unknown) => clean('', one, masks, depth + 1) ?? null);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Set || value instanceof Map)
    return [...value].slice(0, MOST_ITEMS).map((one) => clean('', one, masks, depth + 1) ?? null);
  return cleanObject(value, masks, depth + 1);
}

function cleanObject(value: object, masks: Masks, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST_ITEMS)
      .flatMap(([name, one]): [string, unknown][] => {
        const safe = clean(name, one, masks, depth);
        return safe === undefined ? [] : [[cleanText(name, masks), safe]];
      }),
  );
}

/** What is known is taken out before the text is cut, so that no half of it stays; what is told by its form after, since that takes long on long texts. */
function cleanText(text: string, masks: Masks): string {
  const known = masks.own(text);
  return known.length > LONGEST_TEXT ? `${withoutSecrets(known.slice(0, LONGEST_TEXT))}…` : withoutSecrets(known);
}
