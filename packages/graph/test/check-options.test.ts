import { SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { checkDefault, validateJourney } from '../src/index.ts';
import { catalogue, journey } from './facts.ts';

const sound = (more: Parameters<typeof journey>[1]) => journey({ a: ['Ask', { outcome: SUCCESS_ID }] }, more);
const codes = (more: Parameters<typeof journey>[1]) => validateJourney(sound(more), catalogue).map(({ code, path }) => [code, path]);

describe('options of a journey', () => {
  it('that go together are no problem', () => {
    expect(codes({ maximumSessionTime: 60, maximumIdleTime: 60, transactionalOnly: true })).toEqual([]);
    expect(codes({ maximumIdleTime: 60, innerTreeOnly: true })).toEqual([]);
  });

  it('that do not are told at the option that stands out', () => {
    expect(codes({ maximumSessionTime: 60, maximumIdleTime: 61 })).toEqual([['journey.idle_beyond_session', 'maximumIdleTime']]);
    expect(codes({ innerTreeOnly: true, transactionalOnly: true })).toEqual([['journey.cannot_start', 'transactionalOnly']]);
  });

  it('that a default journey cannot have are told one by one', () => {
    expect(checkDefault(sound({}))).toEqual([]);
    const told = checkDefault(sound({ innerTreeOnly: true, transactionalOnly: true, mustRun: true, enabled: false }));
    expect(told.map(({ code, path }) => [code, path])).toEqual([
      ['journey.default_option', 'innerTreeOnly'],
      ['journey.default_option', 'transactionalOnly'],
      ['journey.default_option', 'mustRun'],
      ['journey.default_disabled', 'enabled'],
    ]);
  });
});
