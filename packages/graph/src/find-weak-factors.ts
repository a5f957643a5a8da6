import type { JourneyDocument } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import type { Problem } from './problem.ts';
import { supportedType } from './supported-type.ts';

/** What can be proved by a code that travels by telephone or mail: NIST SP 800-63B-4 restricts the one and takes the other for no second factor. */
const WEAK: ReadonlySet<string> = new Set(['possession:sms', 'possession:voice', 'mailbox:code']);

/**
 * Finds nodes whose code by SMS, call or mail is all that a journey asks for beside a first factor. A journey that runs others inside is not judged: what they ask for is not known here.
 * @returns a warning for each (ASVS 6.6.1)
 */
export function findWeakFactors<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): Problem[] {
  const nodes = [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)];
  const proofs = nodes
    .map(([nodeId, node]) => ({ nodeId, node, type: supportedType(catalogue, node) }))
    .map((one) => ({ ...one, factors: factorsOf(one.type) }));
  const all = proofs.flatMap(({ factors }) => factors);
  const hasFirst = all.some((factor) => /^(knowledge|federated):/.test(factor));
  const hasStrong = all.some((factor) => /^(possession|verification):/.test(factor) && !WEAK.has(factor));
  if (!hasFirst || hasStrong || proofs.some(({ type }) => type?.kind === 'inner')) return [];
  return proofs
    .filter(({ factors }) => factors.some((factor) => WEAK.has(factor)))
    .map(({ nodeId, node }): Problem => {
      const name = node.displayName || nodeId;
      return {
        severity: 'warning',
        code: 'journey.weak_factor',
        message: `A code by SMS, call or mail is the only second factor of this journey (${name}). Codes are intercepted, numbers taken over and mailboxes read: offer a passkey, a push or an app beside it, and say so on the page.`,
        parameters: { node: name },
        nodeId,
      };
    });
}

function factorsOf(type: NodeFacts | undefined): readonly string[] {
  return [...Object.values(type?.provides ?? {}), ...Object.values(type?.mayProvide ?? {})].flat();
}
