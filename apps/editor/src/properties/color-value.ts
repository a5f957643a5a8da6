/** A colour as a colour picker takes it, such as `#032b75`; undefined for what is none. */
export function pickerColor(value: string): string | undefined {
  return /^#?[0-9a-fA-F]{6}$/.test(value) ? `#${value.replace('#', '').toLowerCase()}` : undefined;
}

/** A picked colour, written with a `#` only when the value before was. */
export function colorLike(before: string, picked: string): string {
  return before.startsWith('#') ? picked : picked.replace('#', '');
}
