/** What somebody typed as a code, however they grouped it. */
export function codeOf(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/[\s\p{Cf}\p{Pd}]/gu, '');
}

/** Whether a code is the right one, in a time that does not tell how much of it is. */
export function sameCode(typed: string, code: string): boolean {
  let difference = typed.length ^ code.length;
  for (let at = 0; at < code.length; at += 1) difference |= typed.charCodeAt(at % Math.max(typed.length, 1)) ^ code.charCodeAt(at);
  return typed !== '' && difference === 0;
}
