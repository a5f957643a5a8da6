import { describe, expect, it } from 'vitest';
import { type JourneyDocument, readJourneyFile, readJourneys, sortKeys, toAmJourney, WaygateError } from '../src/index.ts';

const page = '11111111-1111-4111-8111-111111111111';
const child = '22222222-2222-4222-8222-222222222222';
const success = '70e691a5-1e33-4ac3-a356-e7b6d60d92e0';

function amFile() {
  return {
    meta: { exportTool: 'frodo' },
    tree: {
      _id: 'Login',
      _rev: '17',
      entryNodeId: page,
      enabled: true,
      innerTreeOnly: false,
      mustRun: false,
      noSession: false,
      description: 'A login',
      identityResource: 'managed/alpha_user',
      uiConfig: { categories: '["MFA"]' },
      staticNodes: { startNode: { x: 50, y: 120 } },
      somethingNew: { kept: true },
      nodes: { [page]: { nodeType: 'PageNode', displayName: 'Page', connections: { outcome: success }, x: 1.5, y: 2 } },
    },
    nodes: {
      [page]: {
        _id: page,
        _type: { _id: 'PageNode' },
        _outcomes: [],
        pageHeader: { en: 'Sign In' },
        nodes: [{ _id: child, nodeType: 'UsernameCollectorNode', displayName: 'Username' }],
      },
    },
    innerNodes: { [child]: { _id: child, _type: { _id: 'UsernameCollectorNode' } } },
  };
}

const [document] = readJourneys(amFile()) as [JourneyDocument];

const facts = ({ type }: { readonly type: string }) => ({ name: type, outcomes: [] });

describe('reading a journey file', () => {
  it("re-arranges AM's single form and keeps members it has no name for", () => {
    expect(document.name).toBe('Login');
    expect(document.nodes[page]?.config['pageHeader']).toEqual({ en: 'Sign In' });
    expect(document.innerNodes[child]?.type).toBe('UsernameCollectorNode');
    expect(document.other).toEqual({ somethingNew: { kept: true } });
  });

  it('reads the multi form, the older lower-case spelling, and children written as text', () => {
    const { tree, nodes, innerNodes } = amFile();
    const old = { tree, nodes: { [page]: { ...nodes[page], nodes: [`${child}:UsernameCollectorNode:Username`] } }, innernodes: innerNodes };
    const [fromText] = readJourneys({ meta: {}, trees: { Login: old } });
    expect(fromText?.innerNodes[child]).toEqual(document.innerNodes[child]);
  });

  it('tells a node on the canvas from the same node on a page, the same way each time', () => {
    const file = amFile();
    const placed = { nodeType: 'UsernameCollectorNode', displayName: 'Username', connections: { outcome: page }, x: 0, y: 0 };
    const twice = {
      ...file,
      tree: {
        ...file.tree,
        nodes: {
          [child]: placed,
          [page]: { ...file.tree.nodes[page], version: '2.0', connections: { [`${child}-outcome`]: success } },
        },
      },
      nodes: { ...file.nodes, [child]: { _id: child, prompt: 'x' } },
    };
    const [read] = readJourneys(twice) as [JourneyDocument];
    const moved = `3${child.slice(1)}`;
    expect(Object.keys(read.innerNodes)).toEqual([moved]);
    expect(read.nodes[page]).toMatchObject({ config: { nodes: [{ _id: moved }] }, connections: { [`${moved}-outcome`]: success } });
    expect(read.nodes[child]?.config).toEqual({ prompt: 'x' });
    expect(readJourneys(JSON.parse(JSON.stringify(toAmJourney(read, facts))))).toEqual([read]);
  });

  it('writes the same bytes for the same journey, and reads back what it wrote', () => {
    const written = toAmJourney(document, facts);
    expect(readJourneys(JSON.parse(JSON.stringify(written)))).toEqual([document]);
    expect(JSON.stringify(written)).toBe(JSON.stringify(sortKeys(written)));
  });

  it('keeps a node whose configuration the file lacks, without one, and names it', () => {
    const [read] = readJourneyFile({ ...amFile(), innerNodes: {} });
    expect(read?.incomplete.map(({ nodeId }) => nodeId)).toEqual(Object.keys(read?.document.innerNodes ?? {}));
    expect(Object.values(read?.document.innerNodes ?? {}).map(({ config }) => config)).toContainEqual({});
    const [alone] = readJourneyFile(amFile().tree);
    expect(alone?.incomplete.map(({ nodeId }) => nodeId)).toEqual(Object.keys(amFile().tree.nodes));
    expect(Object.keys(alone?.document.nodes ?? {})).toEqual(Object.keys(amFile().tree.nodes));
  });

  it.each([
    ['a text', 'x', 'transfer.not_a_journey'],
    ['null', null, 'transfer.not_a_journey'],
    ['a list', [], 'transfer.not_a_journey'],
    ['something else', { a: 1 }, 'transfer.not_a_journey'],
    ['a tree without a name', { tree: { entryNodeId: page, nodes: {} } }, 'transfer.malformed'],
    ['a key that reaches the prototype', JSON.parse('{"tree":{"nodes":{"__proto__":{}}}}'), 'transfer.unsafe_key'],
    ['a key that reaches the constructor', { tree: { constructor: { prototype: {} } } }, 'transfer.unsafe_key'],
  ])('refuses %s', (_, file, code) => {
    try {
      readJourneys(file);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WaygateError);
      expect((error as WaygateError).code).toBe(code);
    }
  });
});
