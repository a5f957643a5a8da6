import type { PushContext, PushType } from '@waygate/node-kit';
import { toBase64, utf8 } from '../base64.ts';
import { ROUTING_COOKIE } from './registration-uri.ts';

/** The word for a push type in claim `k`. */
export const PUSH_TYPE_WORD = {
  DEFAULT: 'default',
  CHALLENGE: 'challenge',
  BIOMETRIC: 'biometric',
  CODE_ENTRY: 'code_entry',
} as const satisfies Record<PushType, string>;

export interface PushClaimFacts {
  readonly mechanismUid: string;
  /** Standard base64 of 32 bytes. */
  readonly challenge: string;
  /** Seconds. */
  readonly secondsToLive: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly text: string;
  readonly type: PushType;
  /** The three numbers of a CHALLENGE. */
  readonly numbers: readonly string[];
  readonly username: string;
  readonly customPayload: string;
  readonly context: PushContext | undefined;
}

/** Claims of a push, all of them texts: the Android SDK casts and crashes on numbers. Absent parts of the context are left out (AM). */
export function makePushClaims(facts: PushClaimFacts): Record<string, string> {
  return {
    u: facts.mechanismUid,
    c: facts.challenge,
    l: toBase64(utf8(ROUTING_COOKIE)),
    t: String(facts.secondsToLive),
    i: String(facts.createdAt),
    m: facts.text,
    k: PUSH_TYPE_WORD[facts.type],
    d: facts.username,
    p: facts.customPayload,
    ...(facts.type === 'CHALLENGE' ? { n: facts.numbers.join(',') } : {}),
    ...(facts.context === undefined ? {} : { x: JSON.stringify(facts.context) }),
  };
}
