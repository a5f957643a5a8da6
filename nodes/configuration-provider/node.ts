import { defineImitatingNode, listField, nodeTypeField, scriptField } from '@waygate/node-kit';
import { z } from 'zod';
import { scriptRequest } from '../scripted-decision/script-request.ts';

/** What AM writes for a script that is not chosen yet. */
const NO_SCRIPT = ['', '[Empty]'];

export default defineImitatingNode({
  type: 'ConfigProviderNode',
  displayName: 'Configuration Provider',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'settings',
  summary: 'Runs as a node of another type, with a configuration that a script of the realm makes when a person gets there.',
  config: z.object({
    nodeType: nodeTypeField(
      'Node type',
      'The type that the node runs as. It has the outcomes of that type, and one for a configuration that failed.',
    ),
    script: scriptField('Script', 'The script that assigns the configuration to config, as an object with the keys of the node type.', [
      'CONFIG_PROVIDER_NODE_NEXT_GEN',
      'CONFIG_PROVIDER_NODE',
    ]),
    scriptInputs: listField('Script inputs', 'State keys that the script may read; * means all.', ['*']),
  }),
  cautions: ({ script }) =>
    NO_SCRIPT.includes(script ?? '')
      ? [{ path: 'script', code: 'no_provider_script', text: 'No script is chosen, so the configuration always fails.' }]
      : [],
  dynamicReads: ({ scriptInputs }) => scriptInputs,
  typeMember: 'nodeType',
  failure: { id: 'CONFIGURATION_FAILED', displayName: 'Configuration failure' },
  configure: async ({ config, ports, node, realm, state, request, existingSession, resumed, scriptRevision, idempotencyKey }) => {
    const known = { node, realm, state, request, existingSession, resumed, scriptRevision };
    // What the script does must not be taken for what the imitated node does.
    const unlike = { idempotencyKey: `${idempotencyKey}.config`, resumeLink: () => '' };
    return ports.scripts.configure(await scriptRequest({ ...known, ...unlike }, config.script, []));
  },
});
