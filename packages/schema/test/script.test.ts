import { describe, expect, it } from 'vitest';
import { LONGEST_SCRIPT, script, scriptGeneration } from '../src/index.ts';

const base64 = (source: string) => Buffer.from(source).toString('base64');
const given = { _id: 'c9cb4b1e-1cd3-4e5b-8f56-140f83ba9f6d', name: 'Check Username', script: base64('outcome = "known";') };

describe('a script as AM writes it', () => {
  it('needs an id, a name and its source; the rest has the values that AM gives', () => {
    expect(script.parse(given)).toEqual({
      ...given,
      description: null,
      default: false,
      language: 'JAVASCRIPT',
      context: 'AUTHENTICATION_TREE_DECISION_NODE',
      evaluatorVersion: '1.0',
      createdBy: null,
      creationDate: 0,
      lastModifiedBy: null,
      lastModifiedDate: 0,
    });
  });

  it('keeps what is not known here, so that an export gives it back', () => {
    expect(script.parse({ ...given, exports: [{ arity: 1 }], description: null })).toMatchObject({ exports: [{ arity: 1 }] });
  });

  it.each([
    ['a source that is no base64', { script: 'outcome = "known";' }],
    ['a source beyond any measure', { script: base64('x'.repeat(8 * LONGEST_SCRIPT)) }],
    ['no name', { name: ' ' }],
    ['a name of two lines', { name: 'a\nb' }],
  ])('is refused with %s', (_what, change) => {
    expect(script.safeParse({ ...given, ...change }).success).toBe(false);
  });

  it('says for which API it is written', () => {
    expect(scriptGeneration(script.parse(given))).toBe('legacy');
    expect(scriptGeneration(script.parse({ ...given, evaluatorVersion: '2.0' }))).toBe('next');
    expect(scriptGeneration(script.parse({ ...given, context: 'SCRIPTED_DECISION_NODE' }))).toBe('next');
    expect(scriptGeneration(script.parse({ ...given, context: 'LIBRARY' }))).toBe('next');
    expect(scriptGeneration(script.parse({ ...given, context: 'CONFIG_PROVIDER_NODE' }))).toBe('legacy');
    expect(scriptGeneration(script.parse({ ...given, context: 'CONFIG_PROVIDER_NODE_NEXT_GEN' }))).toBe('next');
  });
});
