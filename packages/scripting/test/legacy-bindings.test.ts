import { describe, expect, it } from 'vitest';
import { sandbox } from './sandbox.ts';

const { run } = sandbox();
const IMPORTS = `var fr = JavaImporter(
  org.forgerock.openam.auth.node.api.Action,
  javax.security.auth.callback.NameCallback, javax.security.auth.callback.PasswordCallback, javax.security.auth.callback.TextInputCallback,
  javax.security.auth.callback.TextOutputCallback, javax.security.auth.callback.ChoiceCallback, javax.security.auth.callback.ConfirmationCallback,
  com.sun.identity.authentication.callbacks.HiddenValueCallback, com.sun.identity.authentication.callbacks.ScriptTextOutputCallback,
  org.forgerock.openam.authentication.callbacks.PollingWaitCallback,
  org.forgerock.json.JsonValue, java.lang.String, java.util.ArrayList
);
`;

describe('a suspension of a script of the first generation', () => {
  const suspension = `var fr = JavaImporter(org.forgerock.openam.auth.node.api.Action, org.forgerock.openam.auth.node.api.SuspendedTextOutputCallback, javax.security.auth.callback.TextOutputCallback);\n`;

  it('gives the link to a function that sends it and says what the page says', async () => {
    const source = `action = fr.Action.suspend(function (link) {
      logger.message('sent ' + link);
      return new fr.SuspendedTextOutputCallback(fr.TextOutputCallback.INFORMATION, 'See your mail');
    }, 15).build();`;
    const { output, logged } = await run(`${suspension}${source}`);
    expect(output).toMatchObject({ action: { kind: 'suspend', message: 'See your mail', minutes: 15 } });
    expect(logged).toMatchObject([{ text: 'sent https://id.example/back' }]);
  });

  it('takes a text, and a function beside it', async () => {
    const source = `action = fr.Action.suspend('See your mail', function (link) { logger.message(link); });`;
    const { output, logged } = await run(`${suspension}${source}`);
    expect(output).toMatchObject({ action: { kind: 'suspend', message: 'See your mail' } });
    expect(logged).toMatchObject([{ text: 'https://id.example/back' }]);
  });

  it('fails when the function does not say what the page is to say', async () => {
    const { fault } = await run(`${suspension}action = fr.Action.suspend(function () {});`);
    expect(JSON.stringify(fault)).toContain('must answer a SuspendedTextOutputCallback');
  });
});

describe('the state of a script of the first generation', () => {
  it('is read and written as Java maps', async () => {
    const { output } = await run(
      `if (sharedState.get('missing') !== null || !sharedState.containsKey('username')) throw new Error('get');
       sharedState.put('level', sharedState.get('level') + 1);
       sharedState.get('objectAttributes').put('mail', 'demo@example.com');
       sharedState.remove('old');
       transientState.put('secret', 'hidden');
       outcome = sharedState.get('username') === 'demo' && transientState.get('password') === 'typed' ? 'true' : 'false';`,
      { shared: { username: 'demo', level: 1, old: 'x', objectAttributes: { sn: 'User' } }, transient: { password: 'typed' } },
    );
    expect(output).toMatchObject({ action: { kind: 'goTo', outcome: 'true' } });
    expect(output?.['changes']).toEqual([
      { change: 'remove', scope: 'shared', key: 'old' },
      { change: 'put', scope: 'shared', key: 'level', value: 2 },
      { change: 'remove', scope: 'shared', key: 'objectAttributes' },
      { change: 'put', scope: 'shared', key: 'objectAttributes', value: { sn: 'User', mail: 'demo@example.com' } },
      { change: 'put', scope: 'transient', key: 'secret', value: 'hidden' },
    ]);
  });

  it('is read through nodeState as wrapped JSON, transient before shared, null when there is nothing', async () => {
    const { output } = await run(
      `var mode = nodeState.get('mode');
       if (mode.asString() !== 'hidden' || String(mode) !== '"hidden"') throw new Error(String(mode));
       if (nodeState.get('level').asInteger() + 1 !== 4) throw new Error('level');
       if (nodeState.get('missing')) throw new Error('missing');
       var o = nodeState.get('objectAttributes');
       if (o.get('mail').asString() !== 'm' || o.get('sn').asString() !== 's' || o.get('none').isNull() !== true) throw new Error('o');
       nodeState.putShared('a', ['x']).putTransient('b', { c: 1 });
       outcome = nodeState.get('a').asList().get(0) + nodeState.get('b').get('c').asInteger();`,
      {
        shared: { mode: 'shown', level: 3, objectAttributes: { sn: 's' } },
        transient: { mode: 'hidden', objectAttributes: { mail: 'm' } },
      },
    );
    expect(output).toMatchObject({ action: { outcome: 'x1' } });
  });

  it('refuses to write what the node does not name among its outputs, with the line', async () => {
    const { fault } = await run(`var a = 1;\nnodeState.putShared('other', 1);\noutcome = 'true'`, { writes: ['mine'] });
    expect(fault).toMatchObject({
      fault: 'failed',
      message: 'Error: The node does not name other among its script outputs.',
      position: { script: 'Under Test', line: 2 },
    });
  });
});

