import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { percentOf } from './percent-of.ts';

const nameField = (title: string, byDefault: string) =>
  z.string().min(1).max(256).default(byDefault).meta({ title, help: 'What the handle is called on the canvas; the connection stays.' });

export default defineNode({
  type: 'FlowControlNode',
  displayName: 'Flow Control',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'arrows-split',
  summary: 'Sends some of the sign-ons one way and the others another, by chance.',
  config: z.object({
    percentageA: z
      .int()
      .min(0)
      .max(100)
      .default(50)
      .meta({ title: 'Path A percentage', help: 'How many of a hundred sign-ons take path A. Nobody is remembered.', unit: 'percent' }),
    outcomeADisplayName: nameField('Path A name', 'A'),
    outcomeBDisplayName: nameField('Path B name', 'B'),
  }),
  outcomes: { A: 'A', B: 'B' },
  outcomeNames: ({ outcomeADisplayName, outcomeBDisplayName }) => ({ A: outcomeADisplayName, B: outcomeBDisplayName }),
  run: ({ config, idempotencyKey, goTo }) => goTo(percentOf(idempotencyKey) < config.percentageA ? 'A' : 'B'),
});
