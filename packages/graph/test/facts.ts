import type { JourneyDocument } from '@waygate/schema';
import { journeyDocument } from '@waygate/schema';
import { z } from 'zod';
import type { NodeFacts } from '../src/index.ts';

interface Shape {
  readonly outcomes?: readonly string[];
  readonly callbacks?: readonly string[];
  readonly kind?: NodeFacts['kind'];
  readonly boundsLoops?: boolean;
  readonly reads?: readonly string[];
  readonly secrets?: readonly string[];
  readonly config?: z.ZodObject;
  readonly localized?: readonly string[];
  readonly proves?: readonly string[];
}

/** A node type with just what a graph test needs. */
export function facts(type: string, shape: Shape = {}): NodeFacts {
  return {
    type,
    version: '1.0',
    displayName: `${type} node`,
    secrets: shape.secrets ?? [],
    kind: shape.kind ?? 'plain',
    config: shape.config ?? z.looseObject({}),
    callbacks: shape.callbacks ?? [],
    reads: (shape.reads ?? []).map((name) => ({ name })),
    boundsLoops: shape.boundsLoops ?? false,
    outcomes: () => (shape.outcomes ?? ['outcome']).map((id) => ({ id, displayName: id })),
    cautions: (config) => (config['strategy'] === 'NONE' ? [{ path: 'strategy', code: 'weak', text: 'This is weak.' }] : []),
    dynamicReads: () => [],
    localizedFields: shape.localized ?? [],
    ...(shape.proves === undefined ? {} : { mayProvide: { true: shape.proves } }),
    scripts: [],
    emailTemplates: type === 'Mail' ? ['template'] : [],
  };
}

export const catalogue = new Map(
  [
    facts('Ask', { callbacks: ['NameCallback'] }),
    facts('Decide', { outcomes: ['true', 'false'], reads: ['password'] }),
    facts('Limit', { outcomes: ['Retry', 'Reject'], boundsLoops: true }),
    facts('Step'),
    facts('Wait', { callbacks: ['SuspendedTextOutputCallback'] }),
    facts('Mail', { config: z.object({ template: z.string().default('welcome') }) }),
    facts('Strict', { config: z.object({ count: z.int().min(1).default(3) }) }),
    facts('Page', { kind: 'page', localized: ['pageHeader'] }),
    facts('Say', { callbacks: ['TextOutputCallback'], localized: ['message', 'button'] }),
    facts('Inner', { kind: 'inner', outcomes: ['true', 'false'] }),
  ].map((type) => [type.type, type]),
);

type Node = readonly [type: string, connections: Record<string, string>, config?: Record<string, never> | object];

/** A journey in short: the first node is the entry. */
export function journey(nodes: Record<string, Node>, more: Partial<JourneyDocument> = {}): JourneyDocument {
  return journeyDocument.parse({
    name: 'Test',
    entryNodeId: Object.keys(nodes)[0] ?? 'none',
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, [type, connections, config]]) => [id, { type, displayName: id, connections, config: config ?? {} }]),
    ),
    ...more,
  });
}
