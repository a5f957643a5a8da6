import type { Identity } from '@waygate/node-kit';
import { type JourneyDocument, type PageChild, WaygateError } from '@waygate/schema';
import type { AdminDeps } from './admin-deps.ts';
import { mayWriteScripts } from './script-author.ts';

/** What AM writes where no script is chosen. */
const NONE = '[Empty]';

/**
 * Keeps administrators who may not write scripts from bringing one to a node, or to a copy of a node, where it did not stand: what a script does depends on where it
 * runs. A node that has its script already, in what is live or in anybody's draft of the same journey, may be changed in any other way, moved and removed.
 * @throws WaygateError `script.forbidden` (403) that names the node
 */
export async function refuseNewScripts(
  { journeys, catalogue }: Pick<AdminDeps, 'journeys' | 'catalogue'>,
  admin: Pick<Identity, 'username' | 'attributes'>,
  realm: string,
  documents: readonly JourneyDocument[],
): Promise<void> {
  if (mayWriteScripts(admin)) return;
  const scriptsIn = (node: PageChild | undefined) =>
    (node === undefined ? [] : (catalogue.get(node.type)?.scripts ?? []))
      .map((member) => node?.config[member] ?? '')
      .filter((id) => id !== '' && id !== NONE);
  for (const document of documents) {
    const having = Object.entries({ ...document.nodes, ...document.innerNodes }).filter(([, node]) => scriptsIn(node).length > 0);
    if (having.length === 0) continue;
    const drafts = (await journeys.drafts(realm)).map((draft) => draft.document).filter(({ name }) => name === document.name);
    const copies = [await journeys.published(realm, document.name), ...drafts].filter((one) => one !== undefined);
    for (const [id, node] of having) {
      const stood = copies.some((copy) => {
        const before = Object.hasOwn(copy.nodes, id)
          ? copy.nodes[id]
          : Object.hasOwn(copy.innerNodes, id)
            ? copy.innerNodes[id]
            : undefined;
        if (before?.type !== node.type || JSON.stringify(scriptsIn(before)) !== JSON.stringify(scriptsIn(node))) return false;
        // Nodes that may do without their script run none until they are told to.
        return node.config['useScript'] !== true || before.config['useScript'] === true;
      });
      if (!stood) throw forbidden(admin.username, node.displayName === '' ? id : node.displayName);
    }
  }
}

function forbidden(username: string, node: string): WaygateError {
  return new WaygateError(
    'forbidden',
    'script.forbidden',
    `${username} may not write scripts, and so may not let a node run one that it did not run before: ${node}. An operator gives the right with the value script-author of the attribute roles.`,
  );
}
