import { expect, it } from 'vitest';
import { JourneyState } from '../src/journey-state.ts';

it('reads transient before secure before shared', () => {
  const state = new JourneyState({ a: 'shared', b: 'shared', c: 'shared' }, { a: 'secure', b: 'secure' });
  state.setTransient('a', 'transient');
  expect([state.get('a'), state.get('b'), state.get('c'), state.get('d')]).toEqual(['transient', 'secure', 'shared', undefined]);
});

it('merges attributes one level deep, on writing and over the scopes', () => {
  const state = new JourneyState({}, {});
  state.setShared('objectAttributes', { userName: 'demo' });
  state.setShared('objectAttributes', { mail: 'demo@example.com' });
  state.setTransient('objectAttributes', { password: 'secret' });
  expect(state.get('objectAttributes')).toEqual({ userName: 'demo', mail: 'demo@example.com', password: 'secret' });
  expect(state.shared['objectAttributes']).toEqual({ userName: 'demo', mail: 'demo@example.com' });
});

it('keeps of what is transient only what is read later, and forgets secure values that nobody can read any more', () => {
  const state = new JourneyState({}, { old: 'x', kept: 'y' });
  state.setTransient('password', 'secret');
  state.setTransient('recoveryCodes', ['a']);
  state.pause((name) => name === 'password' || name === 'kept');
  expect({ ...state.secure }).toEqual({ kept: 'y', password: 'secret' });
  expect({ ...state.transient }).toEqual({});
});

it('removes from every scope', () => {
  const state = new JourneyState({ a: 1 }, { a: 2 });
  state.setTransient('a', 3);
  state.remove('a');
  expect(state.get('a')).toBeUndefined();
});

it('takes a key that is called like a prototype as any other key', () => {
  const state = new JourneyState(JSON.parse('{"__proto__":"x"}'), {});
  state.setShared('constructor', 'y');
  expect(state.get('constructor')).toBe('y');
  expect(state.get('toString')).toBeUndefined();
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});