describe('callbacks of a script of the first generation', () => {
  it('are sent by a list or one by one, built or not, and count more than an outcome', async () => {
    const { output } = await run(
      `${IMPORTS} with (fr) {
         var list = new ArrayList();
         list.add(new NameCallback('Name', 'demo'));
         list.add(new PasswordCallback('Password', false));
         list.add(new ChoiceCallback('Which', ['a', 'b'], 1, false));
         list.add(new ConfirmationCallback('Sure?', ConfirmationCallback.WARNING, ConfirmationCallback.OK_CANCEL_OPTION, ConfirmationCallback.CANCEL));
         list.add(PollingWaitCallback.makeCallback().withWaitTime('3000').withMessage('Wait').build());
         list.add(new HiddenValueCallback('id', 'value'));
         list.add(new TextOutputCallback(TextOutputCallback.ERROR, 'No'));
         action = Action.send(list).withHeader('H').withDescription('D').withStage('S').build();
       }
       outcome = 'true';`,
    );
    expect(output).toMatchObject({ header: 'H', description: 'D', stage: 'S' });
    expect(output?.['action']).toEqual({
      kind: 'send',
      callbacks: [
        { type: 'NameCallback', prompt: 'Name', value: 'demo' },
        { type: 'PasswordCallback', prompt: 'Password' },
        { type: 'ChoiceCallback', prompt: 'Which', choices: ['a', 'b'], defaultChoice: 1 },
        { type: 'ConfirmationCallback', prompt: 'Sure?', messageType: 'warning', options: ['OK', 'Cancel'], defaultOption: 1, selected: 1 },
        { type: 'PollingWaitCallback', waitTime: 3000, message: 'Wait' },
        { type: 'HiddenValueCallback', id: 'id', value: 'value' },
        { type: 'TextOutputCallback', messageType: 'error', message: 'No' },
      ],
    });
  });

  it('come back with the getters of Java', async () => {
    const { output } = await run(
      `${IMPORTS}
       var said = [callbacks.size(), callbacks.isEmpty(), callbacks.get(0).getName(), fr.String(callbacks.get(1).getPassword()),
         parseInt(callbacks.get(2).getSelectedIndexes()[0]), callbacks.get(3).getSelectedIndex(), callbacks.get(4).getValue(), callbacks[4].getId(),
         fr.String(callbacks.get(5).getText()), callbacks.get(6).getMessageType()];
       outcome = said.join();`,
      {
        answers: [
          { sent: { type: 'NameCallback', prompt: 'N', value: '' }, answer: { type: 'NameCallback', value: 'demo' } },
          { sent: { type: 'PasswordCallback', prompt: 'P' }, answer: { type: 'PasswordCallback', value: 'typed' } },
          {
            sent: { type: 'ChoiceCallback', prompt: 'C', choices: ['a', 'b'], defaultChoice: 0 },
            answer: { type: 'ChoiceCallback', index: 1 },
          },
          {
            sent: {
              type: 'ConfirmationCallback',
              prompt: '',
              messageType: 'information',
              options: ['OK', 'Cancel'],
              defaultOption: 0,
              selected: 0,
            },
            answer: { type: 'ConfirmationCallback', index: 0 },
          },
          { sent: { type: 'HiddenValueCallback', id: 'id', value: '' }, answer: { type: 'HiddenValueCallback', value: 'hidden' } },
          { sent: { type: 'TextInputCallback', prompt: 'T', defaultText: '' }, answer: { type: 'TextInputCallback', value: 'text' } },
          { sent: { type: 'TextOutputCallback', message: 'M', messageType: 'error' }, answer: { type: 'TextOutputCallback', seen: true } },
        ],
      },
    );
    expect(output).toMatchObject({ action: { outcome: '7,false,demo,typed,1,3,hidden,id,text,2' } });
  });
});

