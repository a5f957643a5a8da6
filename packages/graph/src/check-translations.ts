import type { JourneyDocument, PageChild } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import { pageChildren } from './page-children.ts';
import type { Problem } from './problem.ts';

interface Text {
  readonly nodeId: string;
  readonly node: PageChild;
  readonly path: string;
  readonly languages: ReadonlySet<string>;
}

/**
 * Finds texts that speak some of the journey's languages but not all: a person would read one page in two languages. A text that is empty in every language is
 * none of the author's, so nothing is missing from it.
 */
export function checkTranslations<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): Problem[] {
  const texts = Object.entries(document.nodes).flatMap(([id, node]) => [
    ...textsOf(id, node, catalogue),
    ...pageChildren(document, node).flatMap(({ reference, instance }) =>
      instance === undefined ? [] : textsOf(reference._id, instance, catalogue),
    ),
  ]);
  const all = [...new Set(texts.flatMap(({ languages }) => [...languages]))].sort();
  return texts.flatMap(({ nodeId, node, path, languages }): Problem[] => {
    const missing = all.filter((language) => !languages.has(language));
    if (missing.length === 0) return [];
    const name = node.displayName === '' ? nodeId : node.displayName;
    return [
      {
        severity: 'warning',
        code: 'journey.translation_missing',
        message: `${path} of "${name}" is not there in every language of the journey. Missing: ${missing.join(', ')}.`,
        parameters: { node: name, field: path, languages: missing.join(', ') },
        nodeId,
        path,
      },
    ];
  });
}

function textsOf<T extends NodeFacts>(nodeId: string, node: PageChild, catalogue: NodeFactsById<T>): Text[] {
  return (catalogue.get(node.type)?.localizedFields ?? []).flatMap((path) => {
    const value = Object.hasOwn(node.config, path) ? node.config[path] : undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const tags = Object.entries(value).flatMap(([tag, text]) => (typeof text === 'string' && text !== '' ? [primaryLanguage(tag)] : []));
    return tags.length === 0 ? [] : [{ nodeId, node, path, languages: new Set(tags) }];
  });
}

/** `de-AT` and `de_AT` are read by whoever reads `de`. */
function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] ?? '';
}
