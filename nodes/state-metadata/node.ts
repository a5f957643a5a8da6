import { defineNode, listField } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'MetadataNode',
  displayName: 'State metadata',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'list-details',
  summary: 'Tells the client what stands in the state, beside what another node on the page asks.',
  config: z.object({ attributes: listField('Attributes', 'State keys that the client is told. Whoever signs on can read them.') }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['MetadataCallback'],
  dynamicReads: ({ attributes }) => attributes,
  run: ({ config, state, send }) => {
    const { shared } = state.scopes();
    const told = config.attributes.flatMap((key) => {
      const value = Object.hasOwn(shared, key) ? shared[key] : undefined;
      return value === undefined ? [] : [[key, value] as const];
    });
    return send([{ type: 'MetadataCallback', data: Object.fromEntries(told) }]);
  },
});
