import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outcomesOf, pageChildren } from '@waygate/graph';
import { makeCatalogue } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import { FAILURE_ID, type JourneyDocument, readJourneys, SUCCESS_ID } from '@waygate/schema';

const root = fileURLToPath(new URL('../journeys/', import.meta.url));
const catalogue = makeCatalogue(nodeTypes);

/** Texts of the READMEs of the shipped journeys by file: what they do, drawn. */
export function journeyReadmes(): Map<string, string> {
  return new Map(
    readdirSync(root).map((folder) => {
      const [document] = readJourneys(JSON.parse(readFileSync(join(root, folder, 'journey.json'), 'utf8')));
      if (document === undefined) throw new Error(`${folder} holds no journey.`);
      return [join(root, folder, 'README.md'), journeyReadme(document)];
    }),
  );
}

/** Text of the README of one journey. */
export function journeyReadme(document: JourneyDocument): string {
  const ids = new Map(Object.keys(document.nodes).map((id, index) => [id, `n${index}`]));
  const place = (id: string) => (id === SUCCESS_ID ? 'success' : id === FAILURE_ID ? 'failure' : (ids.get(id) ?? 'missing'));
  const boxes = Object.entries(document.nodes).map(([id, node]) => {
    const children = pageChildren(document, node).map(({ reference, instance }) => instance?.displayName ?? reference.displayName);
    const inside = children.length === 0 ? '' : `: ${children.join(', ')}`;
    return `  ${place(id)}["${label(`${node.displayName}${inside}`)}"]`;
  });
  const arrows = Object.entries(document.nodes).flatMap(([id, node]) => {
    const names = new Map((outcomesOf(document, catalogue, node) ?? []).map((outcome) => [outcome.id, outcome.displayName]));
    return Object.entries(node.connections).map(
      ([outcome, target]) => `  ${place(id)} -->|${label(names.get(outcome) ?? outcome)}| ${place(target)}`,
    );
  });
  return [
    `# ${document.name}`,
    '',
    document.description ?? '',
    '',
    'Drawn from `journey.json` by `scripts/generate-docs.ts`; do not edit.',
    '',
    '```mermaid',
    'flowchart LR',
    '  start((Start))',
    '  success(((Success)))',
    '  failure(((Failure)))',
    ...boxes,
    `  start --> ${place(document.entryNodeId)}`,
    ...arrows,
    '```',
    '',
  ].join('\n');
}

/** Text inside a Mermaid label, which ends at a quotation mark and takes tags for markup. */
function label(text: string): string {
  return text.replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;').replaceAll('|', '#124;');
}
