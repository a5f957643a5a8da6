import {
  childReferences,
  type IncompleteNode,
  type JourneyDocument,
  type JourneyDraftView,
  type PlannedPart,
  sortKeys,
  type Transfer,
  type TransferPart,
  type TransferPlan,
  type TransferPlanEntry,
  withoutLooseEnds,
} from '@waygate/schema';
import { innerJourneysOf } from '../inner-journeys.ts';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';
import { supportedType } from '../supported-type.ts';
import { type JourneySurroundings, validateJourney } from '../validate-journey.ts';
import type { ConfigValues } from '../values/config-values.ts';
import { sealSecrets } from '../values/seal-secrets.ts';
import { planParts, type RealmParts } from './plan-parts.ts';
import { changedSecrets, fillSecrets, maskSecrets } from './secret-placeholders.ts';

/** What a realm has of a journey already. */
export interface RealmCopy {
  readonly published: { readonly versionId: string; readonly document: JourneyDocument } | undefined;
  /** Work in hand of whoever imports, which an import as a draft replaces. */
  readonly draft: (JourneyDraftView & { readonly document: JourneyDocument }) | undefined;
}

/**
 * Says what an import would do, and how the journeys would stand in the realm: with the secrets that it has still, and those that the files bring sealed.
 * @param surroundings with the journeys of the import among them
 * @returns the plan, which tells no secret, and the journeys by their names, which hold them sealed
 */
export function planTransfer<T extends NodeFacts>(
  { sources, ignored }: Transfer,
  realm: {
    readonly catalogue: NodeFactsById<T>;
    readonly surroundings: JourneySurroundings;
    readonly copies: ReadonlyMap<string, RealmCopy>;
    readonly parts: RealmParts;
    readonly values: ConfigValues;
  },
): {
  readonly plan: TransferPlan;
  readonly documents: ReadonlyMap<string, JourneyDocument>;
  readonly parts: ReadonlyMap<string, readonly TransferPart[]>;
} {
  const { catalogue, surroundings, copies, values } = realm;
  const documents = new Map<string, JourneyDocument>();
  const parts = new Map<string, readonly TransferPart[]>();
  const entries = sources.map(({ file, document: incoming, incomplete, parts: brought }): TransferPlanEntry => {
    const copy = copies.get(incoming.name);
    const own = [copy?.published?.document, copy?.draft?.document].filter((one) => one !== undefined);
    const { document: read, lacking } = withKnownConfigs(incoming, incomplete, own);
    const { document: filled, missing } = fillSecrets(read, own, catalogue, (name) => values.variable(name));
    const document = sealSecrets(filled, catalogue, values.secrets, own);
    documents.set(document.name, document);
    const along = planParts(brought, realm.parts);
    parts.set(document.name, along.parts);
    const current = copy?.published?.document ?? null;
    const { document: _, ...draft } = copy?.draft ?? { document: undefined };
    return {
      name: document.name,
      file,
      action: current === null ? 'add' : isSame(current, document) && !along.planned.some(isNews) ? 'unchanged' : 'change',
      baseVersion: copy?.published?.versionId ?? null,
      draft: copy?.draft === undefined ? null : (draft as JourneyDraftView),
      document: maskSecrets(document, catalogue),
      current: current === null ? null : maskSecrets(current, catalogue),
      problems: validateJourney(document, catalogue, withTemplates(surroundings, brought), values),
      unresolved: innerJourneysOf(document).filter((name) => surroundings.innerJourneys(name) === undefined),
      unsupported: [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)].flatMap(([nodeId, node]) => {
        const { type, displayName, version } = node;
        if (supportedType(catalogue, node) !== undefined) return [];
        return [{ nodeId, nodeType: type, displayName, ...(catalogue.has(type) ? { version: version ?? '1.0' } : {}) }];
      }),
      incomplete: lacking,
      parts: along.planned,
      secrets: missing,
      newSecrets: current === null ? [] : changedSecrets(current, document, catalogue),
    };
  });
  return { plan: { entries, ignored }, documents, parts };
}

/** What is there once the journey has come with what it brings. */
function withTemplates(surroundings: JourneySurroundings, brought: readonly TransferPart[]): JourneySurroundings {
  const { emailTemplates } = surroundings;
  if (emailTemplates === undefined) return surroundings;
  const along = brought.filter(({ kind }) => kind === 'emailTemplate').map(({ id, value }) => [id, value['enabled'] !== false] as const);
  return {
    innerJourneys: (name) => surroundings.innerJourneys(name),
    emailTemplates: new Map([...emailTemplates, ...along]),
  };
}

/** A file may have the tree of a journey alone: its nodes are then those that the realm has under their ids. */
function withKnownConfigs(
  document: JourneyDocument,
  incomplete: readonly IncompleteNode[],
  copies: readonly JourneyDocument[],
): { readonly document: JourneyDocument; readonly lacking: readonly IncompleteNode[] } {
  if (incomplete.length === 0) return { document, lacking: incomplete };
  const nodes = { ...document.nodes };
  const innerNodes = { ...document.innerNodes };
  const lacking = incomplete.filter(({ nodeId }) => {
    const node = nodes[nodeId];
    const copy = copies.find((one) => Object.hasOwn(one.nodes, nodeId) && one.nodes[nodeId]?.type === node?.type);
    const known = copy?.nodes[nodeId];
    if (node === undefined || known === undefined || copy === undefined) return true;
    nodes[nodeId] = { ...node, config: known.config };
    for (const { _id } of childReferences(known.config)) {
      const child = copy.innerNodes[_id];
      if (child !== undefined) innerNodes[_id] = child;
    }
    return false;
  });
  return { document: { ...document, nodes, innerNodes }, lacking };
}

function isNews({ action }: PlannedPart): boolean {
  return action !== 'unchanged';
}

/** What an export would leave out makes no difference: whoever brings back what they took out changes nothing. */
function isSame(a: JourneyDocument, b: JourneyDocument): boolean {
  return canonical(a) === canonical(b);
}

function canonical(document: JourneyDocument): string {
  return JSON.stringify(sortKeys(withoutLooseEnds(document)));
}
