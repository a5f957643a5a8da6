import { describe, expect, it } from 'vitest';
import { maskedState } from '../src/masked-state.ts';
import { fixture, journey, request } from './fixture.ts';

const login = journey('Login', {
  name: ['AskName', { outcome: 'password' }],
  password: ['AskPassword', { outcome: 'check' }],
  check: ['Check', { true: 'ok', false: 'no' }],
});

describe('a try of a draft', () => {
  it('runs that version though nobody else gets it, makes no session, and tells the state', async () => {
    const { engine, stores, visits, ended } = await fixture([login]);
    const draft = { ...login, enabled: false, description: 'draft' };
    const versionId = await stores.journeys.keepVersion('/alpha', draft, Number.MAX_SAFE_INTEGER);
    const first = await engine.start({
      realm: '/alpha',
      journey: undefined,
      request,
      force: true,
      noSession: true,
      preview: { journey: 'Login', versionId, ticket: 't' },
    });
    if (first.kind !== 'callbacks') throw new Error(first.kind);
    const submit = (step: typeof first, answer: { type: 'NameCallback' | 'PasswordCallback'; value: string }) =>
      engine.submit({ realm: '/alpha', sessionId: step.handle.sessionId, key: step.handle.key, decode: () => [answer], request });
    const second = await submit(first, { type: 'NameCallback', value: 'demo' });
    if (second.kind !== 'callbacks') throw new Error(second.kind);
    const end = await submit(second, { type: 'PasswordCallback', value: 'right' });
    expect(end).toEqual({ kind: 'success', realm: '/alpha', successUrl: '/account', previewed: 'demo' });
    expect(visits.map(({ nodeId, preview, versionId: at }) => [nodeId, preview, at === versionId])).toEqual(
      ['name', 'name', 'password', 'password', 'check'].map((nodeId) => [nodeId, 't', true]),
    );
    expect(visits.every(({ took }) => took >= 0)).toBe(true);
    expect(visits.at(-1)?.state).toMatchObject({ realm: '/alpha', username: 'demo' });
    expect(ended).toMatchObject([{ preview: 't', versionId, result: 'succeeded' }]);
  });

  it('is told apart: a real sign-on tells no state', async () => {
    const { client, visits } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo' });
    expect(visits.some((visit) => 'state' in visit || 'preview' in visit)).toBe(false);
  });

  it('never shows what is named like a secret, however deep', () => {
    expect(
      maskedState({
        username: 'demo',
        userPassword: 'x',
        deep: { list: [{ apiKey: 'x', ok: 1 }], oneTimePassword: 12_345_678 },
        long: 'y'.repeat(300),
        mfaEnabled: true,
        note: 'pushauth://push/forgerock:demo?s=x',
        deeper: [['eyJhbGciOiJIUzI1NiJ9.e30.x', 'eyes']],
      }),
    ).toEqual({
      username: 'demo',
      userPassword: '••••••',
      deep: { list: [{ apiKey: '••••••', ok: 1 }], oneTimePassword: '••••••' },
      long: `${'y'.repeat(200)}…`,
      mfaEnabled: true,
      note: '••••••',
      deeper: [['••••••', 'eyes']],
    });
  });
});
