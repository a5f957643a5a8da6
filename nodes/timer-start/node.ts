import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'TimerStartNode',
  displayName: 'Timer Start',
  category: 'utilities',
  tags: ['metrics', 'utilities'],
  icon: 'timer',
  summary: 'Notes when a part of the journey begins, for a Timer Stop to measure it.',
  config: z.object({
    startTimeProperty: z
      .string()
      .min(1)
      .max(256)
      .default('TimerNodeStartTime')
      .meta({ title: 'Start time property', help: 'State key that gets the time. Timer Stop must name the same.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  dynamicWrites: ({ startTimeProperty }) => [startTimeProperty],
  run: ({ config, state, now, goTo }) => {
    state.setNamed(config.startTimeProperty, now);
    return goTo('outcome');
  },
});
