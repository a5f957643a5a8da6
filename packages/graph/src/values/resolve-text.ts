/** A placeholder of a variable up to the end of its name, and whether a default follows. */
const PLACEHOLDER = /&\{(esv[.-][A-Za-z0-9._-]+)([|}])/y;

/**
 * Puts the values of variables in the place of AM's placeholders: `&{esv.my.name}`, or `&{esv.my.name|default}`, whose default may hold placeholders again.
 * What a variable says is taken word for word. Any other text stays, `&{other}` too.
 * @returns the text, or the name of the first variable that is needed and not set
 */
export function resolveText(
  text: string,
  variable: (name: string) => string | undefined,
): { readonly text: string } | { readonly missing: string } {
  let at = 0;
  let missing: string | undefined;
  const placeholder = (): string | undefined => {
    PLACEHOLDER.lastIndex = at;
    const [whole = '', name = '', end] = PLACEHOLDER.exec(text) ?? [];
    if (whole === '') return undefined;
    at += whole.length;
    const value = variable(name);
    if (end === '|') {
      const before = missing;
      const byDefault = read(true);
      at += 1;
      if (value === undefined) return byDefault;
      missing = before;
      return value;
    }
    if (value === undefined) missing ??= name;
    return value ?? '';
  };
  const read = (isDefault: boolean): string => {
    let out = '';
    while (at < text.length && !(isDefault && text[at] === '}')) {
      const value = placeholder();
      if (value === undefined) {
        out += text[at];
        at += 1;
      } else out += value;
    }
    return out;
  };
  const resolved = read(false);
  return missing === undefined ? { text: resolved } : { missing };
}
