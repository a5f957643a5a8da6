import { exportText, validateJourney } from '@waygate/graph';
import { makeCatalogue } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import {
  FAILURE_ID,
  type JourneyDocument,
  type JourneyNode,
  type JsonObject,
  journeyDocument,
  readTransfer,
  SUCCESS_ID,
  script,
  sortKeys,
} from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { withPassword as afterPassword, journeyOf, node, openHouse } from './house.ts';

const NEXT = 'CONFIG_PROVIDER_NODE_NEXT_GEN';
const LEGACY = 'CONFIG_PROVIDER_NODE';

/** A node whose script is `s`. */
const provider = (nodeType: string, connections: Record<string, string>, more: JsonObject = {}) =>
  node('ConfigProviderNode', { nodeType, script: 's', ...more }, connections);

/** A realm with a journey of these nodes, others that it may run, and the script that configures. */
async function house(nodes: Record<string, JourneyNode>, source: string, context = NEXT, others: readonly JourneyDocument[] = []) {
  const opened = await openHouse([journeyOf(nodes, 'Configured'), ...others]);
  const write = (id: string, text: string, as = context) =>
    opened.stores.realmObjects.put('/alpha', [
      {
        kind: 'script',
        id,
        value: script.parse({ _id: id, name: id, context: as, script: Buffer.from(text).toString('base64') }) as JsonObject,
      },
    ]);
  await write('s', source);
  return { ...opened, write };
}

const withPassword = (after: Record<string, JourneyNode>) => afterPassword('made', after);
const signOn = async ({ start, typePassword }: Awaited<ReturnType<typeof house>>) => typePassword(await start());
const seen = { type: 'TextOutputCallback', seen: true } as const;
const yes = { type: 'ConfirmationCallback', index: 0 } as const;
const message = (more: JsonObject = {}) =>
  withPassword({ made: provider('MessageNode', { true: SUCCESS_ID, false: FAILURE_ID, CONFIGURATION_FAILED: FAILURE_ID }, more) });

