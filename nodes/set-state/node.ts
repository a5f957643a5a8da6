import { defineNode, keyValueField } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'SetStateNode',
  displayName: 'Set State',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'pencil',
  summary: 'Writes texts into the state of the journey.',
  config: z.object({ attributes: keyValueField('Attributes', 'State keys and the text of each, as they stand here. Never a secret.') }),
  outcomes: { outcome: 'Outcome' },
  dynamicWrites: ({ attributes }) => Object.keys(attributes),
  run: ({ config, state, goTo }) => {
    for (const [key, value] of Object.entries(config.attributes)) {
      // What lies in another scope would hide it.
      state.removeNamed(key);
      state.setNamed(key, value);
    }
    return goTo('outcome');
  },
});
