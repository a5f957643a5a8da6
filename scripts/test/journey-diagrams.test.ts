import { journeyDocument } from '@waygate/schema';
import { expect, it } from 'vitest';
import { journeyReadme } from '../journey-diagrams.ts';

const child = (displayName: string, type: string) => ({ type, displayName, config: {} });
const page = (nodes: string[], connections: object) => ({
  type: 'PageNode',
  displayName: 'Page Node',
  config: { nodes: nodes.map((_id) => ({ _id, nodeType: '', displayName: '' })) },
  connections,
});
const document = journeyDocument.parse({
  name: 'Two pages',
  entryNodeId: 'a',
  nodes: {
    a: page(['u'], { outcome: 'b' }),
    b: page(['p'], { outcome: 'm' }),
    m: { type: 'MessageNode', displayName: 'Say "hello" <b>', config: {}, connections: { true: '70e691a5-1e33-4ac3-a356-e7b6d60d92e0' } },
  },
  innerNodes: { u: child('Username', 'UsernameCollectorNode'), p: child('Password', 'PasswordCollectorNode') },
});
const lines = journeyReadme(document).split('\n');

it('draws each page with its own children', () => {
  expect(lines).toContain('  n0["Page Node: Username"]');
  expect(lines).toContain('  n1["Page Node: Password"]');
});

it('keeps names from ending the text that they stand in', () => {
  expect(lines).toContain('  n2["Say #quot;hello#quot; #lt;b#gt;"]');
});

it('names outcomes as the canvas does, and both ends', () => {
  expect(lines).toContain('  n2 -->|True| success');
  expect(lines).toContain('  start --> n0');
});
