/** Texts of one language by key; `{name}` is replaced. */
export type Messages<K extends string> = Readonly<Record<K, string>>;

export interface Translator<K extends string> {
  (key: K, values?: Readonly<Record<string, string | number>>): string;
  /** Language tag of the texts. */
  readonly language: string;
}

/**
 * Chooses the texts for a person: the language chosen before, else the first of the browser's that there is, else English. All languages must have all keys, or
 * it does not compile.
 */
export function chooseMessages<K extends string>(
  languages: { readonly en: Messages<K> } & Readonly<Record<string, Messages<K>>>,
  wishes: readonly string[],
): Translator<K> {
  const language = wishes.map((wish) => wish.toLowerCase().split('-')[0] ?? '').find((wish) => Object.hasOwn(languages, wish)) ?? 'en';
  const texts = languages[language] ?? languages.en;
  const translate = (key: K, values: Readonly<Record<string, string | number>> = {}) =>
    texts[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return Object.assign(translate, { language });
}
