import type { Answer, Json } from '@waygate/schema';

type Values = Json | Readonly<Record<string, Json>>;

/** Names under which secrets like to hide. */
const NAME = /^(password|passwd|secret|sharedSecret|recoveryCodes|privateKey|token|oneTimePassword)$/i;
/** Shorter words stand in harmless texts by accident. */
const SHORTEST_WORD = 6;

/**
 * Finds what must not stand where everybody can see it: a value under a telling name, 32 bytes in base64, a registration link, or a secret that is known.
 * @param known what this run was given in confidence, see `knownSecrets`
 * @returns the path, or undefined
 */
export function findSecret(value: Values, known: readonly string[] = [], path = ''): string | undefined {
  if (typeof value === 'string') return isSecret(value, known) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (NAME.test(key) && inner !== null && inner !== undefined && inner !== '') return here;
    const found = findSecret(inner, known, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a run is given in confidence: passwords as they were typed, and what stands under a telling name in transient or secure state. */
export function knownSecrets(answers: readonly Answer[], ...scopes: readonly Readonly<Record<string, Json>>[]): string[] {
  const typed = answers.flatMap((answer) => {
    if (answer.type === 'KbaCreateCallback') return [answer.answer];
    return answer.type === 'PasswordCallback' || answer.type === 'ValidatedCreatePasswordCallback' ? [answer.value] : [];
  });
  return [...typed, ...scopes.flatMap((scope) => wordsUnderTellingNames(scope, false))].filter((word) => word.length >= SHORTEST_WORD);
}

function isSecret(text: string, known: readonly string[]): boolean {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) || /(?:push|otp|mf)auth:\/\//.test(text) || known.some((word) => text.includes(word));
}

function wordsUnderTellingNames(value: Values, telling: boolean): string[] {
  if (typeof value === 'string') return telling ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => wordsUnderTellingNames(inner, telling || NAME.test(key)));
}
