import type { Step } from '@waygate/engine';
import { type Callback, WaygateError, wireStep } from '@waygate/schema';
import { describe, expect, test } from 'vitest';
import { nameStep, type StubEngine, serve, signOn } from './fixture.ts';

const REALM = '/am/json/realms/root/realms/alpha';
const AT = `${REALM}/authenticate`;

/** What published clients take amiss; each of these faults was seen to break at least one of them. */
const answered = async (answer: StubEngine['answer'], body?: unknown) => {
  const { post, engine } = await serve();
  engine.answer = answer;
  const response = await post(AT, body);
  return { response, body: (await response.json()) as Record<string, unknown> };
};
const failing = (error: unknown) => () => {
  throw error;
};
const success = { kind: 'success', realm: '/alpha', successUrl: '/account', tokenId: 'a-token' } as const;
const failure = { kind: 'failure', realm: '/alpha', sessionId: 's', failureUrl: '' } as const;

describe('every answer says that it is JSON: an SDK takes anything else for a success without content', () => {
  test.each<[string, StubEngine['answer']]>([
    ['a step', () => nameStep()],
    ['a success', () => success],
    ['a failure', () => failure],
    ['a journey that is over', failing(new WaygateError('state', 'session.expired', 'Session has timed out'))],
    ['a journey that is not there', failing(new WaygateError('notFound', 'journey.not_found', 'No Configuration found'))],
    ['an outage', failing(new WaygateError('operational', 'store.down', 'Down.'))],
    ['a bug', failing(new TypeError('x'))],
  ])('%s', async (_what, answer) => {
    expect((await answered(answer)).response.headers.get('content-type')).toMatch(/^application\/json\b/);
  });

  test.each([
    ['no JSON at all', 'POST', 'text/plain', 'x', 415],
    ['broken JSON', 'POST', 'application/json', '{', 400],
    ['too much', 'POST', 'application/json', `"${'x'.repeat(256 * 1024)}"`, 413],
    ['another method', 'PUT', 'application/json', '{}', 405],
  ])('a refusal of %s', async (_what, method, type, body, status) => {
    const { call } = await serve();
    const response = await call(AT, { method, headers: { 'content-type': type }, body });
    expect([response.status, response.headers.get('content-type')]).toEqual([status, expect.stringMatching(/^application\/json\b/)]);
    expect(await response.json()).toMatchObject({ code: status, reason: expect.stringMatching(/./), message: expect.stringMatching(/./) });
  });
});

describe('a no', () => {
  test.each<[string, StubEngine['answer']]>([
    ['of the journey', () => failure],
    ['because it is over', failing(new WaygateError('state', 'session.expired', 'Session has timed out'))],
    ['to a stale step', failing(new WaygateError('state', 'session.stale', 'Answered already.'))],
    ['of an input', failing(new WaygateError('input', 'callback.missing', 'Missing.'))],
    ['of an outage', failing(new WaygateError('operational', 'store.down', 'Down.'))],
    ['of a bug', failing(new TypeError('x'))],
  ])('%s is no 2xx, has code and reason, and nothing that a client could take for a step or a success', async (_what, answer) => {
    const { response, body } = await answered(answer);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ code: response.status, reason: expect.stringMatching(/./), message: expect.stringMatching(/./) });
    for (const member of ['authId', 'callbacks', 'tokenId', 'successUrl']) expect(body).not.toHaveProperty(member);
  });

  test('because the journey is over has its code as a text', async () => {
    const { body } = await answered(failing(new WaygateError('state', 'session.expired', 'Session has timed out')));
    expect((body as { detail: { errorCode: unknown } }).detail.errorCode).toStrictEqual('110');
  });
});

describe('a success', () => {
  test.each<[string, Step]>([
    ['with a session', { ...success, successUrl: '' }],
    ['without one', { kind: 'success', realm: '/alpha', successUrl: '' }],
  ])('%s has an address, also in a realm that names none: a client takes an empty one for a failure', async (_what, step) => {
    const { body } = await answered(() => step);
    expect(body).toMatchObject({ successUrl: '/account' });
    expect(body).not.toHaveProperty('authId');
  });
});

