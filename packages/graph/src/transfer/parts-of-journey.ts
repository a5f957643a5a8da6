import { type JourneyDocument, type Json, type JsonObject, scriptText, type TransferPart } from '@waygate/schema';
import { themeOfStage } from '../theme-of-stage.ts';
import { type RealmParts, withoutSecrets } from './plan-parts.ts';

/** Node types that offer every provider of the realm when they name none. */
const OFFER_PROVIDERS: ReadonlySet<string> = new Set(['SelectIdPNode', 'SocialProviderHandlerNode', 'SocialProviderHandlerNodeV2']);

/** What goes along with a journey when it leaves: the scripts, templates, themes and providers that its nodes name, without secrets. */
export function partsOfJourney(document: JourneyDocument, realm: RealmParts): readonly TransferPart[] {
  const nodes = [...Object.values(document.nodes), ...Object.values(document.innerNodes)];
  const named = new Set(nodes.flatMap(({ config }) => textsIn(config)));
  const offered = nodes.filter(({ type }) => OFFER_PROVIDERS.has(type)).map(({ config }) => textList(config['filteredProviders']));
  const all = (kind: TransferPart['kind']) => realm.get(kind) ?? [];
  const part =
    (kind: TransferPart['kind']) =>
    ({ id, value }: { readonly id: string; readonly value: JsonObject }): TransferPart => ({
      kind,
      id,
      name: typeof value['name'] === 'string' ? value['name'] : id,
      value,
    });
  const providers = all('socialProvider').filter(
    ({ id }) => named.has(id) || offered.some((list) => list.length === 0 || list.includes(id)),
  );
  for (const { value } of providers) for (const text of textsIn(value)) named.add(text);
  const entities = all('samlEntity').filter(({ id, value }) => named.has(id) || named.has(String(value['entityId'])));
  const circles = all('circleOfTrust').filter(({ value }) =>
    textList(value['trustedProviders']).some((trusted) =>
      entities.some((entity) => trusted.startsWith(`${String(entity.value['entityId'])}|`)),
    ),
  );
  return [
    ...withLibraries(
      all('script').filter(({ id }) => named.has(id)),
      all('script'),
    ).map(part('script')),
    ...all('emailTemplate')
      .filter(({ id }) => named.has(id))
      .map(part('emailTemplate')),
    ...all('theme')
      .filter(({ id, value }) => named.has(id) || textList(value['linkedTrees']).includes(document.name))
      .map(part('theme')),
    ...providers.map(part('socialProvider')).map(withoutSecrets),
    ...entities.map(part('samlEntity')),
    ...circles.map(part('circleOfTrust')),
  ];
}

interface Kept {
  readonly id: string;
  readonly value: JsonObject;
}

/** Scripts together with those that they require, however deep. */
function withLibraries(scripts: readonly Kept[], all: readonly Kept[]): readonly Kept[] {
  const found = new Map(scripts.map((one) => [one.id, one]));
  const open = [...scripts];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const [, name] of (scriptText(one.value['script']) ?? '').matchAll(/\brequire\s*\(\s*['"]([^'"\n]{1,256})['"]\s*\)/g)) {
      const library = all.find(({ value }) => value['name'] === name && value['context'] === 'LIBRARY');
      if (library === undefined || found.has(library.id)) continue;
      found.set(library.id, library);
      open.push(library);
    }
  }
  return [...found.values()];
}

/** Texts of a configuration, those of a page's stage, which may name a theme, among them. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value, ...themeIn(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function themeIn(text: string): string[] {
  const id = themeOfStage(text);
  return id === undefined ? [] : [id];
}

function textList(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
