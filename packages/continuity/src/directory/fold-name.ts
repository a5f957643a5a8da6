/** A name so that two spellings that count as the same one (case, Unicode form) are the same text. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}
