import { describe, expect, it } from 'vitest';
import { type Given, sandbox } from './sandbox.ts';

const { run: runAny } = sandbox();
const run = (source: string, given: Given = {}) => runAny(source, { kind: 'next', ...given });

describe('the state of a script of the next generation', () => {
  it('is plain JavaScript, transient before shared, containers merged', async () => {
    const { output } = await run(
      `if (nodeState.get('level') + 1 !== 4 || nodeState.get('missing') !== null) throw new Error('get');
       var o = nodeState.getObject('objectAttributes');
       nodeState.putShared('list', [1, { a: 2 }]).putTransient('hidden', 'h').mergeShared({ objectAttributes: { cn: 'c' }, mode: 'x' });
       nodeState.remove('old');
       action.goTo(o.sn + o.mail + nodeState.isDefined('mode') + nodeState.keys().includes('list'));`,
      { shared: { level: 3, old: 1, objectAttributes: { sn: 's' } }, transient: { objectAttributes: { mail: 'm' }, mode: 'y' } },
    );
    expect(output).toMatchObject({ action: { outcome: 'smtruetrue' } });
    expect(output?.['changes']).toEqual([
      { change: 'remove', scope: 'shared', key: 'old' },
      { change: 'remove', scope: 'shared', key: 'objectAttributes' },
      { change: 'put', scope: 'shared', key: 'objectAttributes', value: { sn: 's', cn: 'c' } },
      { change: 'put', scope: 'shared', key: 'list', value: [1, { a: 2 }] },
      { change: 'put', scope: 'shared', key: 'mode', value: 'x' },
      { change: 'remove', scope: 'transient', key: 'objectAttributes' },
      { change: 'remove', scope: 'transient', key: 'mode' },
      { change: 'put', scope: 'transient', key: 'hidden', value: 'h' },
    ]);
  });

  it('merges objects into containers only', async () => {
    expect((await run(`nodeState.mergeShared({ other: { a: 1 } })`)).fault?.message).toContain('Only objectAttributes may be merged');
  });
});