describe('a node that a script configures', () => {
  it.each([
    [NEXT, `config = { message: { en: 'Hello ' + nodeState.get('username') }, stateField: 'said' }; logger.error('ran');`],
    [
      LEGACY,
      `var map = new java.util.LinkedHashMap(); map.put('en', 'Hello ' + sharedState.get('username'));
       var config = { message: map, stateField: 'said' }; logger.error('ran');`,
    ],
  ])('shows the message that is made for the person (%s)', async (context, source) => {
    const place = await house(message(), source, context);
    const asked = await signOn(place);
    expect(asked).toMatchObject({ callbacks: [{ type: 'TextOutputCallback', message: 'Hello demo' }, { options: ['Yes', 'No'] }] });
    expect(await place.answer(asked, seen, yes)).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    expect(place.visits.slice(-2)).toMatchObject([
      { nodeId: 'made', nodeType: 'ConfigProviderNode', result: 'sent' },
      { nodeId: 'made', nodeType: 'ConfigProviderNode', result: 'true' },
    ]);
    // It is made again for the answer, as in AM.
    expect(place.logged).toEqual(['s error ran', 's error ran']);
  });

  it('knows no outcome for outages, which AM has not: what is made of them changes nothing', async () => {
    const waits = withPassword({
      made: provider('PushWaitNode', { DONE: SUCCESS_ID, EXITED: FAILURE_ID, CONFIGURATION_FAILED: FAILURE_ID }),
    });
    const place = await house(waits, `config = { secondsToWait: 5, outageOutcome: true, identityProvider: 'Nobody' }`);
    expect(await signOn(place)).toMatchObject({ callbacks: [{ type: 'PollingWaitCallback', waitTime: 5_000 }, { options: ['Cancel'] }] });
  });

  it('stands on a page, after the nodes there', async () => {
    const children = [
      { _id: 'name', nodeType: 'UsernameCollectorNode', displayName: 'Name' },
      { _id: 'made', nodeType: 'ConfigProviderNode', displayName: 'Made' },
    ];
    const document = journeyDocument.parse({
      name: 'Configured',
      entryNodeId: 'page',
      nodes: { page: node('PageNode', { nodes: children }, { outcome: SUCCESS_ID, CONFIGURATION_FAILED: FAILURE_ID }) },
      innerNodes: {
        name: { type: 'UsernameCollectorNode', displayName: 'Name', config: {} },
        made: { type: 'ConfigProviderNode', displayName: 'Made', config: { nodeType: 'PasswordCollectorNode', script: 's' } },
      },
    });
    const place = await openHouse([document]);
    const value = script.parse({ _id: 's', name: 's', context: NEXT, script: Buffer.from('config = {}').toString('base64') }) as JsonObject;
    await place.stores.realmObjects.put('/alpha', [{ kind: 'script', id: 's', value }]);
    const asked = await place.start();
    expect(asked).toMatchObject({ page: true, callbacks: [{ type: 'NameCallback' }, { type: 'PasswordCallback' }] });
    await place.answer(asked, { type: 'NameCallback', value: 'demo' }, { type: 'PasswordCallback', value: 'right' });
    expect(place.visits.slice(-3)).toMatchObject([
      { nodeId: 'name', result: 'outcome' },
      { nodeId: 'made', result: 'outcome' },
      { nodeId: 'page', result: 'outcome' },
    ]);
  });

  it('sends the mail whose template is chosen on the way', async () => {
    const place = await house(
      withPassword({
        made: provider('EmailTemplateNode', { EMAIL_SENT: SUCCESS_ID, EMAIL_NOT_SENT: FAILURE_ID, CONFIGURATION_FAILED: FAILURE_ID }),
      }),
      `config = { emailTemplateName: nodeState.get('username') === 'demo' ? 'off' : 'other', emailAttribute: 'mail' }`,
    );
    const template = (enabled: boolean) => ({
      enabled,
      from: 'a@example.com',
      subject: { en: 'Hello' },
      message: { en: 'Hello' },
      defaultLocale: 'en',
    });
    await place.stores.realmObjects.put('/alpha', [
      { kind: 'emailTemplate', id: 'off', value: template(false) },
      { kind: 'emailTemplate', id: 'other', value: template(true) },
    ]);
    await signOn(place);
    expect(place.visits.at(-1)).toMatchObject({ nodeId: 'made', result: 'EMAIL_NOT_SENT' });
    await place.write('s', `config = { emailTemplateName: 'other', emailAttribute: 'mail' }`);
    await signOn(place);
    expect(place.visits.at(-1)).toMatchObject({ nodeId: 'made', result: 'EMAIL_SENT' });
  });

  it('proves what the other type proves, in its name', async () => {
    const nodes = {
      name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
      password: node('PasswordCollectorNode', {}, { outcome: 'made' }),
      made: provider('DataStoreDecisionNode', { true: SUCCESS_ID, false: FAILURE_ID, CONFIGURATION_FAILED: SUCCESS_ID }),
    };
    const place = await house(nodes, 'config = {}');
    expect(await signOn(place)).toMatchObject({
      kind: 'success',
      session: { evidence: [{ factor: 'knowledge:password', nodeId: 'made', nodeType: 'DataStoreDecisionNode' }] },
    });
    // The outcome for a configuration that failed proves nothing, wherever it leads.
    await place.write('s', 'nope()');
    expect(await signOn(place)).toMatchObject({ kind: 'failure' });
    expect(place.faults.map(({ code }) => code)).toEqual(['script.failed', 'journey.no_subject']);
  });

  it('gives the client at the end what it was configured with then, which is kept sealed until then', async () => {
    const ask = node('MessageNode', {}, { true: SUCCESS_ID, false: FAILURE_ID });
    const made = provider('SetPersistentCookieNode', { outcome: 'ask', CONFIGURATION_FAILED: FAILURE_ID });
    const key = 'k'.repeat(43);
    const source = `config = { persistentCookieName: 'stay-' + nodeState.get('username'), hmacSigningKey: '${key}', maxLife: 2 }`;
    const place = await house(withPassword({ made, ask }), source);
    const asked = await signOn(place);
    const kept = await place.stores.journeySessions.load(asked.kind === 'callbacks' ? asked.handle.sessionId : '');
    expect(kept?.sealed).toBeDefined();
    expect(JSON.stringify(kept)).not.toContain(key);
    const end = await place.answer(asked, seen, yes);
    expect(end).toMatchObject({ kind: 'success', cookies: [{ name: 'stay-demo', maxAge: 7_200 }] });
    const [cookie] = end.kind === 'success' ? (end.cookies ?? []) : [];
    expect(place.ports.persistentCookies.read(cookie?.value ?? '', key)).toMatchObject({ username: 'demo' });
  });

  it('takes what its script makes word for word, placeholders too', async () => {
    const place = await house(message(), `config = { message: { en: '&{esv.my.name}' }, messageYes: null }`);
    expect(await signOn(place)).toMatchObject({ callbacks: [{ message: '&{esv.my.name}' }, {}] });
  });

  it('shows its script the state that its inputs name, and nothing else', async () => {
    const source = `nodeState.putShared('username', 'root'); config = { message: { en: String(nodeState.get('username')) + String(nodeState.get('realm')) } }`;
    const place = await house(message({ scriptInputs: ['realm'] }), source);
    const asked = await signOn(place);
    expect(asked).toMatchObject({ callbacks: [{ message: 'root/alpha' }, {}] });
    // What the script wrote counts for nothing: whoever signs on is who they were.
    expect(await place.answer(asked, seen, yes)).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    await place.write('s', `config = { message: { en: 'and ' + nodeState.get('password') } }`);
    expect(await signOn(place)).toMatchObject({ callbacks: [{ message: 'and null' }, {}] });
  });

  it('stays with what its script said when the sign-on began', async () => {
    const place = await house(message(), `config = { message: { en: 'old' } }`);
    const begun = await place.answer(await place.start(), { type: 'NameCallback', value: 'demo' });
    await place.write('s', `config = { message: { en: 'new' } }`);
    expect(await place.answer(begun, { type: 'PasswordCallback', value: 'right' })).toMatchObject({ callbacks: [{ message: 'old' }, {}] });
  });
});

