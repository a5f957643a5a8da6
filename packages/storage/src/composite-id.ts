/** What would blur the border between two parts, and lone surrogates, which UTF-8 cannot tell apart. */
const ESCAPED = /[\\\n]|\p{Cs}/gu;

/**
 * One id of several parts, different for different parts whatever text they hold. Ids that share all but the last part sort by the last.
 */
export function compositeId(...parts: readonly string[]): string {
  return parts.map((part) => part.replace(ESCAPED, (found) => `\\${found.charCodeAt(0).toString(16).padStart(4, '0')}`)).join('\n');
}

/** The parts that an id was made of. */
export function partsOfId(id: string): readonly string[] {
  return id
    .split('\n')
    .map((part) => part.replace(/\\([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))));
}
