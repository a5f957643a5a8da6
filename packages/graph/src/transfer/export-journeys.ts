import { type JourneyDocument, sortKeys, toAmJourney, withoutLooseEnds } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';
import { amNodeFacts } from './am-node-facts.ts';
import { partsOfJourney } from './parts-of-journey.ts';
import type { RealmParts } from './plan-parts.ts';
import { maskSecrets } from './secret-placeholders.ts';

/** Forms of an export: Waygate's own, or that of AM, Frodo and the cloud's console. */
export type TransferFormat = 'native' | 'am';

/** A journey as an export has it, in no form yet: without secrets, and without what no form can hold. */
export function exportForm<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): JourneyDocument {
  return maskSecrets(withoutLooseEnds(document), catalogue);
}

const NO_PARTS: RealmParts = new Map();

/**
 * Text of an export: canonical JSON, so that the same journeys are the same bytes. One journey stands for itself, several stand together.
 * @param parts what the realm has beside its journeys; in AM's form, what a journey names goes along
 */
export function exportText<T extends NodeFacts>(
  documents: readonly JourneyDocument[],
  format: TransferFormat,
  catalogue: NodeFactsById<T>,
  parts: RealmParts = NO_PARTS,
): string {
  const sorted = [...documents].sort((a, b) => (a.name < b.name ? -1 : 1)).map((document) => exportForm(document, catalogue));
  const form = (document: JourneyDocument) =>
    format === 'am' ? toAmJourney(document, amNodeFacts(document, catalogue), partsOfJourney(document, parts)) : document;
  const [only] = sorted;
  const content =
    sorted.length === 1 && only !== undefined
      ? form(only)
      : format === 'am'
        ? { trees: Object.fromEntries(sorted.map((document) => [document.name, form(document)])) }
        : sorted.map(form);
  return `${JSON.stringify(sortKeys(content), null, 2)}\n`;
}

/** Name of the file of a journey. Names stay apart on every file system: what cannot stand in a file name is written as in an address. */
export function exportFileName(name: string): string {
  const written = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return `${name.replaceAll(/[%/\\:*?"<>|\p{Cc}]/gu, written)}.journey.json`;
}
