import type { WireStep } from '@waygate/schema';
import { stepOf, typesOf } from '../../api/am-client.ts';
import { enrol, PUSH_JOURNEY, toQrPage, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';

type Spoil = (step: WireStep) => unknown;

const name = (step: WireStep) => step.callbacks[0];
const password = (step: WireStep) => step.callbacks[1];
const withInput = (callback: WireStep['callbacks'][number] | undefined, input: unknown) => ({ ...callback, input });
const typed = (value: unknown) => (step: WireStep) => ({
  ...step,
  callbacks: [withInput(name(step), [{ name: 'IDToken1', value }]), password(step)],
});

const CASES: readonly (readonly [what: string, spoil: Spoil, message: RegExp])[] = [
  ['no callbacks at all', ({ authId }) => ({ authId }), /Required callback not found/],
  ['an empty list', (step) => ({ ...step, callbacks: [] }), /Required callback not found/],
  ['a missing callback', (step) => ({ ...step, callbacks: [name(step)] }), /PasswordCallback at place 2/],
  ['an extra callback', (step) => ({ ...step, callbacks: [...step.callbacks, name(step)] }), /Incorrect number of callbacks/],
  [
    'a callback of another type',
    (step) => ({ ...step, callbacks: [{ ...name(step), type: 'PasswordCallback' }, password(step)] }),
    /Required callback not found/,
  ],
  [
    'a callback of no type that exists',
    (step) => ({ ...step, callbacks: [{ ...name(step), type: 'ShellCallback' }, password(step)] }),
    /Required callback not found/,
  ],
  ['a callback twice', (step) => ({ ...step, callbacks: [name(step), name(step)] }), /there twice/],
  [
    'an input twice',
    (step) => ({
      ...step,
      callbacks: [
        withInput(name(step), [
          { name: 'IDToken1', value: 'a' },
          { name: 'IDToken1', value: 'b' },
        ]),
        password(step),
      ],
    }),
    /there twice/,
  ],
  [
    'an input that was not asked',
    (step) => ({ ...step, callbacks: [withInput(name(step), [{ name: 'IDToken9', value: 'a' }]), password(step)] }),
    /no input of this name/,
  ],
  [
    'an input of another callback',
    (step) => ({ ...step, callbacks: [withInput(name(step), [{ name: 'IDToken2', value: 'a' }]), password(step)] }),
    /Required callback not found|no input of this name/,
  ],
  ['a number where a text belongs', typed(7), /takes a text/],
  ['an object where a text belongs', typed({ $ne: '' }), /takes a text/],
  ['a list where a text belongs', typed(['admin']), /takes a text/],
  ['true where a text belongs', typed(true), /takes a text/],
  ['a text that is too long', typed('x'.repeat(5_000)), /at most 4096 characters/],
  ['a callback that is null', (step) => ({ ...step, callbacks: [null, password(step)] }), /must be an object/],
  ['a callback that is a text', (step) => ({ ...step, callbacks: ['NameCallback', password(step)] }), /must be an object/],
  ['callbacks that are no list', (step) => ({ ...step, callbacks: { 0: name(step) } }), /must be an array/],
  ['an input that is no list', (step) => ({ ...step, callbacks: [withInput(name(step), 'a'), password(step)] }), /must be an array/],
  [
    'an input without a name',
    (step) => ({ ...step, callbacks: [withInput(name(step), [{ value: 'a' }]), password(step)] }),
    /object with a name/,
  ],
];

for (const [what, spoil, message] of CASES) {
  test(`${what} is refused, and the step can be answered still`, async ({ am, person }) => {
    const page = stepOf(await am.start(PUSH_JOURNEY));
    const refused = await am.submit(spoil(page));
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ code: 400, reason: 'Bad Request', message: expect.stringMatching(message) });
    const next = stepOf(await am.answer(page, { 'User Name': person.username, Password: person.password }));
    expect(typesOf(next)).toEqual(['TextOutputCallback', 'ConfirmationCallback']);
  });
}

