import { isSecretPlaceholder, readTransfer, type TransferPart, type TransferText } from '@waygate/schema';

type Tree = Readonly<Record<string, unknown>>;

/**
 * What an export lacks, or says otherwise, of the files that it came from: order, revisions and what the server adds by itself aside.
 * @returns the path of the first such thing, or undefined when nothing is lost
 */
export function lostInRoundTrip(files: readonly TransferText[], exported: string): string | undefined {
  const back = new Map(readTransfer([{ name: 'export.json', text: exported }]).sources.map((source) => [source.document.name, source]));
  for (const file of files) {
    const raw: unknown = JSON.parse(file.text);
    for (const [name, tree] of treesIn(raw)) {
      const source = back.get(name);
      if (source === undefined) return name;
      const written = singleOf(JSON.parse(exported), name);
      const lost =
        difference(tree, written['tree'], 'tree') ??
        partsLost(readTransfer(files).sources.find(({ document }) => document.name === name)?.parts ?? [], source.parts);
      if (lost !== undefined) return lost;
    }
    for (const [id, config] of nodesIn(raw)) {
      const kept = [...back.values()]
        .flatMap(({ document }) => [document.nodes[id], document.innerNodes[id]])
        .find((one) => one !== undefined);
      // What stands on no page and on no canvas is left behind, as the plan of the import says.
      if (kept === undefined) continue;
      const lost = difference(config, kept.config, `nodes.${id}`);
      if (lost !== undefined) return lost;
    }
  }
  return undefined;
}

function treesIn(raw: unknown): [name: string, tree: Tree][] {
  if (!isObject(raw)) return [];
  if (isObject(raw['trees'])) return Object.values(raw['trees']).flatMap(treesIn);
  const tree = isObject(raw['tree']) ? raw['tree'] : isObject(raw['data']) ? raw['data'] : raw;
  if (!('entryNodeId' in tree) || typeof tree['_id'] !== 'string') return [];
  return [[tree['_id'].replace(/^default\//, ''), tree]];
}

function nodesIn(raw: unknown): [id: string, config: Tree][] {
  if (!isObject(raw)) return [];
  if (isObject(raw['trees'])) return Object.values(raw['trees']).flatMap(nodesIn);
  if (!isObject(raw['tree']) && isObject(raw['data']) && typeof raw['data']['_id'] === 'string') return [[raw['data']['_id'], raw['data']]];
  return ['nodes', 'innerNodes', 'innernodes'].flatMap((member) => {
    const nodes = isObject(raw['tree']) ? raw[member] : undefined;
    if (Array.isArray(nodes)) return nodes.map((node: { _id: string; details: Tree }): [string, Tree] => [node._id, node.details]);
    return isObject(nodes)
      ? Object.entries(nodes).flatMap(([id, config]): [string, Tree][] => (isObject(config) ? [[id, config]] : []))
      : [];
  });
}

/** Only what a journey names goes along with it. */
function partsLost(parts: readonly TransferPart[], back: readonly TransferPart[]): string | undefined {
  for (const part of parts) {
    const kept = back.find(({ kind, id }) => kind === part.kind && id === part.id);
    const lost = kept === undefined ? undefined : difference(part.value, kept.value, `${part.kind} ${part.id}`);
    if (lost !== undefined && !lost.endsWith('.clientSecret')) return lost;
  }
  return undefined;
}

function singleOf(exported: unknown, name: string): Tree {
  if (!isObject(exported)) return {};
  const { trees } = exported;
  const found = isObject(trees) ? trees[name] : exported;
  return isObject(found) ? found : {};
}

function difference(expected: unknown, actual: unknown, path: string): string | undefined {
  if (expected === null && actual === undefined) return undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return path;
    return first(expected.map((one, at) => difference(one, actual[at], `${path}.${at}`)));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return path;
    // What AM keeps for itself is computed anew; a tree's name may have the folder of its configuration before it.
    const keys = Object.keys(expected).filter((key) => !key.startsWith('_'));
    return first(keys.map((key) => difference(expected[key], actual[key], `${path}.${key}`)));
  }
  // A secret comes out as a placeholder: that is no loss, but how it is kept.
  if (typeof expected === 'string' && isSecretPlaceholder(actual)) return undefined;
  return expected === actual ? undefined : path;
}

function first(found: readonly (string | undefined)[]): string | undefined {
  return found.find((one) => one !== undefined);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
