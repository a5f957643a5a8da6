import type { JourneyDocument, LocalizedText } from '@waygate/schema';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { configFieldsOf } from './config-fields-of.ts';
import { textEntriesOf } from './config-value.ts';

/** Languages that authors are offered first; any other can be typed. */
export const COMMON_LANGUAGES: readonly string[] = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'pt-BR',
  'nl',
  'da',
  'sv',
  'nb',
  'fi',
  'pl',
  'cs',
  'sk',
  'sl',
  'hu',
  'ro',
  'bg',
  'hr',
  'sr',
  'el',
  'et',
  'lv',
  'lt',
  'tr',
  'uk',
  'ru',
  'ar',
  'he',
  'fa',
  'hi',
  'th',
  'vi',
  'id',
  'ja',
  'ko',
  'zh-CN',
  'zh-TW',
];

/** The tag as RFC 5646 writes it; undefined for what is no language tag. AM's underscores count as hyphens. */
export function languageTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** What people call a language, in a language. A tag that means nothing stays as it is. */
export function languageName(tag: string, inLanguage: string): string {
  const canonical = languageTag(tag);
  return canonical === undefined ? tag : (new Intl.DisplayNames([inLanguage], { type: 'language' }).of(canonical) ?? tag);
}

/** Languages that the texts of a journey are written in, by primary language, as first seen. */
export function languagesOf(document: JourneyDocument, catalogue: EditorCatalogue): readonly string[] {
  const found = new Map<string, string>();
  for (const node of [...Object.values(document.nodes), ...Object.values(document.innerNodes)]) {
    const type = catalogue.get(node.type);
    if (type === undefined) continue;
    for (const field of configFieldsOf(type)) {
      if (field.kind !== 'localized') continue;
      for (const [tag, text] of textEntriesOf(node.config[field.key])) {
        if (text !== '' && !found.has(primaryLanguage(tag))) found.set(primaryLanguage(tag), tag);
      }
    }
  }
  return [...found.values()];
}

/** Languages of the journey that a text lacks. A text without any language is none that is missing something: the node's own stands in for it. */
export function missingLanguages(text: LocalizedText, languages: readonly string[]): readonly string[] {
  const has = new Set(Object.entries(text).flatMap(([tag, one]) => (one === '' ? [] : [primaryLanguage(tag)])));
  return has.size === 0 ? [] : languages.filter((tag) => !has.has(primaryLanguage(tag)));
}

/** The language that people see whose own is not there, as `chooseText` decides: English, else the first. */
export function fallbackLanguage(text: LocalizedText): string | undefined {
  const tags = Object.keys(text).filter((tag) => text[tag] !== '');
  return tags.find((tag) => tag.toLowerCase() === 'en') ?? tags.find((tag) => primaryLanguage(tag) === 'en') ?? tags[0];
}

function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}
