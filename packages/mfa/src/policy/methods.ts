/** Authentication methods by the names of PingID's connector. */
export const MFA_METHODS = [
  'PINGID_DESKTOP',
  'PINGID_MOBILE',
  'SMS',
  'VOICE',
  'EMAIL',
  'TOTP',
  'SECURITY_KEY',
  'PLATFORM',
  'YUBIKEY',
  'OATH_TOKEN',
] as const;
export type MfaMethod = (typeof MFA_METHODS)[number];

/**
 * Reads a list of methods as `mandatoryAuthenticationMethods` has it: names in upper case with white space between.
 * @returns the methods, each once, in the order of the text; or the words that name none
 */
export function readMethods(text: string): { readonly methods: readonly MfaMethod[] } | { readonly unknown: readonly string[] } {
  const words = [...new Set(text.split(/\s+/).filter((word) => word !== ''))];
  const unknown = words.filter((word) => !isMethod(word));
  return unknown.length > 0 ? { unknown } : { methods: words.filter(isMethod) };
}

/** What to tell whoever wrote words that name no method. */
export function unknownMethodsMessage(unknown: readonly string[]): string {
  return `No method is called ${unknown.slice(0, 3).join(', ').slice(0, 200)}. Methods are written in upper case: ${MFA_METHODS.join(' ')}.`;
}

function isMethod(word: string): word is MfaMethod {
  return (MFA_METHODS as readonly string[]).includes(word);
}