describe('a configuration that cannot be used', () => {
  it.each([
    ['throws', `config = {}; throw new Error('no')`, 'script.failed', 'line 1'],
    ['computes without end', `for (;;) {}`, 'script.too_long', ''],
    ['assigns nothing', `var a = 1`, 'script.no_result', 'no object'],
    ['assigns no object', `config = 'secretive'`, 'script.no_result', 'no object'],
    ['makes what the type cannot have', `config = { message: 'secretive' }`, 'node.configuration_unusable', 'message (invalid_type)'],
    ['makes a sealed text', `config = { message: { en: 'sealed:1:secretive.a.b.c.d' } }`, 'node.configuration_unusable', 'sealed secret'],
  ])('because the script %s takes the outcome for that', async (_why, source, code, reason) => {
    const nodes = withPassword({
      made: provider('MessageNode', { true: FAILURE_ID, false: FAILURE_ID, CONFIGURATION_FAILED: SUCCESS_ID }),
    });
    const place = await house(nodes, source);
    expect(await signOn(place)).toMatchObject({ kind: 'success' });
    expect(place.visits.at(-1)).toMatchObject({ nodeId: 'made', result: 'CONFIGURATION_FAILED' });
    expect(place.faults).toMatchObject([{ code, nodeId: 'made', message: expect.stringContaining(reason) }]);
    expect(place.faults[0]?.message).not.toContain('secretive');
  });

  it('because a key is missing, or there is no script, takes it too', async () => {
    const nodes = withPassword({ made: provider('SetCustomCookieNode', { outcome: FAILURE_ID, CONFIGURATION_FAILED: SUCCESS_ID }) });
    const place = await house(nodes, `config = { name: 'tier' }`);
    expect(await signOn(place)).toMatchObject({ kind: 'success' });
    expect(place.faults[0]?.message).toContain('value (invalid_type)');
    await place.stores.realmObjects.remove('/alpha', 'script', 's');
    expect(await signOn(place)).toMatchObject({ kind: 'success' });
    expect(place.faults[1]).toMatchObject({ code: 'script.missing' });
  });

  it.each(['ScriptedDecisionNode', 'PageNode', 'ConfigProviderNode', 'NoSuchNode'])(
    'is none for %s, which nothing can run as',
    async (type) => {
      const place = await house(
        withPassword({ made: provider(type, { outcome: SUCCESS_ID, CONFIGURATION_FAILED: SUCCESS_ID }) }),
        'config = {}',
      );
      expect(await signOn(place)).toMatchObject({ kind: 'failure' });
      expect(place.faults).toMatchObject([{ code: 'node.unsupported' }]);
    },
  );
});

