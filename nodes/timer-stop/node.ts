import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { metricKeyField } from '../meter/metric-key-field.ts';

export default defineNode({
  type: 'TimerStopNode',
  displayName: 'Timer Stop',
  category: 'utilities',
  tags: ['metrics', 'utilities'],
  icon: 'timer',
  summary: 'Measures how long it is since a Timer Start.',
  config: z.object({
    startTimeProperty: z
      .string()
      .min(1)
      .max(256)
      .default('TimerNodeStartTime')
      .meta({ title: 'Start time property', help: 'State key that Timer Start has noted the time in.' }),
    metricKey: metricKeyField(),
  }),
  outcomes: { outcome: 'Outcome' },
  dynamicReads: ({ startTimeProperty }) => [startTimeProperty],
  run: ({ config, state, now, goTo }) => {
    const began = state.getNamed(config.startTimeProperty);
    if (typeof began !== 'number' || began > now) return goTo('outcome', { audit: { measured: false } });
    return goTo('outcome', { measured: { metric: config.metricKey, milliseconds: now - began }, audit: { milliseconds: now - began } });
  },
});
