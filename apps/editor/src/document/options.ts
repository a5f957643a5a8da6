import type { JourneyDocument } from '@waygate/schema';

/** What an author may say of a journey as a whole. */
export type JourneyOptions = Pick<
  JourneyDocument,
  | 'description'
  | 'identityResource'
  | 'enabled'
  | 'innerTreeOnly'
  | 'mustRun'
  | 'noSession'
  | 'transactionalOnly'
  | 'maximumSessionTime'
  | 'maximumIdleTime'
  | 'treeTimeout'
> & {
  readonly categories: readonly string[];
  /** Theme of the hosted pages; empty for the realm's. */
  readonly themeId: string;
};

export function optionsOf(document: JourneyDocument): JourneyOptions {
  return { ...document, categories: categoriesOf(document), themeId: document.uiConfig['themeId'] ?? '' };
}

/** Changes options; undefined takes one away. */
export function setOptions(document: JourneyDocument, { categories, themeId, ...change }: Partial<JourneyOptions>): JourneyDocument {
  const uiConfig = { ...document.uiConfig };
  if (categories !== undefined) {
    if (categories.length === 0) delete uiConfig['categories'];
    else uiConfig['categories'] = JSON.stringify(categories);
  }
  if (themeId !== undefined) {
    if (themeId === '') delete uiConfig['themeId'];
    else uiConfig['themeId'] = themeId;
  }
  const next: Record<string, unknown> = { ...document, ...change, uiConfig };
  for (const [key, value] of Object.entries(next)) if (value === undefined) delete next[key];
  return next as JourneyDocument;
}

/** AM keeps the categories as JSON text. */
function categoriesOf({ uiConfig }: JourneyDocument): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(uiConfig['categories'] ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}
