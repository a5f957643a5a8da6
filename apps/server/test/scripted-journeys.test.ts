import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FAILURE_ID, type JourneyNode, type JsonObject, journeyDocument, SUCCESS_ID, script } from '@waygate/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig, scriptDesk } from '../src/administration.ts';
import type { composeEngine } from '../src/index.ts';
import { withPassword as afterPassword, journeyOf, node, openHouse } from './house.ts';

const LEGACY = { context: 'AUTHENTICATION_TREE_DECISION_NODE', evaluatorVersion: '1.0' };
const NEXT = { context: 'SCRIPTED_DECISION_NODE', evaluatorVersion: '2.0' };
const IMPORTS =
  'var fr = JavaImporter(org.forgerock.openam.auth.node.api.Action, javax.security.auth.callback.NameCallback, javax.security.auth.callback.TextOutputCallback);\n';

const scripted = (id: string, connections: Record<string, string>, more: JsonObject = {}) =>
  node('ScriptedDecisionNode', { script: id, outcomes: Object.keys(connections), ...more }, connections);

/** A realm with scripts and a journey of these nodes. */
async function house(nodes: Record<string, JourneyNode>, surroundings: Parameters<typeof composeEngine>[4] = {}) {
  const opened = await openHouse([journeyOf(nodes, 'Scripted')], { surroundings });
  return {
    ...opened,
    desk: scriptDesk(opened.workspace),
    write: (id: string, source: string, more: JsonObject = LEGACY, name = id) =>
      opened.stores.realmObjects.put('/alpha', [
        {
          kind: 'script',
          id,
          value: script.parse({ _id: id, name, script: Buffer.from(source).toString('base64'), ...more }) as JsonObject,
        },
      ]),
  };
}

const toEnds = { true: SUCCESS_ID, false: FAILURE_ID };
const withPassword = (after: Record<string, JourneyNode>) => afterPassword('script', after);
type House = Awaited<ReturnType<typeof house>>;
const signOn = async ({ start, typePassword }: House) => typePassword(await start());