describe('a step', () => {
  const callbacks: readonly Callback[] = [
    { type: 'TextOutputCallback', message: 'Scan', messageType: 'information' },
    { type: 'TextOutputCallback', message: 'draw()', messageType: 'script' },
    { type: 'ChoiceCallback', prompt: 'How', choices: ['a', 'b'], defaultChoice: 1 },
    { type: 'HiddenValueCallback', id: 'webAuthnOutcome', value: 'false' },
    { type: 'PollingWaitCallback', waitTime: 8_000, message: 'Wait' },
    { type: 'ConfirmationCallback', prompt: '', messageType: 'warning', options: ['Yes', 'No'], defaultOption: 1, selected: 100 },
    {
      type: 'ValidatedCreatePasswordCallback',
      prompt: 'Password',
      policies: {},
      failedPolicies: [{ policyRequirement: 'MIN_LENGTH', params: { minLength: 8 } }],
      validateOnly: false,
    },
    { type: 'ValidatedCreateUsernameCallback', prompt: 'Name', value: '', policies: {}, failedPolicies: [], validateOnly: false },
  ];
  const shown = async () => {
    const { body } = await answered(() => nameStep({ callbacks }));
    const step = wireStep.parse(body);
    const outputs = step.callbacks.map(({ output }) => Object.fromEntries(output.map(({ name, value }) => [name, value])));
    return { step, outputs };
  };

  test('numbers its inputs by the place of the callback, those that only show something counted, each name once', async () => {
    const { step } = await shown();
    const names = step.callbacks.map(({ input }) => input?.map(({ name }) => name));
    expect(names).toEqual([
      undefined,
      undefined,
      ['IDToken3'],
      ['IDToken4'],
      undefined,
      ['IDToken6'],
      ['IDToken7', 'IDToken7validateOnly'],
      ['IDToken8', 'IDToken8validateOnly'],
    ]);
  });

  test('has an output list on every callback, and always an authId', async () => {
    const { step } = await shown();
    expect(step.authId).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    for (const { output } of step.callbacks) expect(output).toEqual(expect.any(Array));
  });

  test('says what a text is by a digit in a text, and what a question is by a number', async () => {
    const { outputs } = await shown();
    expect(outputs[0]?.['messageType']).toStrictEqual('0');
    expect(outputs[1]?.['messageType']).toStrictEqual('4');
    expect(outputs[5]).toMatchObject({ messageType: 1, optionType: -1, defaultOption: 1 });
  });

  test('tells a wait in milliseconds, as a text', async () => {
    expect((await shown()).outputs[4]?.['waitTime']).toStrictEqual('8000');
  });

  test('gives a hidden value its id, and its input starts as that id', async () => {
    const { step, outputs } = await shown();
    expect(outputs[3]).toEqual({ value: 'false', id: 'webAuthnOutcome' });
    expect(step.callbacks[3]?.input).toEqual([{ name: 'IDToken4', value: 'webAuthnOutcome' }]);
  });

  test('lists failed policies as JSON texts, and none as an empty list', async () => {
    const { outputs } = await shown();
    expect(outputs[6]?.['failedPolicies']).toEqual(['{"policyRequirement":"MIN_LENGTH","params":{"minLength":8}}']);
    expect(outputs[7]?.['failedPolicies']).toStrictEqual([]);
  });
});

describe('beside authenticate', () => {
  test('a list of devices has a result, also of a kind that nobody has here', async () => {
    const { call, stores } = await serve();
    const { cookie } = await signOn(stores);
    for (const kind of ['2fa/push', '2fa/oath', '2fa/webauthn', '2fa/binding', 'profile', 'trusted']) {
      const response = await call(`${REALM}/users/demo/devices/${kind}?_queryFilter=true`, { headers: { cookie } });
      expect([kind, response.status, await response.json()]).toEqual([kind, 200, expect.objectContaining({ result: [] })]);
    }
  });

  test('a session is ended by a POST that has neither body nor content type', async () => {
    const { call, stores } = await serve();
    const { cookie } = await signOn(stores);
    const headers = { cookie, 'accept-api-version': 'protocol=1.0,resource=2.0', 'x-requested-with': 'forgerock-sdk' };
    const response = await call(`${REALM}/sessions/?_action=logout`, { method: 'POST', headers });
    expect([response.status, await response.json()]).toEqual([200, { result: 'Successfully logged out' }]);
    expect(response.headers.getSetCookie().join()).toContain('iPlanetDirectoryPro=; ');
  });
});
