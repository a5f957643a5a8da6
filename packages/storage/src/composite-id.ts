/** What would blur the border between two parts, and lone surrogates, which UTF-8 cannot tell apart. */
const ESCAPED = /[\\\n]|\p{Cs}/gu;

/**
 * One id of several parts, different for different parts whatever text they hold. Ids that share all but the last part sort by the last.
 */
export function compositeId(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(ESCAPED, (found) => `\\${found.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('\n');
}
