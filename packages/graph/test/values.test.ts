import { isSealedSecret, isSecretPlaceholder, type JourneyDocument, type Json, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileJourney, hasSecretsInClear, outcomesWith, sealSecrets, validateJourney } from '../src/index.ts';
import { facts, journey } from './facts.ts';
import { installation } from './values.ts';

const mail = facts('Mail', {
  secrets: ['password'],
  config: z.looseObject({ password: z.string().max(16).optional(), port: z.int().default(25), host: z.string().default('mx') }),
});
const required = facts('Api', { secrets: ['token'], outcomes: ['true', 'false'], config: z.object({ token: z.string().min(3) }) });
const catalogue = new Map([mail, required, facts('Letter', { secrets: ['password'] })].map((type) => [type.type, type]));

const one = (config: Record<string, Json>, type = 'Mail'): JourneyDocument => journey({ m: [type, { outcome: SUCCESS_ID }, config] });
const here = installation('here', {
  'esv.mail.port': '587',
  'esv.mail.host': 'smtp.example',
  'esv.mail.password': 'from outside',
  'esv.odd': 'a&{esv.mail.host}|}',
  'esv.empty': '',
});
const never = () => {
  throw new Error('Every type is known here.');
};
const compiled = (config: Record<string, Json>) => compileJourney(one(config), catalogue, never, here).nodes[0]?.config;
const codes = (document: JourneyDocument, values = here) =>
  validateJourney(document, catalogue, undefined, values).map(({ code, path, severity }) => [code, path, severity]);

describe('a secret', () => {
  it('in clear is sealed, and a node is given what it was', () => {
    const document = sealSecrets(one({ password: 'hunter2' }), catalogue, here.secrets);
    expect(isSealedSecret(document.nodes['m']?.config['password'])).toBe(true);
    expect(JSON.stringify(document)).not.toContain('hunter2');
    expect(compileJourney(document, catalogue, never, here).nodes[0]?.config).toMatchObject({ password: 'hunter2' });
    expect(codes(document)).toEqual([]);
  });

  it('on a page is sealed, too', () => {
    const document = {
      ...journey({ a: ['Mail', { outcome: SUCCESS_ID }] }),
      innerNodes: { c: { type: 'Mail', displayName: '', config: { password: 'x' } } },
    };
    expect(isSealedSecret(sealSecrets(document, catalogue, here.secrets).innerNodes['c']?.config['password'])).toBe(true);
  });

  it.each([[12], [true], [['a', 'b']], [{ a: 'b' }], [{ $string: 'plain' }], ['&{esv.x|changeit}'], ['pre-&{esv.x}'], ['sealed:1:no']])(
    'is not left in clear because it has an odd shape: %j',
    (value) => {
      const document = one({ password: value });
      expect(hasSecretsInClear(document, catalogue)).toBe(true);
      expect(isSealedSecret(sealSecrets(document, catalogue, here.secrets).nodes['m']?.config['password'])).toBe(true);
    },
  );

  it.each([[''], [null], ['&{esv.mail.password}'], [{ $string: '&{esv.mail.password}' }]])(
    'that there is none of stays as it is: %j',
    (value) => {
      const document = one({ password: value, host: 'in clear' });
      expect(sealSecrets(document, catalogue, here.secrets)).toBe(document);
      expect(hasSecretsInClear(document, catalogue)).toBe(false);
    },
  );

  it('that is sealed is sealed once', () => {
    const sealed = sealSecrets(one({ password: 'hunter2' }), catalogue, here.secrets);
    expect(sealSecrets(sealed, catalogue, here.secrets)).toBe(sealed);
  });

  it('that is kept already stays sealed as it is, so that the same content is the same', () => {
    const kept = sealSecrets(one({ password: 'hunter2' }), catalogue, here.secrets);
    expect(sealSecrets(one({ password: 'hunter2' }), catalogue, here.secrets, [kept])).toEqual(kept);
    expect(sealSecrets(one({ password: 'hunter3' }), catalogue, here.secrets, [kept])).not.toEqual(kept);
    expect(sealSecrets(one({ password: 'hunter2' }), catalogue, here.secrets)).not.toEqual(kept);
  });

  it('of another installation, another type or another field does not open, and the check says so', () => {
    const elsewhere = installation('elsewhere').secrets.seal('Mail', 'password', 'hunter2');
    const otherType = here.secrets.seal('Letter', 'password', 'hunter2');
    const otherField = here.secrets.seal('Mail', 'token', 'hunter2');
    const good = here.secrets.seal('Mail', 'password', 'hunter2');
    for (const password of [elsewhere, otherType, otherField, `${good}x`.replace('..', '.x.')]) {
      const document = one({ password });
      expect(codes(document)).toEqual([['journey.secret_unreadable', 'password', 'error']]);
      expect(() => compileJourney(document, catalogue, never, here)).toThrow(expect.objectContaining({ code: 'journey.invalid' }));
    }
    expect(codes(one({ password: good }))).toEqual([]);
    expect(codes(one({ host: good }))).toEqual([['journey.secret_unreadable', 'host', 'error']]);
    expect(codes(one({ more: [{ deep: good }] }))).toEqual([['journey.secret_unreadable', 'more', 'error']]);
  });

  it('is checked by what it says, not by how it is sealed', () => {
    expect(codes(one({ password: here.secrets.seal('Mail', 'password', 'x'.repeat(17)) }))).toEqual([
      ['journey.config_invalid', 'password', 'error'],
    ]);
    expect(codes(one({ token: here.secrets.seal('Api', 'token', 'ab') }, 'Api'))).toContainEqual([
      'journey.config_invalid',
      'token',
      'error',
    ]);
  });

  it('that cannot be told is said once, and hides no outcome', () => {
    const lost = one({ token: installation('elsewhere').secrets.seal('Api', 'token', 'abc') }, 'Api');
    expect(codes(lost).filter(([, path]) => path === 'token')).toEqual([['journey.secret_unreadable', 'token', 'error']]);
    expect(outcomesWith(required, lost.nodes['m']?.config ?? {}, here)?.map(({ id }) => id)).toEqual(['true', 'false']);
  });

  it('without an installation opens nowhere', () => {
    const document = sealSecrets(one({ password: 'hunter2' }), catalogue, here.secrets);
    expect(() => compileJourney(document, catalogue, never)).toThrow(expect.objectContaining({ code: 'journey.invalid' }));
  });
});

