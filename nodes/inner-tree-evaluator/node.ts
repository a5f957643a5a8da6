import { defineEngineNode, flagField, journeyField } from '@waygate/node-kit';
import { z } from 'zod';

export default defineEngineNode({
  type: 'InnerTreeEvaluatorNode',
  displayName: 'Inner Tree Evaluator',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'workflow',
  summary: 'Runs another journey and goes on with how it ended.',
  kind: 'inner',
  config: z.object({
    tree: journeyField('Journey', 'The journey to run.'),
    displayErrorOutcome: flagField('Error outcome', 'Gives an outcome of its own to what goes wrong inside, instead of ending in failure.'),
  }),
  everyOutcome: { true: 'True', false: 'False', error: 'Error' },
  outcomes: ({ displayErrorOutcome }): Record<string, string> => ({
    true: 'True',
    false: 'False',
    ...(displayErrorOutcome ? { error: 'Error' } : {}),
  }),
});
