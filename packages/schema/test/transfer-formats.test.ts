import { describe, expect, it } from 'vitest';
import { FAILURE_ID, readTransfer, SUCCESS_ID, scriptText } from '../src/index.ts';
import { decodeBase64Text, encodeBase64Text } from '../src/transfer/base64-text.ts';

const tree = {
  _id: 'Sign on',
  entryNodeId: 'page',
  nodes: {
    page: { nodeType: 'PageNode', displayName: 'Page', connections: { outcome: 'decide' } },
    decide: { nodeType: 'ScriptedDecisionNode', displayName: 'Decide', connections: { true: SUCCESS_ID, false: FAILURE_ID } },
  },
};
const child = { _id: 'name', nodeType: 'UsernameCollectorNode', displayName: 'Name' };
const nodes = {
  page: { _id: 'page', nodes: [child], _type: { _id: 'PageNode', collection: true }, _outcomes: [] },
  decide: { _id: 'decide', script: 's1', outcomes: ['true'], _type: { _id: 'ScriptedDecisionNode', collection: true } },
};
const inner = { name: { _id: 'name', prompt: 'x', _type: { _id: 'UsernameCollectorNode', collection: true } } };
const source = 'outcome = "true"; // Größe 😀\n';
const base64 = Buffer.from(source).toString('base64');
const script = { _id: 's1', name: 'Decide', script: base64, language: 'JAVASCRIPT', context: 'AUTHENTICATION_TREE_DECISION_NODE' };

const read = (files: Record<string, unknown>) =>
  readTransfer(Object.entries(files).map(([name, content]) => ({ name, text: JSON.stringify(content) })));