describe('actions of a script of the first generation', () => {
  it('carry messages, session properties and whom it identified', async () => {
    const { output } = await run(
      `${IMPORTS} action = fr.Action.goTo('true').putSessionProperty('tier', 'gold').removeSessionProperty('old')
         .withErrorMessage('Not today').withLockoutMessage('Locked').withIdentifiedUser('demo').build();`,
    );
    expect(output).toMatchObject({
      action: { kind: 'goTo', outcome: 'true' },
      sessionProperties: { tier: 'gold' },
      removedSessionProperties: ['old'],
      errorMessage: 'Not today',
      lockoutMessage: 'Locked',
      identifiedUser: 'demo',
    });
  });

  it('that no Action built are refused', async () => {
    expect((await run(`action = 'true'`)).fault?.message).toContain('action must be what Action.goTo');
  });

  it('replace the shared state as a whole', async () => {
    const { output } = await run(
      `${IMPORTS} var copy = sharedState.copy(); copy.put('b', 2); copy.remove('a'); action = fr.Action.goTo('true').replaceSharedState(copy).build()`,
      { shared: { a: 1 } },
    );
    expect(output?.['changes']).toEqual([
      { change: 'remove', scope: 'shared', key: 'a' },
      { change: 'put', scope: 'shared', key: 'b', value: 2 },
    ]);
  });
});

describe('the world of a script of the first generation', () => {
  it('answers requests as Java objects', async () => {
    const { output, calls } = await run(
      `var request = new org.forgerock.http.protocol.Request();
       request.setUri('https://api.example/score'); request.setMethod('POST');
       request.getHeaders().add('Authorization', 'Bearer x');
       request.getEntity().setJson({ user: sharedState.get('username') });
       var response = httpClient.send(request).get();
       outcome = response.getStatus().getCode() + response.getEntity().getJson().get('risk') + JSON.parse(response.getEntity().getString()).risk + response.getHeaders().getFirst('X-Id');`,
      {
        shared: { username: 'demo' },
        world: async () => ({ status: 200, statusText: 'OK', headers: { 'x-id': ['7'] }, body: '{"risk":"low"}' }),
      },
    );
    expect(output).toMatchObject({ action: { outcome: '200lowlow7' } });
    expect(calls).toEqual([
      {
        operation: 'http.send',
        argument: {
          url: 'https://api.example/score',
          method: 'POST',
          headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
          body: '{"user":"demo"}',
        },
      },
    ]);
  });

  it('reads and writes people', async () => {
    const { output, calls } = await run(
      `idRepository.setAttribute('demo', 'mail', ['b@example.com']);
       outcome = idRepository.getAttribute('demo', 'mail').iterator().next() + idRepository.getAttribute('demo', 'none').isEmpty();`,
      {
        world: async ({ operation }) =>
          operation === 'identity.read' ? { name: 'demo', universalId: 'id=demo', attributes: { mail: ['a@example.com'] } } : null,
      },
    );
    expect(output).toMatchObject({ action: { outcome: 'a@example.comtrue' } });
    expect(calls).toContainEqual({ operation: 'identity.write', argument: { name: 'demo', attributes: { mail: ['b@example.com'] } } });
  });

  it('knows headers in any spelling, parameters, the session, the realm and its own name', async () => {
    const { output } = await run(
      `outcome = [requestHeaders.get('User-Agent').get(0), requestParameters.get('q').get(0), existingSession.get('uid'), realm, scriptName, resumedFromSuspend,
         requestHeaders.get('none')].join()`,
      { headers: { 'user-agent': ['Browser'] }, parameters: { q: ['1'] }, existingSession: { uid: 'demo' } },
    );
    expect(output).toMatchObject({ action: { outcome: 'Browser,1,demo,/alpha,Under Test,false,' } });
  });

  it('keeps variables and secrets of the operator', async () => {
    const { output } = await run(
      `outcome = systemEnv.getProperty('esv.a') + systemEnv.getProperty('esv.none', 'b') + secrets.getGenericSecret('scripted.node.x').getAsUtf8()`,
      { world: async ({ operation, argument }) => (operation === 'secret.get' ? 'S' : argument === 'esv.a' ? 'A' : null) },
    );
    expect(output).toMatchObject({ action: { outcome: 'AbS' } });
  });

  it('takes audit details and log lines', async () => {
    const { output, logged } = await run(
      `auditEntryDetail = { risk: 'low' }; logger.error('{} of {}', 1, 2); logger.message('m'); outcome = 'true'`,
    );
    expect(output).toMatchObject({ audit: { risk: 'low' } });
    expect(logged).toEqual([
      { level: 'error', text: '1 of 2' },
      { level: 'debug', text: 'm' },
    ]);
  });
});

