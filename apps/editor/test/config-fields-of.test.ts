import { type JsonObject, jsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import snapshot from '../../../nodes/catalogue.snapshot.json' with { type: 'json' };
import type { ConfigField } from '../src/properties/config-field.ts';
import { configFieldsOf } from '../src/properties/config-fields-of.ts';
import { isSameJson, keptMembers, readConfigValue, textEntriesOf, textsOf } from '../src/properties/config-value.ts';

const schemaOf = (members: Record<string, z.ZodType>) =>
  ({ config: z.toJSONSchema(z.object(members), { io: 'input', unrepresentable: 'any' }) as JsonObject }) as const;
const fieldOf = (member: z.ZodType): ConfigField => {
  const [field] = configFieldsOf(schemaOf({ key: member }));
  if (field === undefined) throw new Error('A member has a field.');
  return field;
};
const about = { title: 'Title', help: 'What it does.' };

describe('the field of a member', () => {
  const text = z.string().max(64);
  const map = z.record(z.string(), z.string()).default({});
  it.each<[string, z.ZodType, object]>([
    ['a text', text.default('userName').meta(about), { kind: 'text', maxLength: 64, byDefault: 'userName' }],
    [
      'a text that need not be there',
      text.optional().meta(about),
      { kind: 'text', maxLength: 64, byDefault: undefined, isRequired: false },
    ],
    ['a text that must be there', text.meta(about), { kind: 'text', byDefault: undefined, isRequired: true }],
    ['a text of several lines', text.optional().meta({ ...about, field: 'multiline' }), { kind: 'multiline' }],
    ['a secret', text.optional().meta({ ...about, field: 'secret' }), { kind: 'secret' }],
    [
      'an address',
      z
        .union([z.literal(''), z.url()])
        .default('')
        .meta({ ...about, field: 'url' }),
      { kind: 'url', byDefault: '' },
    ],
    [
      'a colour',
      text
        .regex(/^#?[0-9a-f]{6}$/)
        .default('032b75')
        .meta({ ...about, field: 'color' }),
      { kind: 'color', byDefault: '032b75' },
    ],
    ['a journey', text.default('').meta({ ...about, field: 'journey' }), { kind: 'journey' }],
    ['a script', text.optional().meta({ ...about, field: 'script' }), { kind: 'script', contexts: undefined }],
    [
      'a script of another kind',
      text.optional().meta({ ...about, field: 'script', contexts: ['ONE', 'TWO'] }),
      { kind: 'script', contexts: ['ONE', 'TWO'] },
    ],
    ['a type that the node runs as', text.meta({ ...about, field: 'node-type' }), { kind: 'node-type', isRequired: true }],
    ['a theme', text.optional().meta({ ...about, field: 'theme' }), { kind: 'theme' }],
    ['an e-mail template', text.optional().meta({ ...about, field: 'email-template' }), { kind: 'email-template' }],
    ['a label of a secret', text.optional().meta({ ...about, field: 'secret-label' }), { kind: 'secret-label' }],
    [
      'a whole number with its unit and limits',
      z
        .int()
        .min(1)
        .max(300)
        .default(5)
        .meta({ ...about, unit: 'seconds' }),
      { kind: 'number', isInteger: true, minimum: 1, maximum: 300, unit: 'seconds', byDefault: 5 },
    ],
    [
      'a whole number without limits',
      z.int().default(0).meta(about),
      { kind: 'number', isInteger: true, minimum: undefined, maximum: undefined },
    ],
    ['a number', z.number().min(0).max(1).default(0.5).meta(about), { kind: 'number', isInteger: false, minimum: 0, maximum: 1 }],
    ['yes or no', z.boolean().default(true).meta(about), { kind: 'flag', byDefault: true }],
    [
      'one of several, with its texts where there are some',
      z
        .enum(['OATH', 'PUSH'])
        .default('OATH')
        .meta({ ...about, options: { PUSH: 'Push' } }),
      {
        kind: 'choice',
        options: [
          { value: 'OATH', label: 'OATH' },
          { value: 'PUSH', label: 'Push' },
        ],
      },
    ],
    [
      'some of several',
      z
        .array(z.enum(['ES256', 'RS256']))
        .default(['ES256'])
        .meta(about),
      {
        kind: 'choices',
        byDefault: ['ES256'],
        options: [
          { value: 'ES256', label: 'ES256' },
          { value: 'RS256', label: 'RS256' },
        ],
      },
    ],
    ['a list of texts', z.array(text).default([]).meta(about), { kind: 'list', byDefault: [] }],
    ['texts by name', map.meta({ ...about, field: 'key-value' }), { kind: 'key-value' }],
    ['texts by name that nothing declares', map.meta(about), { kind: 'key-value' }],
    ['texts by language', map.meta({ ...about, field: 'localized' }), { kind: 'localized', byDefault: {} }],
    [
      'the nodes on a page',
      z
        .array(z.unknown())
        .default([])
        .meta({ ...about, field: 'children' }),
      { kind: 'children' },
    ],
    [
      'options that are passed on',
      z
        .record(z.string(), z.json())
        .default({})
        .meta({ ...about, field: 'json' }),
      { kind: 'json' },
    ],
    ['an object of its own shape', z.object({ a: z.string() }).meta(about), { kind: 'json' }],
    [
      'a list of objects',
      z
        .array(z.object({ a: z.string() }))
        .default([])
        .meta(about),
      { kind: 'json' },
    ],
    ['one of two shapes', z.union([z.string(), z.number()]).meta(about), { kind: 'json' }],
    ['what is declared a text and is none', z.int().meta({ ...about, field: 'secret' }), { kind: 'json' }],
    ['what is declared texts by language and is a text', text.meta({ ...about, field: 'localized' }), { kind: 'json' }],
  ])('%s', (_, member, expected) => {
    expect(fieldOf(member)).toMatchObject({ key: 'key', title: 'Title', help: 'What it does.', ...expected });
  });

  it('is called by its key when the node gives it no name, and edited as JSON when it says nothing at all', () => {
    expect(configFieldsOf({ config: { properties: { strange: true } } })).toEqual([
      { key: 'strange', title: 'strange', help: '', byDefault: undefined, isRequired: false, kind: 'json' },
    ]);
    expect(configFieldsOf({ config: {} })).toEqual([]);
  });
});

describe('the catalogue of this server', () => {
  const fields = snapshot.flatMap(({ type, config }) =>
    configFieldsOf({ config: jsonObject.parse(config) }).map((field) => [`${type}.${field.key}`, field] as const),
  );

  it('has a form for every member: none must be written as JSON', () => {
    expect(fields.length).toBeGreaterThan(40);
    // A policy is a document of its own, of which a form would show one rule at a time.
    const isPolicy = (name: string) => /^WaygatePingId\w+\.policy$/.test(name);
    expect(fields.filter(([name, { kind }]) => kind === 'json' && !isPolicy(name))).toEqual([]);
  });

  it.each(fields)('takes the default of %s for what the field holds', (_, field) => {
    const { state } = readConfigValue(field, field.byDefault === undefined ? {} : { [field.key]: field.byDefault });
    expect(state).toBe(field.byDefault === undefined ? 'default' : 'set');
  });

  it.each([
    ['InnerTreeEvaluatorNode.tree', 'journey'],
    ['PushRegistrationNode.bgColor', 'color'],
    ['PushRegistrationNode.imgUrl', 'url'],
    ['SetSuccessUrlNode.successUrl', 'url'],
    ['GetAuthenticatorAppNode.appleLink', 'url'],
    ['PageNode.stage', 'multiline'],
    ['PageNode.nodes', 'children'],
    ['PushWaitNode.waitingMessage', 'localized'],
    ['PushAuthenticationSenderNode.messageTimeout', 'number'],
    ['PushAuthenticationSenderNode.pushType', 'choice'],
    ['PushAuthenticationSenderNode.customPayload', 'list'],
  ])('%s is a field of kind %s', (name, kind) => {
    expect(fields.find(([one]) => one === name)?.[1].kind).toBe(kind);
  });
});

describe('a value of a field', () => {
  const number = fieldOf(z.int().default(5).meta(about));
  const list = fieldOf(z.array(z.string()).default([]).meta(about));
  const localized = fieldOf(
    z
      .record(z.string(), z.string())
      .default({})
      .meta({ ...about, field: 'localized' }),
  );
  const choice = fieldOf(z.enum(['A', 'B']).default('A').meta(about));

  it.each<[string, ConfigField, JsonObject, object]>([
    ['is the default when nothing is set', number, {}, { state: 'default', value: 5 }],
    ['is the default when a file says null', number, { key: null }, { state: 'default', value: 5 }],
    ['is what is set', number, { key: 0 }, { state: 'set', value: 0 }],
    ['may be outside the limits: the server says so', number, { key: -1 }, { state: 'set', value: -1 }],
    ['may be no longer offered: the server says so', choice, { key: 'C' }, { state: 'set', value: 'C' }],
    ['is wrong as a text where a number is wanted', number, { key: '5' }, { state: 'wrong', value: '5', expected: 'number' }],
    ['is wrong as a placeholder where a number is wanted', number, { key: { $int: '&{esv.n}' } }, { state: 'wrong', expected: 'number' }],
    ['is wrong as a text where a list is wanted', list, { key: 'a' }, { state: 'wrong', expected: 'texts' }],
    ['is wrong as a list of numbers where one of texts is wanted', list, { key: [1] }, { state: 'wrong', expected: 'texts' }],
    ['is wrong as a list where texts by language are wanted', localized, { key: ['en'] }, { state: 'wrong', expected: 'text-map' }],
    ['is wrong with a number among the texts by language', localized, { key: { en: 1 } }, { state: 'wrong', expected: 'text-map' }],
    ['is not what every object inherits', { ...number, key: 'constructor' }, {}, { state: 'default', value: 5 }],
  ])('%s', (_, field, config, expected) => {
    expect(readConfigValue(field, config)).toMatchObject(expected);
  });

  it('is read without a fault whatever it is', () => {
    for (const value of [undefined, null, 1, 'a', true, ['a', 1], { en: 'a', de: 1 }]) {
      expect(() => [textsOf(value), textEntriesOf(value)]).not.toThrow();
    }
    expect(textsOf(['a', 1])).toEqual(['a']);
    expect(textEntriesOf({ en: 'a', de: 1 })).toEqual([['en', 'a']]);
  });
});

it('keeps apart what no field is made for', () => {
  const fields = configFieldsOf(schemaOf({ key: z.string().default('').meta(about) }));
  expect(keptMembers(fields, { key: 'a', old: { b: 1 }, _rev: '1' })).toEqual([
    ['old', { b: 1 }],
    ['_rev', '1'],
  ]);
});

it.each([
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
  [[1, 2], [2, 1], false],
  [{}, [], false],
  [{ a: undefined as never }, {}, false],
  [null, {}, false],
  ['1', 1, false],
])('tells whether %j and %j are the same', (a, b, same) => {
  expect(isSameJson(a, b)).toBe(same);
});
