import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { metricKeyField } from './metric-key-field.ts';

export default defineNode({
  type: 'MeterNode',
  displayName: 'Meter',
  category: 'utilities',
  tags: ['metrics', 'utilities'],
  icon: 'gauge',
  summary: 'Counts how often journeys come by here.',
  config: z.object({ metricKey: metricKeyField() }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => goTo('outcome', { measured: { metric: config.metricKey } }),
});
