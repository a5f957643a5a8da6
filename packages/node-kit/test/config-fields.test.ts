import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  choicesField,
  colorField,
  emailTemplateField,
  flagField,
  journeyField,
  jsonField,
  keyValueField,
  listField,
  localizedField,
  multilineField,
  scriptField,
  secretField,
  secretLabelField,
  themeField,
  urlField,
} from '../src/index.ts';

const help = 'What it does.';
const schemaOf = (field: z.ZodType) =>
  z.toJSONSchema(z.object({ field }), { io: 'input', unrepresentable: 'any' }).properties?.['field'] as Record<string, unknown>;

describe('what the form of the editor is told of a field', () => {
  it.each([
    ['localized', localizedField('Title', help), {}],
    ['multiline', multilineField('Title', help), undefined],
    ['secret', secretField('Title', help), undefined],
    ['url', urlField('Title', help), ''],
    ['color', colorField('Title', help, '032b75'), '032b75'],
    ['key-value', keyValueField('Title', help), {}],
    ['journey', journeyField('Title', help), ''],
    ['script', scriptField('Title', help), undefined],
    ['theme', themeField('Title', help), undefined],
    ['email-template', emailTemplateField('Title', help, 'welcome'), 'welcome'],
    ['secret-label', secretLabelField('Title', help), undefined],
    ['json', jsonField('Title', help), {}],
    [undefined, flagField('Title', help, true), true],
    [undefined, listField('Title', help, ['*']), ['*']],
    [undefined, choicesField('Title', help, { ES256: 'ES256', RS256: 'RS256' }, ['ES256']), ['ES256']],
  ])('%s', (kind, field, byDefault) => {
    const schema = schemaOf(field);
    expect([schema['title'], schema['help'], schema['field'], schema['default']]).toEqual(['Title', help, kind, byDefault]);
  });

  it('has a text for every value of an enumeration', () => {
    const schema = schemaOf(choicesField('Title', help, { ES256: 'Elliptic', RS256: 'RSA' }));
    expect(schema).toMatchObject({ items: { enum: ['ES256', 'RS256'] }, options: { ES256: 'Elliptic', RS256: 'RSA' } });
  });

  it('knows only kinds and units that a form has', () => {
    // @ts-expect-error: no form knows this kind.
    z.string().meta({ title: 'Title', help, field: 'colour' });
    // @ts-expect-error: no form knows this unit.
    z.int().meta({ title: 'Title', help, unit: 'fortnights' });
  });
});

it.each([
  ['a colour without its sign', colorField('Title', help, '000000'), '032b75', true],
  ['a colour with it', colorField('Title', help, '000000'), '#032B75', true],
  ['a name as a colour', colorField('Title', help, '000000'), 'blue', false],
  ['no address', urlField('Title', help), '', true],
  ['an address', urlField('Title', help), 'https://example.com/logo.png', true],
  ['a script as an address', urlField('Title', help), 'javascript:alert(1)', false],
  ['headers', keyValueField('Title', help), { Accept: 'text/plain' }, true],
  ['a header without a name', keyValueField('Title', help), { '': 'text/plain' }, false],
  ['an empty text in a list', listField('Title', help), [''], false],
])('takes or refuses %s', (_, field, value, isTaken) => {
  expect(field.safeParse(value).success).toBe(isTaken);
});