describe('an inner journey that a script chooses', () => {
  const ends = { true: SUCCESS_ID, false: 'no', error: 'error', CONFIGURATION_FAILED: 'failed' };
  const told = node('MessageNode', {}, { true: FAILURE_ID, false: FAILURE_ID });
  const outer = () => withPassword({ made: provider('InnerTreeEvaluatorNode', ends), no: told, error: told, failed: told });
  const asking = (text: string) =>
    journeyOf({ ask: node('MessageNode', { message: { en: text } }, { true: SUCCESS_ID, false: FAILURE_ID }) }, 'Gold');
  const choosing = (tree: string, more = '') => `logger.error('ran'); config = { tree: '${tree}', displayErrorOutcome: true }; ${more}`;

  it('asks there, stays with what it was when it was entered, and comes back by its end', async () => {
    const place = await house(
      outer(),
      `logger.error('ran'); config = { tree: nodeState.get('username') === 'demo' ? 'Gold' : 'None' }`,
      NEXT,
      [asking('old')],
    );
    const asked = await signOn(place);
    expect(asked).toMatchObject({ kind: 'callbacks', callbacks: [{ message: 'old' }, {}] });
    await place.stores.journeys.publish('/alpha', [asking('new')], { at: 1, author: 'test', note: '' });
    expect(await place.answer(asked, seen, yes)).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    expect(place.logged).toEqual(['s error ran']);
    const again = await signOn(place);
    expect(again).toMatchObject({ callbacks: [{ message: 'new' }, {}] });
    await place.answer(again, seen, { type: 'ConfirmationCallback', index: 1 });
    expect(place.visits.filter(({ nodeId }) => nodeId === 'made').map(({ result }) => result)).toEqual([
      'entered',
      'true',
      'entered',
      'false',
    ]);
  });

  it('runs the scripts that it names, and knows after a pause what was transient', async () => {
    const gold = journeyOf(
      {
        ask: node('MessageNode', {}, { true: 'look', false: FAILURE_ID }),
        look: node('ScriptedDecisionNode', { script: 'look', outcomes: ['kept', 'gone'] }, { kept: SUCCESS_ID, gone: FAILURE_ID }),
      },
      'Gold',
    );
    const place = await house(outer(), choosing('Gold'), NEXT, [gold]);
    await place.write('look', `action.goTo(nodeState.get('password') === 'right' ? 'kept' : 'gone')`, 'SCRIPTED_DECISION_NODE');
    expect(await place.answer(await signOn(place), seen, yes)).toMatchObject({ kind: 'success' });
  });

  it('that breaks after a pause takes the outcome for errors, when the script has asked for it', async () => {
    const gold = journeyOf(
      {
        ask: node('MessageNode', {}, { true: 'look', false: FAILURE_ID }),
        look: node('ScriptedDecisionNode', { script: 'gone', outcomes: ['a'] }, { a: SUCCESS_ID }),
      },
      'Gold',
    );
    const place = await house(outer(), choosing('Gold'), NEXT, [gold]);
    await place.answer(await signOn(place), seen, yes);
    expect(place.visits.at(-1)).toMatchObject({ nodeId: 'error', result: 'sent' });
    await place.write('s', `config = { tree: 'Gold' }`);
    expect(await place.answer(await signOn(place), seen, yes)).toMatchObject({ kind: 'failure' });
  });

  it.each([
    ['is not there', 'None', 'journey.inner_unknown'],
    ['is not named', '', 'journey.inner_missing'],
    ['is disabled', 'Off', 'journey.inner_disabled'],
    ['runs already', 'Configured', 'journey.inner_recursive'],
  ])('that %s takes the outcome for a configuration that failed', async (_why, tree, code) => {
    const off = journeyDocument.parse({ ...asking('off'), name: 'Off', enabled: false });
    const place = await house(outer(), choosing(tree), NEXT, [off]);
    await signOn(place);
    expect(place.visits.slice(-2)).toMatchObject([{ nodeId: 'made', result: 'CONFIGURATION_FAILED' }, { nodeId: 'failed' }]);
    expect(place.faults).toMatchObject([{ code, nodeId: 'made' }]);
  });

  it('cannot come to run itself by another journey', async () => {
    const gold = journeyOf(
      { back: node('InnerTreeEvaluatorNode', { tree: 'Configured' }, { true: SUCCESS_ID, false: FAILURE_ID }) },
      'Gold',
    );
    const place = await house(outer(), choosing('Gold'), NEXT, [gold]);
    await signOn(place);
    expect(place.faults).toMatchObject([{ code: 'journey.inner_recursive' }]);
    expect(place.visits.at(-1)).toMatchObject({ nodeId: 'error', result: 'sent' });
  });
});