describe('what a script of the next generation answers', () => {
  it('sends what was built, before any outcome', async () => {
    const { output } = await run(
      `callbacksBuilder.nameCallback('Name'); callbacksBuilder.choiceCallback('Which', ['a', 'b'], 0, false);
       callbacksBuilder.textOutputCallback(1, 'Careful'); callbacksBuilder.hiddenValueCallback('id', 'v');
       callbacksBuilder.confirmationCallback(0, ['Go', 'Stay'], 1); callbacksBuilder.metadataCallback({ a: 1 });
       callbacksBuilder.pollingWaitCallback('2000', 'Wait'); callbacksBuilder.redirectCallback('https://x.example', { a: 'b' }, 'POST');
       callbacksBuilder.validatedUsernameCallback('User', { p: 1 }, false, ['{"policyRequirement":"REQUIRED"}']);
       action.goTo('true').withHeader('H');`,
    );
    expect(output).toMatchObject({ header: 'H', action: { kind: 'send' } });
    expect(output?.['action']).toEqual({
      kind: 'send',
      callbacks: [
        { type: 'NameCallback', prompt: 'Name', value: '' },
        { type: 'ChoiceCallback', prompt: 'Which', choices: ['a', 'b'], defaultChoice: 0 },
        { type: 'TextOutputCallback', messageType: 'warning', message: 'Careful' },
        { type: 'HiddenValueCallback', id: 'id', value: 'v' },
        { type: 'ConfirmationCallback', prompt: '', messageType: 'information', options: ['Go', 'Stay'], defaultOption: 1, selected: 1 },
        { type: 'MetadataCallback', data: { a: 1 } },
        { type: 'PollingWaitCallback', waitTime: 2000, message: 'Wait' },
        {
          type: 'RedirectCallback',
          redirectUrl: 'https://x.example',
          redirectMethod: 'POST',
          trackingCookie: false,
          redirectData: { a: 'b' },
        },
        {
          type: 'ValidatedCreateUsernameCallback',
          prompt: 'User',
          policies: { p: 1 },
          validateOnly: false,
          failedPolicies: [{ policyRequirement: 'REQUIRED' }],
        },
      ],
    });
  });

  it('reads what came back by kind', async () => {
    const { output } = await run(
      `action.goTo([callbacks.isEmpty(), callbacks.getNameCallbacks().get(0), callbacks.getPasswordCallbacks()[0], callbacks.getChoiceCallbacks().get(0)[0],
         callbacks.getHiddenValueCallbacks().get('id'), callbacks.getConfirmationCallbacks()[0]].join())`,
      {
        answers: [
          { sent: { type: 'NameCallback', prompt: 'N', value: '' }, answer: { type: 'NameCallback', value: 'demo' } },
          { sent: { type: 'PasswordCallback', prompt: 'P' }, answer: { type: 'PasswordCallback', value: 'typed' } },
          {
            sent: { type: 'ChoiceCallback', prompt: 'C', choices: ['a', 'b'], defaultChoice: 0 },
            answer: { type: 'ChoiceCallback', index: 1 },
          },
          { sent: { type: 'HiddenValueCallback', id: 'id', value: '' }, answer: { type: 'HiddenValueCallback', value: 'hidden' } },
          {
            sent: {
              type: 'ConfirmationCallback',
              prompt: '',
              messageType: 'information',
              options: ['Go', 'Stay'],
              defaultOption: 0,
              selected: 0,
            },
            answer: { type: 'ConfirmationCallback', index: 1 },
          },
        ],
      },
    );
    expect(output).toMatchObject({ action: { outcome: 'false,demo,typed,1,hidden,1' } });
  });

  it('takes an outcome that is set by name, and suspends before anything else', async () => {
    expect((await run(`outcome = 'plain'`)).output).toMatchObject({ action: { kind: 'goTo', outcome: 'plain' } });
    expect((await run(`callbacksBuilder.nameCallback('N'); action.goTo('true'); action.suspend('See you', 10)`)).output).toMatchObject({
      action: { kind: 'suspend', message: 'See you', minutes: 10 },
    });
  });

  it('gives the link of a suspension to a function that sends it', async () => {
    const source = `action.suspend('See your mail', (link) => { logger.info(link); }, 15)`;
    const { output, logged } = await run(source);
    expect(output).toMatchObject({ action: { kind: 'suspend', message: 'See your mail', minutes: 15 } });
    expect(logged).toMatchObject([{ text: 'https://id.example/back' }]);
  });

  it('has no result when it says nothing', async () => {
    expect((await run('var a = 1')).output).toMatchObject({ action: null });
  });

  it('has no Java', async () => {
    expect((await run('var fr = JavaImporter(java.util)')).fault?.message).toBe(`ReferenceError: 'JavaImporter' is not defined`);
  });

  it('says what is not built here', async () => {
    expect((await run(`callbacksBuilder.x509CertificateCallback('p')`)).fault?.message).toBe(
      'Error: callbacksBuilder.x509CertificateCallback is not available here.',
    );
  });
});

describe('libraries', () => {
  it('are found by name, run once, and may need others', async () => {
    const { output } = await run(`var a = require('a'), again = require('a'); action.goTo(a.twice('x') + (a === again))`, {
      libraries: {
        a: `var b = require('b'); exports.twice = function (s) { return b.join(s, s) }`,
        b: 'module.exports = { join: (x, y) => x + y }',
      },
    });
    expect(output).toMatchObject({ action: { outcome: 'xxtrue' } });
  });

  it('have their errors told with their own name and line', async () => {
    const libraries = { 'My Library': `exports.f = function () {\n  return undefined.x;\n}` };
    expect((await run(`require('My Library').f()`, { libraries })).fault?.position).toEqual({ script: 'My Library', line: 2, column: 19 });
    expect((await run(`require('none')`, { libraries })).fault).toMatchObject({
      message: 'Error: There is no library none.',
      position: { line: 1 },
    });
    const broken = (await run(`require('l')`, { libraries: { l: 'exports.f = ;' } })).fault;
    expect(broken).toMatchObject({ position: { script: 'l', line: 1, column: 13 } });
    expect(broken?.message).toContain('SyntaxError');
  });
});