describe('a journey with a script', () => {
  it('goes where the script says, with what it says of the session', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.write(
      's',
      `${IMPORTS}logger.error('for ' + sharedState.get('username'));\naction = fr.Action.goTo('true').putSessionProperty('tier', 'gold').build();`,
    );
    const end = await signOn(place);
    expect(end).toMatchObject({ kind: 'success', session: { username: 'demo', properties: { tier: 'gold' } } });
    expect(place.logged).toEqual(['s error for demo']);
    await place.write('s', `outcome = 'false'`);
    expect(await signOn(place)).toMatchObject({ kind: 'failure' });
  });

  it('waits for who comes by the link that the script has sent, once and for as long as it says', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.write(
      's',
      `if (resumedFromSuspend) action.goTo('true'); else action.suspend('See your mail', (link) => { logger.info(link); }, 15);`,
      NEXT,
    );
    expect(await signOn(place)).toMatchObject({ kind: 'suspended', callbacks: [{ message: 'See your mail' }] });
    const [, link = ''] = /(http\S+)/.exec(place.logged[0] ?? '') ?? [];
    const suspendedId = new URL(link).searchParams.get('suspendedId') ?? '';
    expect(await place.resume(suspendedId)).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    await expect(place.resume(suspendedId)).rejects.toMatchObject({ code: 'session.expired' });
  });

  it('lets the script ask, and shows it what was answered and what was kept over the pause', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.write(
      's',
      `if (callbacks.isEmpty()) { nodeState.putTransient('hidden', 'kept'); callbacksBuilder.textInputCallback('Word?'); action.withHeader('Say it'); }
       else action.goTo(callbacks.getTextInputCallbacks().get(0) === 'mellon' && nodeState.get('hidden') === 'kept' ? 'true' : 'false');`,
      NEXT,
    );
    const asked = await signOn(place);
    expect(asked).toMatchObject({ kind: 'callbacks', header: 'Say it', callbacks: [{ type: 'TextInputCallback', prompt: 'Word?' }] });
    expect(await place.answer(asked, { type: 'TextInputCallback', value: 'mellon' })).toMatchObject({ kind: 'success' });
    expect(await place.answer(await signOn(place), { type: 'TextInputCallback', value: 'friend' })).toMatchObject({ kind: 'failure' });
  });

  it('keeps nothing that was transient for scripts that do not read it', async () => {
    const place = await house({
      name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
      password: node('PasswordCollectorNode', {}, { outcome: 'ask' }),
      ask: scripted('ask', { next: 'look' }, { inputs: ['username'] }),
      look: scripted('look', { kept: FAILURE_ID, gone: FAILURE_ID }, { inputs: ['username'] }),
    });
    await place.write('ask', `if (callbacks.isEmpty()) callbacksBuilder.nameCallback('x'); else action.goTo('next')`, NEXT);
    await place.write('look', `action.goTo(nodeState.get('password') === null ? 'gone' : 'kept')`, NEXT);
    await place.answer(await signOn(place), { type: 'NameCallback', value: 'x' });
    expect(place.visits.find(({ nodeId }) => nodeId === 'look')?.result).toBe('gone');
  });

  it('fails where it calls a hash that the operator keeps scripts from, and nothing is signed on by it', async () => {
    const { scriptDigests } = readConfig({ WAYGATE_SCRIPT_DIGESTS: 'SHA-256, SHA-384, SHA-512' });
    const place = await house(withPassword({ script: scripted('s', toEnds) }), { scriptDigests });
    await place.write('s', `utils.crypto.subtle.digest('MD5', 'a'); action.goTo('true')`, NEXT);
    expect(await signOn(place)).toMatchObject({ kind: 'failure' });
    expect(place.faults[0]?.message).toContain('MD5 is not allowed on this server');
    await place.write('s', `utils.crypto.subtle.digest('SHA-256', 'a'); action.goTo('true')`, NEXT);
    expect(await signOn(place)).toMatchObject({ kind: 'success' });
  });

  it('does not change under the feet of who has begun', async () => {
    const place = await house(withPassword({ script: scripted('s', { old: SUCCESS_ID, new: SUCCESS_ID }) }));
    await place.write('l', `exports.word = 'old'`, { context: 'LIBRARY' }, 'words');
    await place.write('s', `action.goTo(require('words').word)`, NEXT);
    const begun = await place.answer(await place.start(), { type: 'NameCallback', value: 'demo' });
    await place.write('l', `exports.word = 'new'`, { context: 'LIBRARY' }, 'words');
    await signOn(place);
    await place.stores.realmObjects.remove('/alpha', 'script', 's');
    await place.answer(begun, { type: 'PasswordCallback', value: 'right' });
    expect(place.visits.filter(({ nodeId }) => nodeId === 'script').map(({ result }) => result)).toEqual(['new', 'old']);
  });

  it('signs nobody on by a script alone, whoever it says that it identified', async () => {
    const place = await house({ script: scripted('s', toEnds) });
    await place.write('s', `action.goTo('true').withIdentifiedUser('demo')`, NEXT);
    expect(await place.start()).toMatchObject({ kind: 'failure' });
    expect(place.faults).toMatchObject([{ code: 'journey.no_evidence' }]);
  });

  it('signs nobody on with the proof of somebody else', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.stores.identities.create({
      id: 'other',
      realm: '/alpha',
      username: 'root',
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: 0,
    });
    await place.write('s', `action.goTo('true').withIdentifiedUser('root')`, NEXT);
    expect(await signOn(place)).toMatchObject({ kind: 'failure' });
  });

  it('tells the person what the script says when it comes to nothing', async () => {
    const place = await house(
      withPassword({ script: scripted('s', { false: 'text' }), text: node('MessageNode', {}, { true: FAILURE_ID, false: FAILURE_ID }) }),
    );
    await place.write('s', `action.goTo('false').withErrorMessage('Come back on Monday.')`, NEXT);
    const end = await place.answer(
      await signOn(place),
      { type: 'TextOutputCallback', seen: true },
      { type: 'ConfirmationCallback', index: 0 },
    );
    expect(end).toMatchObject({ kind: 'failure', message: 'Come back on Monday.' });
  });

  it('calls the world as far as the operator lets it', async () => {
    const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const source = `action.goTo(httpClient.send('http://127.0.0.1:${port}/risk').get().json().path === '/risk' && systemEnv.getProperty('esv.my-name') === 'value' ? 'true' : 'false')`;
    const variables = new Map([['ESV_MY_NAME', 'value']]);
    const allowed = await house(withPassword({ script: scripted('s', toEnds) }), { scriptHosts: [`127.0.0.1:${port}`], variables });
    await allowed.write('s', source, NEXT);
    expect(await signOn(allowed)).toMatchObject({ kind: 'success' });
    const refused = await house(withPassword({ script: scripted('s', toEnds) }), { variables });
    await refused.write('s', source, NEXT);
    expect(await signOn(refused)).toMatchObject({ kind: 'failure' });
    expect(refused.faults[0]?.message).toContain('127.0.0.1 is not an address of the public Internet');
  });
});