describe('a journey with such a node', () => {
  const catalogue = makeCatalogue(nodeTypes);
  const ends = { true: SUCCESS_ID, false: FAILURE_ID, CONFIGURATION_FAILED: FAILURE_ID };
  const problemsOf = (nodeType: string, connections: Record<string, string>, more: Record<string, JourneyNode> = {}) =>
    validateJourney(journeyOf(withPassword({ made: provider(nodeType, connections), ...more })), catalogue).map(
      ({ severity, code, nodeId, outcome, path }) => ({ severity, code, nodeId, outcome, path }),
    );

  it.each(['native', 'am'] as const)('is exported and imported as it is: %s', (format) => {
    const document = journeyOf(withPassword({ made: provider('MessageNode', ends, { scriptInputs: ['username'] }) }), 'Configured');
    const text = exportText([document], format, catalogue);
    const back = readTransfer([{ name: 'f.json', text }]).sources.map((source) => source.document);
    expect(back.map(({ nodes }) => sortKeys(nodes['made']))).toMatchObject([
      { type: 'ConfigProviderNode', config: { nodeType: 'MessageNode', script: 's', scriptInputs: ['username'] }, connections: ends },
    ]);
    expect(exportText(back, format, catalogue)).toBe(text);
  });

  it('is checked by the outcomes that the other type can have, and the one for failure', () => {
    const { CONFIGURATION_FAILED: _, ...without } = ends;
    expect(problemsOf('MessageNode', ends)).toEqual([]);
    expect(problemsOf('MessageNode', without)).toMatchObject([{ code: 'journey.outcome_unconnected', outcome: 'CONFIGURATION_FAILED' }]);
    expect(problemsOf('DataStoreDecisionNode', { ...ends, other: SUCCESS_ID })).toMatchObject([
      { code: 'journey.outcome_lost', outcome: 'other' },
    ]);
  });

  it.each(['ScriptedDecisionNode', 'PageNode', 'ConfigProviderNode', 'NoSuchNode'])('is told that it cannot run as %s', (type) => {
    expect(problemsOf(type, ends)).toMatchObject([{ code: 'journey.not_imitable', nodeId: 'made', path: 'nodeType' }]);
  });

  it('is cautioned where its failure leads back to it by way of a page, since what is typed there may be why it fails', () => {
    expect(problemsOf('MessageNode', { ...ends, CONFIGURATION_FAILED: 'name' })).toMatchObject([
      { severity: 'warning', code: 'journey.failure_loop', nodeId: 'made', outcome: 'CONFIGURATION_FAILED' },
    ]);
    const limit = node('RetryLimitDecisionNode', {}, { Retry: 'name', Reject: FAILURE_ID });
    expect(problemsOf('MessageNode', { ...ends, CONFIGURATION_FAILED: 'limit' }, { limit })).toEqual([]);
  });

  it('is told of a loop in which the node may fail for ever without asking', () => {
    expect(problemsOf('MessageNode', { ...ends, CONFIGURATION_FAILED: 'made' })).toMatchObject([{ code: 'journey.loop_without_input' }]);
  });
});
