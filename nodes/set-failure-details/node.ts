import { defineNode, localizedField } from '@waygate/node-kit';
import { chooseText } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'SetFailureDetailsNode',
  displayName: 'Set Failure Details',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'circle-x',
  summary: 'Says what the person reads and what the client gets when the journey ends at Failure.',
  config: z.object({
    failureMessage: localizedField('Failure message', 'What the person reads when the journey ends at Failure, by language.'),
    failureDetails: z.record(z.string().min(1).max(256), z.string().max(16_384)).default({}).meta({
      title: 'Failure details',
      help: 'Keys and values that the client gets beside the message. A value that is JSON arrives as JSON.',
      field: 'key-value',
    }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, request, goTo }) => {
    // In the language of whoever is here now: the end may come in another request.
    const message = chooseText(config.failureMessage, request.locales);
    return goTo('outcome', { endWishes: { failure: { ...(message === undefined ? {} : { message }), details: config.failureDetails } } });
  },
});