describe('Java in a script', () => {
  it.each([
    [
      'lists',
      `var l = new java.util.ArrayList(); l.add('a'); l.add('b'); outcome = l.size() + l.get(1) + l + l.contains('a')`,
      '2b[a, b]true',
    ],
    ['maps', `var m = new java.util.HashMap(); m.put('k', 'v'); outcome = m.get('k') + m + m.keySet().iterator().next()`, 'v{k=v}k'],
    ['sets', `var s = new java.util.HashSet(); s.add('a'); s.add('a'); outcome = String(s.size())`, '1'],
    [
      'texts',
      `outcome = java.lang.String.valueOf(7) + new java.lang.String('x').concat('y') + 'a'.equals('a') + 'Ab'.equalsIgnoreCase('aB') + ''.isEmpty()`,
      '7xytruetruetrue',
    ],
    ['numbers', `outcome = String(java.lang.Integer.parseInt('41') + 1 + java.lang.Math.max(1, 2))`, '44'],
    [
      'base64',
      `outcome = java.util.Base64.getEncoder().encodeToString('hé'.getBytes()) + java.lang.String(java.util.Base64.getDecoder().decode('aMOp'))`,
      'aMOphé',
    ],
    [
      'digests',
      `outcome = java.util.Base64.getEncoder().encodeToString(java.security.MessageDigest.getInstance('SHA-256').digest('a'.getBytes()))`,
      'ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=',
    ],
    [
      'packages',
      `var fr = JavaImporter(java.util, java.lang); with (fr) { var l = new ArrayList(); l.add(Integer.valueOf('1')); outcome = String(l.size()) }`,
      '1',
    ],
    ['builders', `outcome = new java.lang.StringBuilder('a').append('b').append(1).toString()`, 'ab1'],
    ['JSON values', `var J = org.forgerock.json.JsonValue; outcome = J.json(J.object(J.field('a', 1))).get('a').asInteger() + ''`, '1'],
    [
      'importers that are made with new',
      `var fr = new JavaImporter(java.util.ArrayList); outcome = String(new fr.ArrayList().size())`,
      '0',
    ],
    ['dates and random numbers', `outcome = String(new java.util.Date(0).getTime() + (new java.security.SecureRandom().nextInt(1)))`, '0'],
    ['types by name', `var L = Java.type('java.util.ArrayList'); outcome = String(new L().isEmpty())`, 'true'],
  ])('has %s', async (_what, source, outcome) => {
    expect(await run(source)).toMatchObject({ output: { action: { outcome } } });
  });

  it('that is not known may be imported, and fails where it is used', async () => {
    const { output } = await run(`var fr = JavaImporter(com.acme.Thing, java.util.ArrayList); outcome = 'true'`);
    expect(output).toMatchObject({ action: { outcome: 'true' } });
    const { fault } = await run(`var fr = JavaImporter(com.acme.Thing);\nvar a = 1;\nvar thing = new fr.Thing();`);
    expect(fault).toMatchObject({ message: 'Error: The Java class com.acme.Thing is not available here.', position: { line: 3 } });
  });
});
