import type { JourneyDocument } from '@waygate/schema';

/** Names of the journeys that a journey runs inside itself, each once. */
export function innerJourneysOf(document: JourneyDocument): readonly string[] {
  const names = Object.values(document.nodes).flatMap(({ type, config }) =>
    type === 'InnerTreeEvaluatorNode' && typeof config['tree'] === 'string' && config['tree'] !== '' ? [config['tree']] : [],
  );
  return [...new Set(names)];
}

/**
 * Journeys by their names, together with all that they run inside themselves, as far as there are any.
 * @param load undefined for a journey that is not there
 * @returns in the order of their names
 */
export async function withInnerJourneys(
  names: readonly string[],
  load: (name: string) => Promise<JourneyDocument | undefined>,
): Promise<JourneyDocument[]> {
  const seen = new Set<string>();
  const found: JourneyDocument[] = [];
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const document = await load(name);
    if (document === undefined) continue;
    found.push(document);
    open.push(...innerJourneysOf(document));
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
