// biome-ignore-all lint/suspicious/noThenProperty: scenario files say what is given, done and then true.
import type { NodeVisit } from '@waygate/engine';
import { FAILURE_ID, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, test } from 'vitest';
import { checkPage, type Driver, type End, fillAnswer, recoveryCodesOn, runScenario, scenario, untakenConnections } from '../src/index.ts';

const page = {
  header: 'Sign in',
  callbacks: [
    { type: 'NameCallback', output: [{ name: 'prompt', value: 'User Name' }], input: [{ name: 'IDToken1', value: '' }] },
    {
      type: 'ConfirmationCallback',
      output: [{ name: 'options', value: ['Next', 'Cancel'] }],
      input: [{ name: 'IDToken2', value: 100 }],
    },
  ],
};

describe('a scenario file', () => {
  const smallest = { name: 'One', journey: 'Login', steps: [{ answer: {} }], then: { end: 'failure' } };

  test('may leave out nearly everything', () => {
    expect(scenario.parse(smallest)).toMatchObject({ realm: '/alpha', drivers: ['engine', 'http'], given: { users: [] } });
  });

  test.each([
    ['a member that nobody knows', { ...smallest, given: { user: 'mia' } }],
    ['an act that no phone has', { ...smallest, steps: [{ phone: { shake: true } }] }],
    ['two acts at once', { ...smallest, steps: [{ phone: { choose: 'right', deny: 'push' } }] }],
    ['a broken regular expression', { ...smallest, then: { end: 'failure', message: { matches: '(' } } }],
    ['no steps', { ...smallest, steps: [] }],
  ])('is refused with %s', (_what, file) => {
    expect(scenario.safeParse(file).success).toBe(false);
  });
});

describe('looking at a page', () => {
  test('a page that is as expected passes', () => {
    const callbacks = [{ type: 'NameCallback', prompt: { contains: 'Name' } }, { type: 'ConfirmationCallback' }];
    expect(() => checkPage(page, { header: 'Sign in', callbacks })).not.toThrow();
  });

  test.each([
    [
      'another header',
      { header: 'Hello', callbacks: [{ type: 'NameCallback' }, { type: 'ConfirmationCallback' }] },
      'the header is "Sign in"',
    ],
    ['a callback too few', { callbacks: [{ type: 'NameCallback' }] }, 'NameCallback, ConfirmationCallback'],
    ['another order', { callbacks: [{ type: 'ConfirmationCallback' }, { type: 'NameCallback' }] }, 'the callbacks are'],
    ['another text', { callbacks: [{ type: 'NameCallback', prompt: 'Name' }, { type: 'ConfirmationCallback' }] }, 'prompt of NameCallback'],
    ['an output that is not there', { callbacks: [{ type: 'NameCallback', hint: 'x' }, { type: 'ConfirmationCallback' }] }, 'hint'],
  ])('%s is told', (_what, expected, message) => {
    expect(() => checkPage(page, expected)).toThrow(message);
  });
});

describe('answering a page', () => {
  const text = (typed: unknown) => String(typed);

  test('fills fields by prompt and buttons by text, and leaves the rest', () => {
    const [name, button] = fillAnswer(page, { enter: { 'User Name': 'mia' }, press: 'Cancel' }, text);
    expect(name?.input).toEqual([{ name: 'IDToken1', value: 'mia' }]);
    expect(button?.input).toEqual([{ name: 'IDToken2', value: 1 }]);
    expect(fillAnswer(page, { enter: {} }, text)).toEqual(page.callbacks);
  });

  test('a field or button that is not there is told', () => {
    expect(() => fillAnswer(page, { enter: { Password: 'x' } }, text)).toThrow('no field called Password');
    expect(() => fillAnswer(page, { enter: {}, press: 'Help' }, text)).toThrow('no button Help');
  });

  test('recovery codes are read out of the script', () => {
    const message = '/* Recovery Codes */\n    "<p>x</p>" +\n    "aB3dE6gH9j\\n" +\n    "0000000001\\n" +';
    const callbacks = [{ type: 'TextOutputCallback', output: [{ name: 'message', value: message }] }];
    expect(recoveryCodesOn({ callbacks })).toEqual(['aB3dE6gH9j', '0000000001']);
  });
});

