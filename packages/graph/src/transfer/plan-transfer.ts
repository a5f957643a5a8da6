import {
  type JourneyDocument,
  type JourneyDraftView,
  sortKeys,
  type Transfer,
  type TransferPlan,
  type TransferPlanEntry,
  withoutLooseEnds,
} from '@waygate/schema';
import { innerJourneysOf } from '../inner-journeys.ts';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';
import { supportedType } from '../supported-type.ts';
import { type JourneySurroundings, validateJourney } from '../validate-journey.ts';
import { changedSecrets, fillSecrets, maskSecrets } from './secret-placeholders.ts';

/** What a realm has of a journey already. */
export interface RealmCopy {
  readonly published: { readonly versionId: string; readonly document: JourneyDocument } | undefined;
  /** Work in hand of whoever imports, which an import as a draft replaces. */
  readonly draft: (JourneyDraftView & { readonly document: JourneyDocument }) | undefined;
}

/**
 * Says what an import would do, and how the journeys would stand in the realm: with the secrets that it has still.
 * @param surroundings with the journeys of the import among them
 * @returns the plan, which tells no secret, and the journeys by their names, which hold them
 */
export function planTransfer<T extends NodeFacts>(
  { sources, ignored }: Transfer,
  realm: {
    readonly catalogue: NodeFactsById<T>;
    readonly surroundings: JourneySurroundings;
    readonly copies: ReadonlyMap<string, RealmCopy>;
  },
): { readonly plan: TransferPlan; readonly documents: ReadonlyMap<string, JourneyDocument> } {
  const { catalogue, surroundings, copies } = realm;
  const documents = new Map<string, JourneyDocument>();
  const entries = sources.map(({ file, document: read }): TransferPlanEntry => {
    const copy = copies.get(read.name);
    const own = [copy?.published?.document, copy?.draft?.document].filter((one) => one !== undefined);
    const { document, missing } = fillSecrets(read, own, catalogue);
    documents.set(document.name, document);
    const current = copy?.published?.document ?? null;
    const { document: _, ...draft } = copy?.draft ?? { document: undefined };
    return {
      name: document.name,
      file,
      action: current === null ? 'add' : isSame(current, document) ? 'unchanged' : 'change',
      baseVersion: copy?.published?.versionId ?? null,
      draft: copy?.draft === undefined ? null : (draft as JourneyDraftView),
      document: maskSecrets(document, catalogue),
      current: current === null ? null : maskSecrets(current, catalogue),
      problems: validateJourney(document, catalogue, surroundings),
      unresolved: innerJourneysOf(document).filter((name) => surroundings.innerJourneys(name) === undefined),
      unsupported: [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)].flatMap(([nodeId, node]) => {
        const { type, displayName, version } = node;
        if (supportedType(catalogue, node) !== undefined) return [];
        return [{ nodeId, nodeType: type, displayName, ...(catalogue.has(type) ? { version: version ?? '1.0' } : {}) }];
      }),
      secrets: missing,
      newSecrets: current === null ? [] : changedSecrets(current, document, catalogue),
    };
  });
  return { plan: { entries, ignored }, documents };
}

/** What an export would leave out makes no difference: whoever brings back what they took out changes nothing. */
function isSame(a: JourneyDocument, b: JourneyDocument): boolean {
  return canonical(a) === canonical(b);
}

function canonical(document: JourneyDocument): string {
  return JSON.stringify(sortKeys(withoutLooseEnds(document)));
}
