import type { JsonObject } from '@waygate/schema';

/** Scripts that AM has in every realm, by their ids: exports name them and do not carry them. */
export const DEFAULT_SCRIPTS: ReadonlyMap<string, JsonObject> = new Map([
  defaultScript(
    '01e1a3c0-038b-4c16-956a-6c9d89328cff',
    'Authentication Tree Decision Node Script',
    'AUTHENTICATION_TREE_DECISION_NODE',
    '1.0',
    'outcome = "true";\n',
  ),
  defaultScript(
    '11e1a3c0-038b-4c16-956a-6c9d89328cff',
    'Scripted Decision Node Script',
    'SCRIPTED_DECISION_NODE',
    '2.0',
    'action.goTo("true");\n',
  ),
]);

function defaultScript(id: string, name: string, context: string, evaluatorVersion: string, source: string): [string, JsonObject] {
  return [
    id,
    {
      _id: id,
      name,
      description: null,
      script: Buffer.from(source).toString('base64'),
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
}
