import type { JsonObject } from '@waygate/schema';
import type { ScriptStore } from './script-store.ts';
import { encodeScript } from './script-text.ts';

const LEGACY = `/*
 * A script for a Scripted Decision node of the first generation.
 *
 * Read what earlier nodes left with nodeState.get('key'), and say how the journey goes on by setting outcome to one of the outcomes of the node.
 */
outcome = "true";
`;
const NEXT = `/*
 * A script for a Scripted Decision node of the next generation.
 *
 * Read what earlier nodes left with nodeState.get('key'), and say how the journey goes on with one of the outcomes of the node.
 */
action.goTo("true");
`;

const shipped = (id: string, name: string, context: string, evaluatorVersion: string, source: string): [string, JsonObject] => [
  id,
  {
    _id: id,
    name,
    description: 'What a new Scripted Decision node begins with.',
    script: encodeScript(source),
    default: true,
    language: 'JAVASCRIPT',
    context,
    evaluatorVersion,
    createdBy: 'null',
    creationDate: 0,
    lastModifiedBy: 'null',
    lastModifiedDate: 0,
  },
];

/** Scripts that every realm has, by AM's ids. A realm may write its own in their place. */
export const SHIPPED_SCRIPTS: ReadonlyMap<string, JsonObject> = new Map([
  shipped(
    '01e1a3c0-038b-4c16-956a-6c9d89328cff',
    'Authentication Tree Decision Node Script',
    'AUTHENTICATION_TREE_DECISION_NODE',
    '1.0',
    LEGACY,
  ),
  shipped('11e1a3c0-038b-4c16-956a-6c9d89328cff', 'Scripted Decision Node Script', 'SCRIPTED_DECISION_NODE', '2.0', NEXT),
]);

/** A store in which every realm has the shipped scripts as well. */
export function withShippedScripts<S extends ScriptStore>(store: S): ScriptStore {
  return {
    get: async (realm, kind, id) => (await store.get(realm, kind, id)) ?? (kind === 'script' ? SHIPPED_SCRIPTS.get(id) : undefined),
    list: async (realm, kind) => {
      const own = await store.list(realm, kind);
      const taken = new Set(own.map(({ id }) => id));
      return [...own, ...[...SHIPPED_SCRIPTS].flatMap(([id, value]) => (taken.has(id) ? [] : [{ id, value }]))];
    },
    create: (realm, kind, object) => store.create(realm, kind, object),
    generation: () => store.generation(),
  };
}
