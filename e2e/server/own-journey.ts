import { randomBytes } from 'node:crypto';
import { type JourneyDocument, journeyDocument } from '@waygate/schema';
import type { Installation } from './installation.ts';

/** A name that no other test has. */
export function ownName(name: string): string {
  return `${name} ${randomBytes(4).toString('hex')}`;
}

/** Publishes a copy of Login under a name that no other test has. @returns the copy */
export async function ownJourney(installation: Installation, name: string, more: Partial<JourneyDocument> = {}): Promise<JourneyDocument> {
  const shipped = await installation.stores.journeys.published('/alpha', 'Login');
  if (shipped === undefined) throw new Error('The demo has no journey Login.');
  const document = journeyDocument.parse({ ...shipped, ...more, name: ownName(name) });
  await installation.publish(document);
  return document;
}

/** Publishes a journey that runs another inside itself. */
export function outerJourney(installation: Installation, name: string, tree: string): Promise<JourneyDocument> {
  const id = '5a7e1b6c-0000-4000-8000-000000000001';
  const nodes = {
    [id]: {
      type: 'InnerTreeEvaluatorNode',
      displayName: 'Inner',
      config: { tree },
      connections: { true: '70e691a5-1e33-4ac3-a356-e7b6d60d92e0', false: 'e301438c-0bd0-429c-ab0c-66126501069a' },
      x: 300,
      y: 200,
    },
  };
  return ownJourney(installation, name, { entryNodeId: id, nodes, innerNodes: {} });
}
