import type { JourneyDocument, LocalizedText, PageChild } from '@waygate/schema';
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

const names = new Map<string, string>();

/** What people call a language, in a language. A tag that means nothing stays as it is. */
export function languageName(tag: string, inLanguage: string): string {
  const key = `${inLanguage}\n${tag}`;
  const known = names.get(key);
  if (known !== undefined) return known;
  const canonical = languageTag(tag);
  const name = canonical === undefined ? tag : (new Intl.DisplayNames([inLanguage], { type: 'language' }).of(canonical) ?? tag);
  names.set(key, name);
  return name;
}

const ofNode = new WeakMap<PageChild, readonly string[]>();
const ofJourney = new WeakMap<JourneyDocument, readonly string[]>();

/** Languages that the texts of a journey are written in, by primary language, as first seen. */
export function languagesOf(document: JourneyDocument, catalogue: EditorCatalogue): readonly string[] {
  const known = ofJourney.get(document);
  if (known !== undefined) return known;
  const found = new Map<string, string>();
  for (const node of [...Object.values(document.nodes), ...Object.values(document.innerNodes)]) {
    for (const tag of languagesOfNode(node, catalogue)) if (!found.has(primaryLanguage(tag))) found.set(primaryLanguage(tag), tag);
  }
  const languages = [...found.values()];
  ofJourney.set(document, languages);
  return languages;
}

/** Every letter that is typed makes another journey, but only one other node. */
function languagesOfNode(node: PageChild, catalogue: EditorCatalogue): readonly string[] {
  const known = ofNode.get(node);
  if (known !== undefined) return known;
  const type = catalogue.get(node.type);
  const localized = type === undefined ? [] : configFieldsOf(type).filter(({ kind }) => kind === 'localized');
  const languages = localized.flatMap(({ key }) => textEntriesOf(node.config[key]).flatMap(([tag, text]) => (text === '' ? [] : [tag])));
  ofNode.set(node, languages);
  return languages;
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