for (const value of [2, -1, 1.5, 'Cancel', '', [0], { index: 0 }, 1e21]) {
  test(`a button ${JSON.stringify(value)} that is not there is refused`, async ({ am, person }) => {
    const page = stepOf(await typePassword(am, PUSH_JOURNEY, person));
    const [text, button] = page.callbacks;
    const refused = await am.submit({ ...page, callbacks: [text, withInput(button, [{ name: 'IDToken2', value }])] });
    expect(refused.status).toBe(400);
    expect(typesOf(stepOf(await am.answer(page, {}, 'Continue')))).toContain('HiddenValueCallback');
  });
}

test('an answer that says nothing never signs anybody on, wherever the journey stands', async ({ am, person, phone }) => {
  const says = (step: WireStep) => [step, { authId: step.authId }, { authId: step.authId, callbacks: [] }];
  const nothing = async (step: WireStep) => {
    for (const body of says(step)) expect((await am.submit(body)).text, typesOf(step).join()).not.toContain('tokenId');
  };
  await nothing(stepOf(await am.start(PUSH_JOURNEY)));
  await nothing(stepOf(await typePassword(am, PUSH_JOURNEY, person)));
  await nothing(await toQrPage(am, PUSH_JOURNEY, person));
  const { waiting } = await enrol(am, PUSH_JOURNEY, person, phone);
  await nothing(waiting);
  const again = stepOf(await typePassword(am, PUSH_JOURNEY, person));
  await nothing(stepOf(await am.answer(again, {}, 'Cancel')));
});

test('bodies that are no step are refused', async ({ am }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  for (const [body, status] of [
    ['{', 400],
    ['[]', 400],
    ['7', 400],
    ['null', 400],
    [`{"authId":${JSON.stringify(page.authId)},"callbacks":[{"__proto__":{"type":"NameCallback"}}]}`, 400],
    [`{"authId":${JSON.stringify(page.authId)},"constructor":{"prototype":{}}}`, 400],
    [`{"authId":${JSON.stringify(page.authId)},"callbacks":"${'x'.repeat(300_000)}"}`, 413],
    [`{"authId":${JSON.stringify(page.authId)},"callbacks":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
    [`{"authId":${JSON.stringify(page.authId)},"callbacks":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`, 400],
  ] as const) {
    const refused = await am.post('authenticate', body);
    expect(refused.status, body.slice(0, 80)).toBe(status);
    expect(refused.body).toMatchObject({ code: status, reason: expect.any(String), message: expect.any(String) });
  }
});

test('a body that is not said to be JSON is refused', async ({ am }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    expect((await am.post('authenticate', page, { 'content-type': type })).status).toBe(415);
  }
});

test('a start may have no body, an empty object or an empty text, as clients send them', async ({ am }) => {
  for (const body of [undefined, {}, '""', ''])
    expect((await am.post(`authenticate?authIndexType=service&authIndexValue=Login`, body)).status).toBe(200);
});

test('only POST authenticates', async ({ am }) => {
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
    const refused = await am.send(method, 'authenticate');
    expect(refused.status).toBe(405);
    expect(refused.headers.get('allow')).toBe('POST');
  }
});

test('a journey, a realm and a kind of journey that do not exist are refused', async ({ am, installation }) => {
  expect((await am.start('No Such Journey')).body).toMatchObject({ code: 400, message: 'No Configuration found' });
  expect((await am.post('authenticate?authIndexType=magic&authIndexValue=x')).status).toBe(400);
  expect((await am.post('authenticate?realm=/nowhere')).status).toBe(404);
  for (const path of [
    '/am/json/realms/root/realms/..%2falpha/authenticate',
    '/am/json/%ff/authenticate',
    '/am/json/authenticate/more',
    '/am/json/',
  ]) {
    expect((await fetch(`${installation.server.url}${path}`, { method: 'POST' })).status, path).toBe(404);
  }
});
