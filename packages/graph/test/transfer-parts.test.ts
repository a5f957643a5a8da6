import { type JourneyDocument, type JsonObject, journeyDocument, readTransfer, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { exportText, NO_VALUES, planTransfer, type RealmParts } from '../src/index.ts';
import { catalogue } from './facts.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const script = (id: string, name: string, text: string, more: JsonObject = {}) => ({
  _id: id,
  name,
  script: base64(text),
  language: 'JAVASCRIPT',
  ...more,
});

/** A realm with the things of these kinds. */
function realmOf(kinds: Partial<Record<string, readonly JsonObject[]>>): RealmParts {
  return new Map(
    Object.entries(kinds).map(([kind, values = []]) => [
      kind as Parameters<RealmParts['get']>[0],
      values.map((value) => ({ id: String(value['_id']).replace('emailTemplate/', ''), value })),
    ]),
  );
}

const journey = (nodes: Record<string, { type: string; config: JsonObject }>): JourneyDocument =>
  journeyDocument.parse({
    name: 'Login',
    entryNodeId: Object.keys(nodes)[0],
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, node]) => [id, { displayName: id, connections: { outcome: SUCCESS_ID }, ...node }]),
    ),
  });

function plan(file: object, parts: RealmParts, here?: JourneyDocument) {
  const copies = new Map(here === undefined ? [] : [[here.name, { published: { versionId: 'v', document: here }, draft: undefined }]]);
  return planTransfer(readTransfer([{ name: 'f.json', text: JSON.stringify(file) }]), {
    catalogue,
    surroundings: { innerJourneys: () => [] },
    copies,
    parts,
    values: NO_VALUES,
  });
}

const realm = realmOf({
  script: [
    script('s1', 'Decide', "var lib = require('lib');"),
    script('s2', 'lib', "require('other lib');", { context: 'LIBRARY' }),
    script('s3', 'other lib', 'exports.x = 1;', { context: 'LIBRARY' }),
    script('s4', 'Unused', 'x'),
  ],
  emailTemplate: [{ _id: 'emailTemplate/welcome' }, { _id: 'emailTemplate/bye' }],
  theme: [
    { _id: 't1', name: 'Contrast' },
    { _id: 't2', name: 'Linked', linkedTrees: ['Login'] },
    { _id: 't3', name: 'Other' },
  ],
  socialProvider: [{ _id: 'google', clientId: 'me', clientSecret: 'hush' }, { _id: 'apple' }],
  samlEntity: [{ _id: 'dXJu', entityId: 'urn:idp' }],
  circleOfTrust: [{ _id: 'all', trustedProviders: ['urn:idp|saml2'] }],
});

describe('what goes along with a journey', () => {
  it('is what its nodes name, with the libraries of its scripts and without secrets', () => {
    const document = journey({
      decide: { type: 'ScriptedDecisionNode', config: { script: 's1' } },
      mail: { type: 'EmailSuspendNode', config: { emailTemplateName: 'welcome' } },
      page: { type: 'Page', config: { stage: '{"themeId":"t1"}' } },
      saml: { type: 'product-Saml2Node', config: { idpEntityId: 'urn:idp' } },
      select: { type: 'SelectIdPNode', config: { filteredProviders: ['google'] } },
    });
    const out = JSON.parse(exportText([document], 'am', catalogue, realm)) as Record<string, Record<string, JsonObject> & JsonObject[]>;
    expect(Object.keys(out['scripts'] ?? {})).toEqual(['s1', 's2', 's3']);
    expect(out['scripts']?.['s1']?.['script']).toBe(JSON.stringify("var lib = require('lib');"));
    expect(Object.keys(out['emailTemplates'] ?? {})).toEqual(['welcome']);
    expect(out['themes']?.map((theme) => theme['_id'])).toEqual(['t1', 't2']);
    expect(out['socialIdentityProviders']).toEqual({ google: { _id: 'google', clientId: 'me', clientSecret: null } });
    expect(Object.keys(out['saml2Entities'] ?? {})).toEqual(['dXJu']);
    expect(Object.keys(out['circlesOfTrust'] ?? {})).toEqual(['all']);
  });

  it('is every provider when a node offers all', () => {
    const document = journey({ select: { type: 'SelectIdPNode', config: { filteredProviders: [] } } });
    const out = JSON.parse(exportText([document], 'am', catalogue, realm)) as { socialIdentityProviders: object };
    expect(Object.keys(out.socialIdentityProviders)).toEqual(['apple', 'google']);
  });

  it('comes back as it went: the same export again', () => {
    const scripts = realmOf({ script: (realm.get('script') ?? []).map(({ value }) => value) });
    const document = journey({ decide: { type: 'ScriptedDecisionNode', config: { script: 's1' } } });
    const text = exportText([document], 'am', catalogue, scripts);
    const { plan: planned, documents, parts } = plan(JSON.parse(text), scripts, document);
    expect(planned.entries).toMatchObject([{ action: 'unchanged', parts: [{ action: 'unchanged' }, {}, {}] }]);
    const empty = plan(JSON.parse(text), new Map());
    expect(empty.plan.entries).toMatchObject([{ action: 'add', parts: [{ action: 'add', name: 'Decide' }, {}, {}] }]);
    const kept = realmOf({ script: (parts.get('Login') ?? []).map(({ value }) => value) });
    expect(exportText([...documents.values()], 'am', catalogue, kept)).toBe(text);
  });
});

