import { type JourneyDocument, sortKeys } from '@waygate/schema';

/** A short text that is the same for journeys that say the same, whatever the order of their keys. It tells an author's own work apart, and guards nothing. */
export function fingerprint(document: JourneyDocument): string {
  const text = JSON.stringify(sortKeys(document));
  // Two runs of FNV-1a over the code units, from different beginnings.
  let [one, two] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return `${text.length.toString(36)}-${(one >>> 0).toString(36)}-${(two >>> 0).toString(36)}`;
}
