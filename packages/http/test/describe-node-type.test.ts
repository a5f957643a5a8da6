import { defineNode } from '@waygate/node-kit';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { defaultsOf, describeNodeType } from '../src/admin/describe-node-type.ts';

const sender = defineNode({
  type: 'Sender',
  displayName: 'Sender',
  category: 'mfa',
  icon: 'send',
  summary: '',
  config: z.object({
    kind: z.enum(['SAFE', 'WEAK']).default('WEAK').meta({ title: 'Kind', newNode: 'SAFE' }),
    seconds: z.int().default(5).meta({ title: 'Seconds' }),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ goTo }) => goTo('outcome'),
});

it('tells which types others can run as: those whose outcomes are known whatever their configuration', () => {
  const open = defineNode({
    type: 'Open',
    displayName: 'Open',
    category: 'utilities',
    icon: 'send',
    summary: '',
    config: z.object({}),
    outcomes: {},
    openOutcomes: true,
    run: ({ refuse }) => refuse('no', 'No.'),
  });
  expect([describeNodeType(sender).imitable, describeNodeType(open).imitable]).toEqual([true, false]);
});

it('a new node has what is better than a default that imported journeys rely on', () => {
  expect(describeNodeType(sender).defaults).toEqual({ kind: 'SAFE', seconds: 5 });
  expect([defaultsOf(sender), sender.config.parse({})]).toEqual([
    { kind: 'WEAK', seconds: 5 },
    { kind: 'WEAK', seconds: 5 },
  ]);
});