describe('a plan of what comes along', () => {
  const file = (more: object) => ({
    tree: {
      _id: 'Login',
      entryNodeId: 'decide',
      nodes: { decide: { nodeType: 'ScriptedDecisionNode', displayName: 'decide', connections: { outcome: SUCCESS_ID } } },
    },
    nodes: { decide: { script: 's1' } },
    ...more,
  });

  it('makes a journey that says the same a change when its script says something else', () => {
    const here = journey({ decide: { type: 'ScriptedDecisionNode', config: { script: 's1' } } });
    const { plan: planned } = plan(file({ scripts: { s1: script('s1', 'Decide', 'new') } }), realm, here);
    expect(planned.entries).toMatchObject([{ action: 'change', parts: [{ kind: 'script', id: 's1', name: 'Decide', action: 'change' }] }]);
  });

  it('gives a script whose name is taken a name of its own, and keeps a secret that the file does not tell', () => {
    const { plan: planned, parts } = plan(
      file({
        scripts: { s9: script('s9', 'Decide', 'x') },
        socialIdentityProviders: { google: { _id: 'google', clientId: 'me', enabled: false, clientSecret: null } },
      }),
      realm,
    );
    expect(planned.entries[0]?.parts).toMatchObject([
      { id: 's9', name: 'Decide - imported (1)' },
      { id: 'google', action: 'change' },
    ]);
    expect(parts.get('Login')?.map(({ value }) => value)).toMatchObject([
      { name: 'Decide - imported (1)' },
      { clientId: 'me', clientSecret: 'hush' },
    ]);
    expect(JSON.stringify(planned)).not.toContain('hush');
  });

  it.each(['clientId', 'wellKnownEndpoint', 'issuer', 'tokenEndpoint', 'userInfoEndpoint'])(
    'keeps no secret of a provider that has another %s, to which it would be sent',
    (member) => {
      const google = { _id: 'google', clientId: 'me', clientSecret: null, [member]: 'https://evil.example' };
      const { parts } = plan(file({ socialIdentityProviders: { google } }), realm);
      expect(parts.get('Login')?.map(({ value }) => value)).toEqual([google]);
    },
  );

  it('takes the nodes of a tree that came alone from the journey that is there, and names those that nobody has', () => {
    const here = journey({ decide: { type: 'ScriptedDecisionNode', config: { script: 's1' } } });
    const alone = { ...file({}), nodes: undefined };
    expect(plan(alone, realm, here).plan.entries).toMatchObject([{ action: 'unchanged', incomplete: [] }]);
    const fresh = plan(alone, realm);
    expect(fresh.plan.entries).toMatchObject([{ action: 'add', incomplete: [{ nodeId: 'decide', displayName: 'decide' }] }]);
  });
});