describe('a variable', () => {
  it.each([
    ['&{esv.mail.host}', 'smtp.example'],
    ['smtps://&{esv.mail.host}:&{esv.mail.port}/', 'smtps://smtp.example:587/'],
    ['&{esv.none|mx}', 'mx'],
    ['&{esv.none|&{esv.mail.host}}!', 'smtp.example!'],
    ['&{esv.none|&{esv.nor.this|}}', ''],
    ['&{esv.mail.host|&{esv.none}}', 'smtp.example'],
    ['&{esv.odd}', 'a&{esv.mail.host}|}'],
    ['&{esv.empty|mx}', ''],
    ['&{other} {esv.mail.host} &{esv.}', '&{other} {esv.mail.host} &{esv.}'],
    [{ $string: '&{esv.mail.host}' }, 'smtp.example'],
  ])('stands in a text: %j', (host, text) => {
    expect(compiled({ host })).toMatchObject({ host: text });
  });

  it.each([
    [{ $int: '&{esv.mail.port}' }, 587],
    [{ $int: '&{esv.none|26}' }, 26],
    [{ $number: '&{esv.mail.port}' }, 587],
  ])('stands for a number: %j', (port, number) => {
    expect(compiled({ port })).toMatchObject({ port: number });
  });

  it.each([
    [{ $bool: '&{esv.none|True}' }, true],
    [{ $list: 'a, b,&{esv.mail.host}' }, ['a', 'b', 'smtp.example']],
    [{ $array: '[1,"&{esv.mail.port}"]' }, [1, '587']],
    [{ $object: '{"a":1}' }, { a: 1 }],
    [{ deep: [{ $int: '1' }, '&{esv.mail.port}'] }, { deep: [1, '587'] }],
    [
      { $int: '1', more: 1 },
      { $int: '1', more: 1 },
    ],
  ])('stands for a value of any kind: %j', (more, value) => {
    expect(compiled({ more })).toMatchObject({ more: value });
  });

  it('that is not set is an error that names it, and nothing runs without it', () => {
    const document = one({ host: 'https://&{esv.nobody.knows}/' });
    expect(validateJourney(document, catalogue, undefined, here)).toMatchObject([
      { severity: 'error', code: 'journey.variable_missing', path: 'host', parameters: { variable: '&{esv.nobody.knows}' } },
    ]);
    expect(() => compileJourney(document, catalogue, never, here)).toThrow('&{esv.nobody.knows}');
  });

  it('of another kind than is asked for is an error that does not quote it', () => {
    const problems = validateJourney(one({ port: { $int: '&{esv.mail.host}' } }), catalogue, undefined, here);
    expect(problems).toMatchObject([{ severity: 'error', code: 'journey.variable_kind', path: 'port', parameters: { kind: '$int' } }]);
    expect(JSON.stringify(problems)).not.toContain('smtp.example');
  });

  it('stands for a secret, and one that is not set is a missing secret', () => {
    expect(compiled({ password: '&{esv.mail.password}' })).toMatchObject({ password: 'from outside' });
    expect(compiled({ password: { $string: '&{esv.mail.password}' } })).toMatchObject({ password: 'from outside' });
    for (const password of ['&{esv.none}', '&{another.kind}']) {
      expect(codes(one({ password }))).toEqual([['journey.secret_missing', 'password', 'error']]);
    }
  });

  it('only names a secret when it has no default', () => {
    expect(['&{esv.a.b}', '&{esv.a|changeit}', 'x&{esv.a}', '&{a}{b}'].map(isSecretPlaceholder)).toEqual([true, false, false, false]);
  });
});
