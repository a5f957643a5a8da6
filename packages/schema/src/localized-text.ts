import { z } from 'zod';

/** Texts by language tag, as AM stores them: `{ "en": "Sign In", "fr": "Connexion" }`. May be empty. */
export const localizedText = z.record(z.string(), z.string());
export type LocalizedText = z.infer<typeof localizedText>;

/**
 * Chooses the text of the best language: an exact tag, then the same primary language, in the order of the wishes, then English, then any.
 * @param text texts by language tag
 * @param wishes language tags, best first (RFC 5646, case ignored)
 * @returns the text, or undefined when there is none at all or the chosen one is empty
 */
export function chooseText(text: LocalizedText, wishes: readonly string[]): string | undefined {
  const tags = Object.keys(text);
  if (tags.length === 0) return undefined;
  for (const wish of [...wishes, 'en']) {
    const exact = tags.find((tag) => sameTag(tag, wish));
    const found = exact ?? tags.find((tag) => primary(tag) === primary(wish));
    if (found !== undefined && text[found] !== '') return text[found];
  }
  return tags.map((tag) => text[tag]).find((value) => value !== '');
}

function sameTag(a: string, b: string): boolean {
  return a.replaceAll('_', '-').toLowerCase() === b.replaceAll('_', '-').toLowerCase();
}

function primary(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}