describe('every form in which AM, Frodo and the programs around them write a journey', () => {
  const amster = (entityType: string, data: object) => ({ metadata: { realm: '/', entityType, entityId: 'x', pathParams: {} }, data });
  it.each([
    [
      'Frodo, one journey',
      { 'a.json': { meta: {}, tree, nodes, innerNodes: inner, scripts: { s1: { ...script, script: JSON.stringify(source) } } } },
    ],
    [
      'Frodo, many',
      {
        'a.json': {
          meta: {},
          trees: { 'Sign on': { tree, nodes, innerNodes: inner, scripts: { s1: { ...script, script: source.split('\n') } } } },
        },
      },
    ],
    ['treetool', { 'a.json': { origin: 'x', tree, nodes, innernodes: inner, scripts: { s1: script } } }],
    [
      'nodes as a list with details',
      {
        'a.json': {
          tree,
          nodes: Object.entries({ ...nodes, ...inner }).map(([_id, details]) => ({ _id, nodeType: details._type._id, details })),
          scripts: { s1: script },
        },
      },
    ],
    [
      'Amster, each resource in a file of its own',
      {
        'AuthTree/x.json': amster('AuthTree', tree),
        'PageNode/page.json': amster('PageNode', nodes.page),
        'ScriptedDecision/decide.json': amster('ScriptedDecision', nodes.decide),
        'UsernameCollector/name.json': amster('UsernameCollector', inner.name),
        'Scripts/s1.json': amster('Scripts', script),
      },
    ],
    [
      'a folder of resources as they are',
      {
        'journeys/Sign on/Sign on.json': tree,
        'journeys/Sign on/nodes/page.json': nodes.page,
        'journeys/Sign on/nodes/decide.json': nodes.decide,
        'journeys/Sign on/nodes/page/name.json': inner.name,
        'scripts/Decide.json': script,
      },
    ],
    [
      'configuration in files',
      {
        'trees/x.json': {
          metadata: {},
          tree: { ...tree, _id: 'default/Sign on', _type: { _id: 'authenticationTreesService' } },
          nodes,
          innerNodes: inner,
          scripts: { s1: script },
        },
      },
    ],
  ])('is read: %s', (_, files) => {
    const { sources, ignored } = read(files);
    expect(ignored).toEqual([]);
    expect(sources).toHaveLength(1);
    const [{ document, incomplete, parts } = { document: undefined }] = sources;
    expect(document).toMatchObject({
      name: 'Sign on',
      nodes: { page: { type: 'PageNode' }, decide: { type: 'ScriptedDecisionNode', config: { script: 's1', outcomes: ['true'] } } },
      innerNodes: { name: { type: 'UsernameCollectorNode', config: { prompt: 'x' } } },
    });
    expect(incomplete).toEqual([]);
    expect(parts).toMatchObject([{ kind: 'script', id: 's1', name: 'Decide', value: { script: base64 } }]);
  });

  it('keeps what is not the first version of a node, wherever the file says so', () => {
    const second = { ...nodes, decide: { ...nodes.decide, _type: { _id: 'ScriptedDecisionNode', version: '2.0' } } };
    const [one] = read({ 'a.json': { tree, nodes: second, innerNodes: inner } }).sources;
    expect(one?.document.nodes['decide']?.version).toBe('2.0');
    const named = { ...tree, nodes: { ...tree.nodes, page: { ...tree.nodes.page, version: '2.0' } } };
    expect(read({ 'a.json': { tree: named, nodes, innerNodes: inner } }).sources[0]?.document.nodes['page']?.version).toBe('2.0');
  });

  it('leaves alone what no journey of the files has a use for, and says so', () => {
    const { sources, ignored } = read({ 'tree.json': tree, 'page.json': nodes.page, 'stray.json': { ...nodes.decide, _id: 'stray' } });
    expect(sources[0]?.incomplete.map(({ nodeId }) => nodeId)).toEqual(['name', 'decide']);
    expect(ignored).toEqual([{ file: 'stray.json', what: 'nodes', count: 1 }]);
    expect(() => read({ 'page.json': nodes.page })).toThrow(/page\.json: it holds no journey/);
  });

  it('leaves behind nodes that stand neither on the canvas nor on a page, and says how many', () => {
    const stray = { stray: { _id: 'stray', _type: { _id: 'PasswordCollectorNode' } } };
    const whole = { tree, nodes: { ...nodes, ...stray }, innerNodes: { ...inner, ...stray, other: {} } };
    const { sources, ignored } = read({ 'a.json': { trees: { [tree._id]: whole } } });
    expect(Object.keys(sources[0]?.document.innerNodes ?? {})).not.toContain('stray');
    expect(ignored).toEqual([{ file: 'a.json', what: 'nodes', count: 2 }]);
  });

  it('carries along templates, themes, providers and SAML, under their ids', () => {
    const [one] = read({
      'a.json': {
        tree: { ...tree, nodes: {}, entryNodeId: SUCCESS_ID },
        nodes: {},
        emailTemplates: { welcome: { _id: 'emailTemplate/welcome', subject: { en: 'Hello' } }, other: { subject: {} } },
        themes: [{ _id: 't1', name: 'Contrast' }],
        socialIdentityProviders: { google: { _id: 'google', clientId: 'x' } },
        saml2Entities: { dXJu: { _id: 'dXJu', entityId: 'urn' } },
        circlesOfTrust: { all: { _id: 'all', trustedProviders: ['urn|saml2'] } },
      },
    }).sources;
    expect(one?.parts.map(({ kind, id }) => [kind, id])).toEqual([
      ['emailTemplate', 'welcome'],
      ['emailTemplate', 'other'],
      ['theme', 't1'],
      ['socialProvider', 'google'],
      ['samlEntity', 'dXJu'],
      ['circleOfTrust', 'all'],
    ]);
  });
});

describe('the text of a script', () => {
  it.each([
    ['base64', base64],
    ['base64 in lines', base64.replaceAll(/(.{10})/g, '$1\n')],
    ['JSON of the text', JSON.stringify(source)],
    ['lines', source.split('\n')],
    ['as it is', source],
  ])('is read from %s', (_, value) => {
    expect(scriptText(value)).toBe(source);
  });

  it('that only looks like JSON stays as it is', () => {
    expect(scriptText('"a"; x = "b"')).toBe('"a"; x = "b"');
  });

  it('becomes base64 and text again, whatever letters it has', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'Größe', '漢字 😀', '\u0000\r\n']) {
      expect(encodeBase64Text(text)).toBe(Buffer.from(text).toString('base64'));
      expect(decodeBase64Text(encodeBase64Text(text))).toBe(text);
    }
    expect(decodeBase64Text('/w==')).toBeUndefined();
    expect(decodeBase64Text('not base64!')).toBeUndefined();
  });
});
