import { type JourneyDocument, type JsonObject, script } from '@waygate/schema';
import type { Choices } from './choices.ts';
import type { ExplorerServer } from './open-explorer-server.ts';

/** A node whose script its file lacks, and what may come of it. */
interface Lacking {
  readonly id: string;
  readonly outcomes: readonly string[];
}

/** A journey as it can be run though scripts are missing. */
export interface StoodIn {
  readonly document: JourneyDocument;
  /** Nodes whose script is a stand-in. */
  readonly lacking: readonly Lacking[];
}

/**
 * Gives every node whose script the realm lacks one that does nothing but take an outcome. What it would have read, written or asked for is missing then: a journey that
 * needs that goes another way than it would.
 * @param scripts of the realm by id
 */
export function withStandIns(document: JourneyDocument, scripts: ReadonlySet<string>): StoodIn {
  const lacking: Lacking[] = [];
  const stoodIn = (id: string, type: string, config: JsonObject, connections: Readonly<Record<string, string>>): JsonObject => {
    const named = config['script'];
    if (type !== 'ScriptedDecisionNode' || (typeof named === 'string' && scripts.has(named))) return config;
    const declared = Array.isArray(config['outcomes']) ? config['outcomes'].filter((one) => typeof one === 'string') : [];
    const outcomes = declared.length > 0 ? declared : Object.keys(connections);
    if (outcomes.length === 0) return config;
    lacking.push({ id, outcomes });
    return { ...config, script: standInId(id), outcomes };
  };
  const nodes = Object.fromEntries(
    Object.entries(document.nodes).map(([id, node]) => [id, { ...node, config: stoodIn(id, node.type, node.config, node.connections) }]),
  );
  const innerNodes = Object.fromEntries(
    Object.entries(document.innerNodes).map(([id, node]) => [id, { ...node, config: stoodIn(id, node.type, node.config, {}) }]),
  );
  return { document: { ...document, nodes, innerNodes }, lacking };
}

/** Writes the stand-ins anew, each taking the outcome that it took least. */
export async function writeStandIns(
  { server }: ExplorerServer,
  realm: string,
  lacking: readonly Lacking[],
  choices: Choices,
): Promise<void> {
  const objects = lacking.map(({ id, outcomes }) => {
    const text = `outcome = ${JSON.stringify(outcomes[choices.next(`script ${id}`, outcomes.length)])};`;
    const value = script.parse({
      _id: standInId(id),
      name: standInId(id),
      context: 'AUTHENTICATION_TREE_DECISION_NODE',
      evaluatorVersion: '1.0',
      script: Buffer.from(text).toString('base64'),
    }) as JsonObject;
    return { kind: 'script' as const, id: standInId(id), value };
  });
  if (objects.length > 0) await server.world.workspace.stores.realmObjects.put(realm, objects);
}

function standInId(nodeId: string): string {
  return `stand-in-${nodeId}`;
}