test('coverage names the connections that were not taken', () => {
  const document = journeyDocument.parse({
    name: 'Small',
    entryNodeId: 'a',
    nodes: {
      a: { type: 'T', displayName: 'A', config: {}, connections: { yes: 'b', no: FAILURE_ID } },
      b: { type: 'T', displayName: 'B', config: {}, connections: { outcome: SUCCESS_ID } },
    },
  });
  const visit = (displayName: string, result: string, journey = 'Small') => ({ journey, displayName, result }) as NodeVisit;
  expect(untakenConnections(document, [])).toHaveLength(4);
  expect(untakenConnections(document, [visit('A', 'yes'), visit('B', 'outcome', 'Other')])).toEqual([
    { from: 'A', outcome: 'no', to: FAILURE_ID },
    { from: 'B', outcome: 'outcome', to: SUCCESS_ID },
  ]);
});

describe('running a scenario', () => {
  const driver = (end: End, more: Partial<Driver> = {}) => {
    const calls: string[] = [];
    const call = (name: string) => async () => void calls.push(name);
    const made: Driver = {
      begin: call('begin'),
      reopen: call('reopen'),
      again: call('again'),
      expect: call('expect'),
      answer: call('answer'),
      phone: call('phone'),
      passkey: call('passkey'),
      app: call('app'),
      advance: call('advance'),
      end: async () => end,
      attributes: async () => ({ sn: ['Muster'] }),
      phones: async () => 1,
      passkeys: async () => ['Laptop'],
      pushes: async () => 2,
      openMail: async () => ({ from: '', to: 'mia@example.com', subject: 'Go on', text: '' }),
      passcode: async () => '123456',
      oathCode: async () => '123456',
      offlineCode: async () => '123456',
      mails: async () => 1,
      close: call('close'),
      ...more,
    };
    return { made, calls };
  };
  const signedOn: End = { kind: 'success', username: 'mia', evidence: ['knowledge:password'] };
  const file = (then: object) =>
    scenario.parse({
      name: 'One',
      journey: 'Login',
      given: { users: [{ username: 'mia', password: 'x' }] },
      steps: [
        { advance: 1, answer: {}, phone: { deny: 'push' }, expect: { callbacks: [{ type: 'NameCallback' }] }, again: true, reopen: true },
      ],
      then,
    });

  test('types what a message says, or something else', async () => {
    const typed: unknown[] = [];
    const { made } = driver(signedOn, { answer: async ({ enter }) => void typed.push(enter) });
    const enter = (passcode: string) => ({ answer: { enter: { Name: 'mia', Code: { passcode } } } });
    await runScenario({ ...file({ end: 'success' }), steps: scenario.shape.steps.parse([enter('right'), enter('wrong')]) }, made);
    expect(typed).toEqual([
      { Name: 'mia', Code: '123456' },
      { Name: 'mia', Code: '123457' },
    ]);
  });

  test('does things in their order, whatever the order in the file, and closes', async () => {
    const { made, calls } = driver(signedOn);
    await runScenario(file({ end: 'success', user: 'mia', evidence: ['knowledge:password'], phones: 1, pushes: 2 }), made);
    expect(calls).toEqual(['begin', 'reopen', 'again', 'expect', 'phone', 'advance', 'answer', 'close']);
  });

  test.each([
    ['another end', { end: 'failure' }, 'mia is signed on'],
    ['another person', { end: 'success', user: 'ned' }, 'mia is signed on and not ned'],
    ['other evidence', { end: 'success', evidence: ['possession:push'] }, 'the evidence is [knowledge:password]'],
    ['another number of phones', { end: 'success', phones: 0 }, '0 phones were expected and there are 1'],
    ['another attribute', { end: 'success', attributes: { sn: ['Test'] } }, 'sn is ["Muster"] and not ["Test"]'],
    ['another number of pushes', { end: 'success', pushes: 1 }, '1 pushes were expected'],
  ])('%s is told', async (_what, then, message) => {
    const { made, calls } = driver(signedOn);
    await expect(runScenario(file(then), made)).rejects.toThrow(message);
    expect(calls.at(-1)).toBe('close');
  });

  test('what goes wrong in a step names the scenario and the step', async () => {
    const { made, calls } = driver(signedOn, { answer: () => Promise.reject(new Error('no page')) });
    await expect(runScenario(file({ end: 'success' }), made)).rejects.toThrow('One: step 1: no page');
    expect(calls.at(-1)).toBe('close');
  });

  test('another message of a failure is told', async () => {
    const { made } = driver({ kind: 'failure', message: 'Login failure' });
    await expect(runScenario(file({ end: 'failure', message: 'Too late' }), made)).rejects.toThrow('"Login failure" and not "Too late"');
  });
});
