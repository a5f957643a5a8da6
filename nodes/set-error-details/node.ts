import { defineNode, localizedField } from '@waygate/node-kit';
import { chooseText } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'SetErrorDetailsNode',
  displayName: 'Set Error Details',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'alert-triangle',
  summary: 'Says what the person reads and what the client gets when something breaks in the journey.',
  config: z.object({
    errorMessage: localizedField('Error message', 'What the person reads when the journey ends because something broke, by language.'),
    errorDetails: z.record(z.string().min(1).max(256), z.string().max(16_384)).default({}).meta({
      title: 'Error details',
      help: 'Keys and values that the client gets beside the message. A value that is JSON arrives as JSON.',
      field: 'key-value',
    }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, request, goTo }) => {
    // In the language of whoever is here now: the end may come in another request.
    const message = chooseText(config.errorMessage, request.locales);
    return goTo('outcome', { endWishes: { error: { ...(message === undefined ? {} : { message }), details: config.errorDetails } } });
  },
});
