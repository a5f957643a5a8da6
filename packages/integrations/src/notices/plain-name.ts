const LONGEST = 64;

/** A name that a device gave itself, without what mail programs make links of: whoever adds a device chooses its name, and the notice is read by somebody else. */
export function plainName(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/\.(?!\d)|(?<!\d)\.|[^\p{L}\p{M}\p{N} .,'’()_-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST)
    .trim();
}
