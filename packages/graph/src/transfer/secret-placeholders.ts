import {
  isSecretPlaceholder,
  type JourneyDocument,
  type Json,
  type MissingSecret,
  type PageChild,
  type SecretPlace,
} from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from '../node-facts.ts';
import { nodeOf, withSecrets } from '../values/with-secrets.ts';

/** A journey with a placeholder in the place of every secret, as it may leave the server. */
export function maskSecrets<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): JourneyDocument {
  const names = placeholders(document, catalogue);
  return withSecrets(document, catalogue, (nodeId, member, value) =>
    isKnownSecret(value) ? (names.get(placeOf(nodeId, member)) ?? value) : value,
  );
}

/**
 * Puts the secrets that the realm's own copy of a journey has where the journey has placeholders: those of the same node, if it is of the same type still.
 * @param copies what the realm has of it, best first
 * @param variable value of a variable of the installation, which a placeholder may stand for
 * @returns the journey, and the placeholders that stand for nothing
 */
export function fillSecrets<T extends NodeFacts>(
  document: JourneyDocument,
  copies: readonly JourneyDocument[],
  catalogue: NodeFactsById<T>,
  variable: (name: string) => string | undefined,
): { readonly document: JourneyDocument; readonly missing: readonly MissingSecret[] } {
  const missing: MissingSecret[] = [];
  const filled = withSecrets(document, catalogue, (nodeId, member, value, node) => {
    if (!isSecretPlaceholder(value)) return value;
    for (const copy of copies) {
      const own = nodeOf(copy, nodeId);
      const known = own?.type === node.type ? own.config[member] : undefined;
      if (isKnownSecret(known)) return known;
    }
    if (variable(value.slice(2, -1)) === undefined) missing.push({ nodeId, displayName: node.displayName, member, placeholder: value });
    return value;
  });
  return { document: filled, missing };
}

/** Secrets that a journey has anew; what they are is told to nobody. */
export function changedSecrets<T extends NodeFacts>(
  before: JourneyDocument,
  after: JourneyDocument,
  catalogue: NodeFactsById<T>,
): readonly SecretPlace[] {
  const changed: SecretPlace[] = [];
  forEachSecret(after, catalogue, (nodeId, member, value, node) => {
    const old = nodeOf(before, nodeId)?.config[member];
    if (isKnownSecret(value) && JSON.stringify(value) !== JSON.stringify(old))
      changed.push({ nodeId, displayName: node.displayName, member });
  });
  return changed;
}

/** Names every secret of a journey by the journey, the node as it is called, and the member; where two would be called the same, by the id of the node, too. */
function placeholders<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): Map<string, string> {
  const names = new Map<string, string>();
  const count = new Map<string, number>();
  const plain = (node: PageChild, member: string) => slug([document.name, node.displayName, member]);
  forEachSecret(document, catalogue, (_, member, __, node) => {
    const name = plain(node, member);
    count.set(name, (count.get(name) ?? 0) + 1);
  });
  forEachSecret(document, catalogue, (nodeId, member, _, node) => {
    const name = plain(node, member);
    const isShared = (count.get(name) ?? 0) > 1;
    names.set(placeOf(nodeId, member), `&{esv.${isShared ? slug([document.name, node.displayName, nodeId, member]) : name}}`);
  });
  return names;
}

/** Words of small letters and digits between dots, as names of secrets in the cloud are written; no longer than they may be. */
function slug(parts: readonly string[]): string {
  const words = parts.map((part) =>
    part
      .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1.$2')
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '.')
      .replaceAll(/^\.+|\.+$/g, ''),
  );
  const [journey = '', ...rest] = words.filter((word) => word !== '');
  const end = rest.join('.');
  const room = Math.max(LONGEST - end.length - 1, 0);
  const begin = journey.slice(0, room).replaceAll(/\.+$/g, '');
  return (begin === '' ? end : `${begin}.${end}`).slice(-LONGEST).replaceAll(/^\.+/g, '');
}

/** Longest name of a secret without its prefix. */
const LONGEST = 124;

function isKnownSecret(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && value !== '' && !isSecretPlaceholder(value);
}

type SecretVisit = (nodeId: string, member: string, value: Json | undefined, node: PageChild) => void;

function forEachSecret<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>, visit: SecretVisit): void {
  for (const [nodeId, node] of [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    for (const member of catalogue.get(node.type)?.secrets ?? []) visit(nodeId, member, node.config[member], node);
  }
}

function placeOf(nodeId: string, member: string): string {
  return JSON.stringify([nodeId, member]);
}
