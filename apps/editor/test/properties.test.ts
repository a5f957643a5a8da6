import { FAILURE_ID, type JourneyDocument, type JourneyProblem, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { setConfigMember } from '../src/document/edit-config.ts';
import { newJourney } from '../src/document/new-journey.ts';
import { placeOnPage } from '../src/document/page-order.ts';
import { makeEditorCatalogue } from '../src/editor/catalogue.ts';
import { colorLike, pickerColor } from '../src/properties/color-value.ts';
import type { ConfigField } from '../src/properties/config-field.ts';
import { convertValue, freshValue } from '../src/properties/convert-value.ts';
import { fallbackLanguage, languageName, languagesOf, languageTag, missingLanguages } from '../src/properties/languages.ts';
import { lostOutcomes } from '../src/properties/lost-outcomes.ts';
import { problemsOfNode, wrongMembersOf } from '../src/properties/problems-of-node.ts';
import { timeText, unitName, withUnit } from '../src/properties/unit-text.ts';

const document: JourneyDocument = {
  ...newJourney('Test'),
  nodes: {
    page: {
      type: 'PageNode',
      displayName: 'Page',
      config: {
        pageHeader: { en: 'Hello', de_CH: 'Grüezi', fr: '' },
        nodes: [{ _id: 'child', nodeType: 'MessageNode', displayName: 'Old' }],
      },
      connections: {},
      x: 0,
      y: 0,
    },
  },
  innerNodes: {
    child: { type: 'MessageNode', displayName: 'Message', config: { message: { de: 'Hallo', it: 'Ciao' }, other: { es: 'Hola' } } },
  },
};
const type = (id: string, key: string) => ({
  type: id,
  version: '1.0',
  displayName: id,
  category: 'utilities',
  tags: [],
  icon: 'box',
  summary: '',
  kind: 'plain' as const,
  config: { properties: { [key]: { type: 'object', additionalProperties: { type: 'string' }, field: 'localized' } } },
  defaults: {},
  outcomes: [],
  reads: [],
  writes: [],
  provides: {},
  interactive: true,
  boundsLoops: false,
});
const catalogue = makeEditorCatalogue([type('PageNode', 'pageHeader'), type('MessageNode', 'message')]);

describe('one member of a configuration', () => {
  it('is set, on the canvas and on a page, and the others stay in their order', () => {
    const config = (next: JourneyDocument) => next.innerNodes['child']?.config;
    const set = setConfigMember(document, 'child', 'message', { en: 'Hi' });
    expect(Object.entries(config(set) ?? {})).toEqual([
      ['message', { en: 'Hi' }],
      ['other', { es: 'Hola' }],
    ]);
    expect(Object.keys(config(setConfigMember(document, 'child', 'message', undefined)) ?? {})).toEqual(['other']);
    expect(setConfigMember(document, 'page', 'stage', 'a').nodes['page']?.config['stage']).toBe('a');
  });

  it('changes nothing when it is so already, when the node is not there, or when its name is not safe', () => {
    const set = setConfigMember(document, 'child', 'stateField', 'a');
    expect(setConfigMember(set, 'child', 'stateField', 'a')).toBe(set);
    expect(setConfigMember(document, 'child', 'stateField', undefined)).toBe(document);
    expect(setConfigMember(document, 'nobody', 'stateField', 'a')).toBe(document);
    expect(setConfigMember(document, 'child', '__proto__', 'a')).toBe(document);
  });
});

it.each([
  ['at the end', [1, 1], 1, 2],
  ['before a last one with several outcomes', [1, 3], 1, 1],
  ['at the end, when it has several outcomes itself', [1, 3], 2, 2],
  ['on an empty page', [], 1, 0],
])('a new node on a page goes %s', (_, counts, added, place) => {
  expect(placeOnPage(counts, added)).toBe(place);
});

it('sorts what the server says to the field, the outcome, or the head of the form', () => {
  const field = (key: string): ConfigField => ({ key, kind: 'json', title: key, help: '', byDefault: undefined, isRequired: false });
  const problem = (given: Partial<JourneyProblem>): JourneyProblem => ({
    severity: 'error',
    code: 'c',
    message: 'm',
    nodeId: 'a',
    ...given,
  });
  const own = problem({ path: 'list' });
  const item = problem({ path: 'list.0' });
  const lookalike = problem({ path: 'listing' });
  const outcome = problem({ outcome: 'true' });
  const other = problem({});
  const found = problemsOfNode([own, item, lookalike, outcome, other, problem({ nodeId: 'b', path: 'list' })], 'a', [field('list')]);
  expect(found.byField.get('list')).toEqual([own, item]);
  expect(found.byOutcome.get('true')).toEqual([outcome]);
  expect(found.others).toEqual([lookalike, other]);
  expect([...wrongMembersOf('list', [own, item, lookalike, problem({ path: 'list.name.deep' })])]).toEqual(['0', 'name']);
});

it('finds the wires whose outcome is gone, unless nobody can tell', () => {
  const node = { type: 'T', displayName: '', config: {}, connections: { true: SUCCESS_ID, FAILURE: FAILURE_ID }, x: 0, y: 0 };
  expect(lostOutcomes(node, [{ id: 'true', displayName: 'True' }])).toEqual([{ outcome: 'FAILURE', target: FAILURE_ID }]);
  expect(lostOutcomes(node, undefined)).toEqual([]);
});

describe('languages', () => {
  it('are those that the journey is written in, one of a kind', () => {
    expect(languagesOf(document, catalogue)).toEqual(['en', 'de_CH', 'it']);
  });

  it('are missing where a text has others', () => {
    expect(missingLanguages({ en: 'Hi', de: '' }, ['en', 'de', 'it'])).toEqual(['de', 'it']);
    expect(missingLanguages({ 'de-AT': 'Servus', en: 'Hi' }, ['en', 'de'])).toEqual([]);
    expect(missingLanguages({}, ['en', 'de'])).toEqual([]);
    expect(missingLanguages({ en: '' }, ['en', 'de'])).toEqual([]);
  });

  it('fall back to English, else to the first', () => {
    expect(fallbackLanguage({ de: 'Hallo', en: 'Hi' })).toBe('en');
    expect(fallbackLanguage({ de: 'Hallo', 'en-GB': 'Hi' })).toBe('en-GB');
    expect(fallbackLanguage({ en: '', de: 'Hallo' })).toBe('de');
    expect(fallbackLanguage({})).toBeUndefined();
  });

  it('are named for people, and taken as AM writes them', () => {
    expect(languageTag(' pt_br ')).toBe('pt-BR');
    expect(languageTag('no language')).toBeUndefined();
    expect(languageName('de', 'en')).toBe('German');
    expect(languageName('pt_BR', 'de')).toContain('ortugiesisch');
    expect(languageName('no language', 'en')).toBe('no language');
  });
});

describe('units', () => {
  it('stand behind their number', () => {
    expect(withUnit(5, 'seconds', 'en')).toBe('5 seconds');
    expect(withUnit(1, 'minutes', 'de')).toBe('1 Minute');
    expect(withUnit(3, undefined, 'en')).toBe('3');
    expect(withUnit(3, 'cows', 'en')).toBe('3 cows');
    expect(unitName('hours', 'de')).toBe('Stunden');
    expect(unitName('cows', 'de')).toBe('cows');
  });

  it.each([
    [120_000, 'milliseconds', '2 minutes'],
    [90, 'seconds', '1 minute 30 seconds'],
    [3_600, 'seconds', '1 hour'],
    [5, 'seconds', undefined],
    [86_399, 'seconds', undefined],
    [0, 'seconds', undefined],
    [1.5, 'minutes', undefined],
    [100, 'percent', undefined],
  ])('%d %s are %s', (value, unit, text) => {
    expect(timeText(value, unit, 'en')).toBe(text);
  });
});

it('takes a colour with or without its sign and writes it as it was', () => {
  expect([pickerColor('032B75'), pickerColor('#032b75'), pickerColor('blue'), pickerColor('')]).toEqual([
    '#032b75',
    '#032b75',
    undefined,
    undefined,
  ]);
  expect([colorLike('032b75', '#ffffff'), colorLike('#032b75', '#ffffff'), colorLike('', '#ffffff')]).toEqual([
    'ffffff',
    '#ffffff',
    'ffffff',
  ]);
});

describe('a value of the wrong kind', () => {
  it.each([
    ['5', 'number', 5],
    [' ', 'number', undefined],
    ['five', 'number', undefined],
    ['true', 'flag', true],
    ['yes', 'flag', undefined],
    [5, 'text', '5'],
    [{ a: 1 }, 'text', undefined],
    ['one', 'texts', ['one']],
    ['', 'texts', undefined],
    ['one', 'text-map', undefined],
  ] as const)('%j as a %s is meant as %j', (value, expected, meant) => {
    expect(convertValue(value, expected)).toEqual(meant);
  });

  it('is replaced by the default, else by the emptiest that the field can hold', () => {
    const field = { key: 'key', title: 'Title', help: '', byDefault: undefined, isRequired: false };
    const number = { ...field, kind: 'number' as const, isInteger: true, maximum: undefined, unit: undefined };
    expect(freshValue({ ...number, minimum: 10, byDefault: 60 })).toBe(60);
    expect(freshValue({ ...number, minimum: 10 })).toBe(10);
    expect(freshValue({ ...number, minimum: undefined })).toBe(0);
    expect(freshValue({ ...field, kind: 'flag' })).toBe(false);
    expect(freshValue({ ...field, kind: 'list' })).toEqual([]);
    expect(freshValue({ ...field, kind: 'localized' })).toEqual({});
    expect(freshValue({ ...field, kind: 'choice', options: [{ value: 'A', label: 'A' }] })).toBe('A');
    expect(freshValue({ ...field, kind: 'text', maxLength: undefined })).toBe('');
  });
});
