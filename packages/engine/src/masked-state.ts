import type { Json } from '@waygate/schema';

/** Names under which journeys keep what must not be shown. */
const SECRET = /pass|secret|token|code|otp|pin|key|credential|answer|challenge/i;
/** What is a secret whatever it is called: signed tokens, and links that hand a secret to a phone. */
const SECRET_TEXT = /^(eyJ[\w-]+\.|(otp|push|mfa)auth:)/i;
const MASK = '••••••';
const LONGEST_TEXT = 200;
const DEEPEST = 4;

/** Shared state as an author may see it while trying a draft: what is named or looks like a secret is masked, long texts are cut. */
export function maskedState(state: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, masked(name, value, 0)]));
}

function masked(name: string, value: Json, depth: number): Json {
  if (SECRET.test(name) && value !== null && typeof value !== 'boolean') return MASK;
  if (typeof value === 'string' && SECRET_TEXT.test(value)) return MASK;
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, 50).map((one) => masked(name, one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, masked(key, one, depth + 1)]));
}