describe('who uses a script', () => {
  it('is told by journeys that are live, by drafts and by pages', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.write('s', `outcome = 'true'`);
    await place.write('p', `outcome = 'true'`);
    const document = journeyDocument.parse({
      name: 'Drafted',
      entryNodeId: 'page',
      nodes: { page: node('PageNode', { nodes: [{ _id: 'c', nodeType: 'ScriptedDecisionNode', displayName: '' }] }, { true: SUCCESS_ID }) },
      innerNodes: { c: { type: 'ScriptedDecisionNode', displayName: 'C', config: { script: 'p', outcomes: ['true'] } } },
    });
    await place.stores.journeys.saveDraft('/alpha', 'ann', { document, baseVersion: null, revision: null }, 0);
    const users = Object.fromEntries((await place.desk.list('/alpha')).map(({ id, usedBy }) => [id, usedBy.journeys]));
    expect(users).toMatchObject({ s: ['Scripted'], p: ['Drafted'] });
  });

  it('is used by the providers whose profiles it puts into other words, and stays while it is', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.write('t', `({})`);
    await place.stores.realmObjects.put('/alpha', [{ kind: 'socialProvider', id: 'peer', value: { _id: 'peer', transform: 't' } }]);
    expect((await place.desk.get('/alpha', 't')).usedBy).toEqual({ journeys: [], scripts: [], providers: ['peer'] });
    await expect(place.desk.remove('/alpha', 't')).rejects.toMatchObject({
      code: 'script.in_use',
      message: expect.stringContaining('peer'),
    });
  });
});

describe('the script that a realm has from the first', () => {
  it('runs', async () => {
    const place = await house(withPassword({ script: scripted('01e1a3c0-038b-4c16-956a-6c9d89328cff', toEnds) }));
    expect(await signOn(place)).toMatchObject({ kind: 'success' });
  });
});

describe('a script that fails', () => {
  const good = { true: SUCCESS_ID, false: SUCCESS_ID };

  it.each([
    ['throws', `var a = 1;\nthrow new Error('no')`, 'script.failed', 'line 2'],
    ['is no JavaScript', `outcome = 'true'\n}`, 'script.failed', 'line 2'],
    ['sets an outcome and then throws', `outcome = 'true';\nnope()`, 'script.failed', 'line 2'],
    ['says nothing', `var a = 1`, 'script.no_result', 'without an outcome'],
    ['takes an outcome that the node does not have', `outcome = 'other'`, 'script.outcome_undeclared', 'outcome other'],
    [
      'cannot do what it asks of the world',
      `idRepository.setAttribute('nobody', 'mail', ['a']);\noutcome = 'true'`,
      'script.failed',
      'nobody',
    ],
    [
      'calls what is inside',
      `var r = new org.forgerock.http.protocol.Request(); r.setUri('http://169.254.169.254/');\nhttpClient.send(r).get(); outcome = 'true'`,
      'script.failed',
      'not an address of the public Internet',
    ],
    ['computes without end', `outcome = 'true';\nfor (;;) {}`, 'script.too_long', 'longer than it may'],
    ['sends what no client knows', `${IMPORTS}action = fr.Action.send({ type: 'NoSuch' }).build()`, 'node.threw', ''],
  ])('because it %s ends the journey in failure, with the reason', async (_why, source, code, reason) => {
    const place = await house(withPassword({ script: scripted('s', good) }));
    await place.write('s', source, LEGACY, 'My Script');
    expect(await signOn(place)).toMatchObject({ kind: 'failure' });
    expect(place.faults).toMatchObject([{ code, nodeId: 'script' }]);
    expect(place.faults[0]?.message).toContain(reason);
    if (code === 'script.failed') expect(place.faults[0]?.message).toContain('The script My Script failed');
    expect(place.visits.at(-1)).toMatchObject({ nodeId: 'script', result: 'failed' });
  });

  it('because it is not there ends the journey in failure', async () => {
    const place = await house(withPassword({ script: scripted('none', good) }));
    expect(await signOn(place)).toMatchObject({ kind: 'failure' });
    expect(place.faults).toMatchObject([{ code: 'script.missing' }]);
  });

  it('harms no sign-on beside it', async () => {
    const place = await house(withPassword({ script: scripted('s', toEnds) }));
    await place.write('s', 'for (;;) {}');
    const bad = signOn(place);
    const other = await house(withPassword({ script: scripted('s', toEnds) }));
    await other.write('s', `outcome = 'true'`);
    expect(await signOn(other)).toMatchObject({ kind: 'success' });
    expect(await bad).toMatchObject({ kind: 'failure' });
  });
});