describe('the world of a script of the next generation', () => {
  it('is called with options, and answers text and JSON', async () => {
    const { output, calls } = await run(
      `var r = httpClient.send('https://api.example', { method: 'POST', token: 't', headers: { 'X-A': 'b' }, body: { a: 1 } }).get();
       httpClient.send('https://api.example', { method: 'post', form: { a: 'b c', d: '&' } }).get();
       action.goTo(r.status + r.statusText + r.ok + r.json().a + r.text().length + r.headers.get('x-id').get(0));`,
      { world: async () => ({ status: 201, statusText: 'Created', headers: { 'x-id': ['7'] }, body: '{"a":"é"}' }) },
    );
    expect(output).toMatchObject({ action: { outcome: '201Createdtrueé97' } });
    expect(calls.map(({ argument }) => argument)).toEqual([
      {
        url: 'https://api.example',
        method: 'POST',
        headers: { authorization: 'Bearer t', 'content-type': 'application/json', 'x-a': 'b' },
        body: '{"a":1}',
      },
      {
        url: 'https://api.example',
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=b%20c&d=%26',
      },
    ]);
  });

  it('keeps people, whose changes count when they are stored', async () => {
    const { output, calls } = await run(
      `var demo = idRepository.getIdentity('demo'), nobody = idRepository.getIdentity('none');
       demo.setAttribute('mail', ['b']); demo.addAttribute('tel', '2'); demo.store();
       action.goTo([demo.exists(), nobody.exists(), demo.getAttributeValues('mail')[0], demo.getAttributeValues('tel').length, demo.getName()].join());`,
      {
        world: async ({ operation, argument }) =>
          operation === 'identity.read' && argument === 'demo'
            ? { name: 'demo', universalId: 'id=demo', attributes: { mail: ['a'], tel: ['1'] } }
            : null,
      },
    );
    expect(output).toMatchObject({ action: { outcome: 'true,false,b,2,demo' } });
    expect(calls.at(-1)).toEqual({ operation: 'identity.write', argument: { name: 'demo', attributes: { mail: ['b'], tel: ['1', '2'] } } });
  });

  it('keeps managed objects, whose problems are exceptions with a code', async () => {
    const { output } = await run(
      `var found = openidm.read('managed/alpha_user/1', null, ['*']);
       try { openidm.create('managed/alpha_user', null, { userName: 'demo' }) } catch (e) { action.goTo(found.userName + e.code + e.reason + e.detail) }`,
      {
        world: async ({ operation }) =>
          operation === 'openidm.read'
            ? { value: { userName: 'demo' } }
            : { problem: { code: 412, reason: 'Precondition Failed', detail: 'taken' } },
      },
    );
    expect(output).toMatchObject({ action: { outcome: 'demo412Precondition Failedtaken' } });
  });

  it.each([
    ['base64', `utils.base64.encode('hé') + utils.base64.decode('aMOp') + utils.base64url.encode('??>')`, 'aMOphéPz8-'],
    ['bytes', `utils.types.bytesToString(utils.types.stringToBytes('hé'))`, 'hé'],
    [
      'digests',
      `utils.base64.encode(utils.crypto.subtle.digest('SHA-256', utils.types.stringToBytes('a')))`,
      'ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=',
    ],
    ['signatures', `String(utils.crypto.subtle.verify('HMAC', 'k', 'data', utils.crypto.subtle.sign('HMAC', 'k', 'data')))`, 'true'],
    [
      'wrong signatures',
      `String(utils.crypto.subtle.verify('HMAC', 'k', 'other', utils.crypto.subtle.sign('HMAC', 'k', 'data')))`,
      'false',
    ],
    [
      'sealing',
      `var k = utils.crypto.subtle.generateKey('AES'); utils.types.bytesToString(utils.crypto.subtle.decrypt('AES', k, utils.crypto.subtle.encrypt('AES', k, 'data')))`,
      'data',
    ],
    ['random ids', `String(/^[0-9a-f-]{36}$/.test(utils.crypto.randomUUID()))`, 'true'],
    ['random values', `String(utils.crypto.getRandomValues([0, 0, 0, 0]).length)`, '4'],
  ])('has %s', async (_what, expression, outcome) => {
    expect(
      await run(
        `var r = ${expression.includes(';') ? `(function () { ${expression.replace(/; (?=[^;]*$)/, '; return ')} })()` : expression}; action.goTo(r)`,
      ),
    ).toMatchObject({
      output: { action: { outcome } },
    });
  });
});
