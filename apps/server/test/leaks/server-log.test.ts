import { WaygateError } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { requestContext } from '../../src/logging/request-context.ts';
import { createServerLog, type ServerLogOptions } from '../../src/logging/server-log.ts';
import { SecretScanner } from './secret-scanner.ts';

/** The runtime cuts what is longer out of its messages. */
const SHORT_CANARY = 'Canary88';
const CANARY = 'Canary 7781/with "quotes"+ä';

/** What the log makes of something, as text. */
function said(facts: object, message = 'It happened.', options: ServerLogOptions = {}): string {
  let text = '';
  createServerLog('trace', {
    ...options,
    write: (line) => {
      text += line;
    },
  }).error(facts, message);
  return text;
}

/** The same facts, written down as a program does that takes nothing out. */
const asItIs = (facts: object) =>
  JSON.stringify(facts, (_name, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
  );

const failed = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('It was to fail.');
};
const withMembers = (members: object) => Object.assign(new Error('It failed.'), members);
class ResultCodeError extends Error {}
class InvalidCredentialsError extends ResultCodeError {}

const LEAKS: Readonly<Record<string, object>> = {
  'a member that is named like a secret': { request: [{ settings: { bindPassword: CANARY } }] },
  'a header': { headers: { 'X-OpenAM-Password': CANARY, Authorization: CANARY, 'Set-Cookie': [CANARY] } },
  'a code that somebody typed': { code: CANARY },
  bytes: { key: Buffer.from(CANARY) },
  'a text that is no JSON': { err: failed(() => JSON.parse(SHORT_CANARY)) },
  'an address that is none': { err: failed(() => new URL(`:${CANARY}`)) },
  'a text that is no number': { err: failed(() => BigInt(`"${CANARY}"`)) },
  'members of the error of a library': { err: withMembers({ config: { data: CANARY }, input: CANARY }) },
  'what a mail server answered': { err: withMembers({ message: `535 ${CANARY}`, response: `535 ${CANARY}`, responseCode: 535 }) },
  'what a directory answered': { err: new InvalidCredentialsError(CANARY) },
  'what Amazon answered': { err: withMembers({ message: CANARY, $metadata: {} }) },
  'the cause of a cause': {
    err: new WaygateError('operational', 'a.b', 'It does not work.', { cause: new Error('No', { cause: new Error(`said '${CANARY}'`) }) }),
  },
  'something thrown that is no error': { err: new Error('No', { cause: { password: CANARY } }) },
  'a query': { text: `GET https://a.example/b?goto=${encodeURIComponent(CANARY)}#x` },
  'a path with a query': { text: `POST /am/json/authenticate?suspendedId=${encodeURIComponent(CANARY)} failed` },
  'who signs on in an address': { text: `mongodb://waygate:${encodeURIComponent(CANARY)}@db.example/waygate` },
  'a credential': { text: `sent Bearer ${encodeURIComponent(CANARY)} to it` },
  'a token': { text: `it was eyJhbGciOiJ${Buffer.from(CANARY).toString('base64url')}.e30.${Buffer.from(CANARY).toString('base64url')}` },
  'a link for a phone': { text: `otpauth://totp/demo?secret=${encodeURIComponent(CANARY)}` },
  'a value with its name': { text: `password=${encodeURIComponent(CANARY)}, and "client_secret":"${encodeURIComponent(CANARY)}"` },
};

describe('the log', () => {
  it.each(Object.entries(LEAKS))('lets nothing out by %s', (_what, facts) => {
    const scanner = new SecretScanner();
    scanner.plant('canary', CANARY);
    scanner.plant('canary', SHORT_CANARY);
    expect(scanner.find('a log that takes nothing out', asItIs(facts)), 'the scanner finds what leaks').not.toEqual([]);
    expect(scanner.find('log', said(facts))).toEqual([]);
  });

  it('takes out the secrets of the configuration wherever they stand, in every form', () => {
    const scanner = new SecretScanner();
    scanner.plant('configuration', CANARY);
    const forms = [
      CANARY,
      encodeURIComponent(CANARY),
      JSON.stringify(CANARY),
      Buffer.from(CANARY).toString('base64'),
      Buffer.from(CANARY).toString('base64url'),
      Buffer.from(CANARY).toString('hex'),
    ];
    for (const form of forms) {
      const facts = { text: `so: ${form}.`, [`of ${form}`]: 1 };
      expect(scanner.find('log', said(facts)), 'without knowing it').not.toEqual([]);
      expect(scanner.find('log', said(facts, 'It happened.', { secrets: [CANARY] }))).toEqual([]);
    }
  });

  it('takes what a request brought out of what libraries say of it, and knows the request and the run', () => {
    const line = requestContext.run({ transaction: 't-1', run: 'r-1', brought: () => ['Brought8812'] }, () =>
      said({ username: 'Brought8812', err: new Error('cannot read Brought8812 here') }),
    );
    expect(JSON.parse(line)).toMatchObject({
      transaction: 't-1',
      run: 'r-1',
      username: 'Brought8812',
      err: { message: 'cannot read [secret] here' },
    });
  });

  it('keeps what operators need: the code and kind of an error, where it was thrown, and what it does not quote', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:389'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const err = new WaygateError('operational', 'directory.unreachable', 'The directory does not answer.', { cause });
    expect(JSON.parse(said({ err, code: 'directory.unreachable', status: 503 }))).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'error',
      message: 'It happened.',
      code: 'directory.unreachable',
      status: 503,
      err: {
        type: 'WaygateError',
        kind: 'operational',
        code: 'directory.unreachable',
        message: 'The directory does not answer.',
        stack: expect.arrayContaining([expect.stringContaining('server-log.test.ts')]),
        cause: { code: 'ECONNREFUSED', syscall: 'connect', message: 'connect ECONNREFUSED 127.0.0.1:389' },
      },
    });
  });

  it('is one line of JSON whatever it is given, without characters that a terminal acts upon', () => {
    const nasty = 'a\n{"level":"fatal"}\r\u001b[2J\u009b2J\u2028\u202e\u0000\ud800';
    const self: Record<string, unknown> = {
      nasty,
      time: 'never',
      level: nasty,
      message: nasty,
      big: 10n ** 30n,
      of: new Map([[nasty, nasty]]),
    };
    self['self'] = self;
    const text = said(self, nasty);
    expect(text.match(/\n/g)).toHaveLength(1);
    expect([...text.slice(0, -1)].filter((one) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(one))).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ level: 'error', message: nasty, nasty, its_time: 'never', its_message: nasty });
  });
});
