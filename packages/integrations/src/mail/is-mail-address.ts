const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u;

/** Whether a text is one address and nothing more, so that nobody can add recipients by it. */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}
