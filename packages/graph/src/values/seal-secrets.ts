import { isSealedSecret, isSecretPlaceholder, type JourneyDocument, type Json, sortKeys } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';
import { coercionOf } from './coercions.ts';
import type { NodeSecrets } from './node-secrets.ts';
import { nodeOf, withSecrets } from './with-secrets.ts';

/**
 * Seals every secret of a journey that stands there in clear, as it must be before anything is kept.
 * @param copies what is kept of it already: a secret that is the same there stays sealed as it is, so that nothing has changed
 * @returns the same journey when it has none in clear
 */
export function sealSecrets<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  secrets: NodeSecrets,
  copies: readonly JourneyDocument[] = [],
): JourneyDocument {
  return withSecrets(document, catalogue, (nodeId, member, value, { type }) => {
    if (!isInClear(value)) return value;
    const coercion = coercionOf(value);
    const plain = coercion === undefined ? value : (coercion.read(coercion.text) ?? value);
    for (const copy of copies) {
      const own = nodeOf(copy, nodeId);
      const kept = own?.type === type ? own.config[member] : undefined;
      if (isSealedSecret(kept) && isSame(secrets.open(type, member, kept), plain)) return kept;
    }
    return secrets.seal(type, member, plain);
  });
}

/** Whether a journey has a secret in clear. */
export function hasSecretsInClear<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): boolean {
  let found = false;
  withSecrets(document, catalogue, (_, __, value) => {
    found ||= isInClear(value);
    return value;
  });
  return found;
}

function isInClear(value: Json): boolean {
  if (value === null || value === '') return false;
  return !isSealedSecret(value) && !isSecretPlaceholder(coercionOf(value)?.text ?? value);
}

function isSame(a: Json | undefined, b: Json): boolean {
  return a !== undefined && JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}
