import type { Identity, NodeType } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import dataStoreDecision from './data-store-decision/node.ts';
import failureUrl from './failure-url/node.ts';
import getAuthenticatorApp from './get-authenticator-app/node.ts';
import message from './message/node.ts';
import passwordCollector from './password-collector/node.ts';
import platformPassword from './platform-password/node.ts';
import platformUsername from './platform-username/node.ts';
import pollingWait from './polling-wait/node.ts';
import successUrl from './success-url/node.ts';
import usernameCollector from './username-collector/node.ts';
import zeroPage from './zero-page-login-collector/node.ts';

const name = (value: string) => [{ type: 'NameCallback', value }] as const;
const word = (value: string) => [{ type: 'PasswordCallback', value }] as const;

describe('collectors', () => {
  it('ask again for nothing, where AM does', async () => {
    expect((await runNode(usernameCollector, { answers: name('') })).action.kind).toBe('send');
    expect((await runNode(passwordCollector, { answers: word('') })).action.kind).toBe('send');
    expect((await runNode(platformUsername, { answers: name('') })).outcome).toBe('outcome');
    expect((await runNode(platformPassword, { answers: word('') })).outcome).toBe('outcome');
  });

  it('keep the name in shared state and the password for this request only', async () => {
    expect((await runNode(platformUsername, { answers: name('demo') })).shared).toEqual({
      username: 'demo',
      objectAttributes: { userName: 'demo' },
    });
    expect((await runNode(platformUsername, { answers: name('') })).shared).toEqual({ objectAttributes: { userName: '' } });
    const result = await runNode(platformPassword, { answers: word('secret') });
    expect([result.shared, result.transient]).toEqual([{}, { password: 'secret', objectAttributes: { password: 'secret' } }]);
    expect((await runNode(passwordCollector, { answers: word('secret') })).transient).toEqual({ password: 'secret' });
  });

  it('show a name that is known when they are told to', async () => {
    for (const type of [usernameCollector, platformUsername]) {
      expect((await runNode(type, { config: { prepopulate: true }, shared: { username: 'demo' } })).action).toMatchObject({
        callbacks: [{ value: 'demo' }],
      });
      expect((await runNode(type, { shared: { username: 'demo' } })).action).toMatchObject({ callbacks: [{ value: '' }] });
    }
  });

  it('validate when told to, and never go on with what does not fit or was only checked', async () => {
    const config = { validateInput: true };
    const user = (value: string, validateOnly = false) => [{ type: 'ValidatedCreateUsernameCallback', value, validateOnly }] as const;
    const pass = (value: string, validateOnly = false) => [{ type: 'ValidatedCreatePasswordCallback', value, validateOnly }] as const;
    expect((await runNode(platformUsername, { config, answers: user('') })).action).toMatchObject({
      callbacks: [{ failedPolicies: [{ policyRequirement: 'REQUIRED' }] }],
    });
    expect((await runNode(platformUsername, { config, answers: user('demo', true) })).action.kind).toBe('send');
    expect((await runNode(platformUsername, { config, answers: user('demo') })).outcome).toBe('outcome');
    expect((await runNode(platformPassword, { config, answers: pass('short') })).action).toMatchObject({
      callbacks: [{ failedPolicies: [{ policyRequirement: 'MIN_LENGTH' }] }],
    });
    expect((await runNode(platformPassword, { config, answers: pass('long enough') })).outcome).toBe('outcome');
  });
});

describe('Data Store Decision', () => {
  const person: Identity = { id: 'id', realm: '/alpha', username: 'demo', active: true, attributes: {} };
  const ports = {
    identities: {
      verifyPassword: async (_realm: string, user: string, typed: string) => (user === 'demo' && typed === 'right' ? person : undefined),
    },
  };

  it('takes the right password and nothing else', async () => {
    const run = (shared: Record<string, string>, transient: Record<string, string>) =>
      runNode(dataStoreDecision, { shared, transient, ports });
    expect((await run({ username: 'demo' }, { password: 'right' })).action).toMatchObject({ outcome: 'true', identified: person });
    for (const [user, typed] of [
      ['demo', 'wrong'],
      ['demo', ''],
      ['nobody', 'right'],
      ['', 'right'],
    ] as const) {
      expect((await run({ username: user }, { password: typed })).outcome).toBe('false');
    }
    expect((await run({}, { password: 'right' })).outcome).toBe('false');
  });

  it('is broken without a password, instead of passing or failing', async () => {
    await expect(runNode(dataStoreDecision, { shared: { username: 'demo' }, ports })).rejects.toThrow('no password');
  });
});

describe('Zero Page Login Collector', () => {
  const headers = { 'x-openam-username': 'demo', 'x-openam-password': 'secret' };
  it('takes credentials from headers, plain or as encoded words', async () => {
    const plain = await runNode(zeroPage, { headers });
    expect([plain.outcome, plain.shared, plain.transient]).toEqual(['true', { username: 'demo' }, { password: 'secret' }]);
    const encoded = await runNode(zeroPage, {
      headers: { 'x-openam-username': '=?UTF-8?B?SsO8cmc=?=', 'x-openam-password': '=?utf-8?Q?p=C3=A4ss_w?=' },
    });
    expect([encoded.shared['username'], encoded.transient['password']]).toEqual(['Jürg', 'päss w']);
  });

  it('takes nothing that is incomplete, twice there, or from a page that is not listed', async () => {
    expect((await runNode(zeroPage, {})).outcome).toBe('false');
    expect((await runNode(zeroPage, { headers: { 'x-openam-username': 'demo' } })).outcome).toBe('false');
    await expect(runNode(zeroPage, { headers: { ...headers, 'x-openam-username': ['a', 'b'] } })).rejects.toThrow('more than once');
    expect((await runNode(zeroPage, { config: { allowWithoutReferer: false }, headers })).outcome).toBe('false');
    const listed = { config: { referrerWhiteList: ['https://good.example/'] } };
    expect((await runNode(zeroPage, { ...listed, headers: { ...headers, referer: 'https://bad.example/' } })).outcome).toBe('false');
    expect((await runNode(zeroPage, { ...listed, headers: { ...headers, referer: 'https://good.example/' } })).outcome).toBe('true');
  });
});

describe('Message', () => {
  it('says yes only for the first answer', async () => {
    const config = { stateField: 'answer' };
    expect((await runNode(message, { config })).shared).toEqual({ answer: null });
    const run = (index: number | undefined) => runNode(message, { config, answers: [{ type: 'ConfirmationCallback', index }] });
    expect([(await run(0)).outcome, (await run(1)).outcome, (await run(undefined)).outcome]).toEqual(['true', 'false', 'false']);
    expect((await run(1)).shared).toEqual({ answer: 1 });
    expect((await runNode(message, {})).action).toMatchObject({
      callbacks: [{}, { options: ['Yes', 'No'], defaultOption: 1, selected: 1 }],
    });
  });
});

describe('Success and Failure URL', () => {
  it.each([
    [successUrl, 'successUrl'],
    [failureUrl, 'failureUrl'],
  ] as const)('keep an address that leads somewhere', async (type: NodeType, key: string) => {
    for (const url of ['https://app.example/x?y=1', '/account'])
      expect((await runNode(type, { config: { [key]: url } })).shared).toEqual({ [key]: url });
    for (const url of ['', 'javascript:alert(1)', '//evil.example', '/\\evil.example', 'data:text/html,x', 'x', ' https://a.example']) {
      expect(type.config.safeParse({ [key]: url }).success).toBe(false);
    }
  });
});

describe('Get Authenticator App', () => {
  it('writes the links of the author into the page, escaped', async () => {
    const { action } = await runNode(getAuthenticatorApp, { config: { appleLink: "https://a.example/?x='&y=1" } });
    if (action.kind !== 'send' || action.callbacks[0]?.type !== 'TextOutputCallback') throw new Error('no script');
    expect(action.callbacks[0].message).toContain('https://a.example/?x=%27&amp;y=1');
    expect(getAuthenticatorApp.config.safeParse({ appleLink: 'javascript:alert(1)' }).success).toBe(false);
    expect((await runNode(getAuthenticatorApp, { answers: [{ type: 'ConfirmationCallback', index: 0 }] })).outcome).toBe('outcome');
  });
});

describe('Polling Wait', () => {
  const now = 1_790_000_000_000;
  it('waits its time, counts who is too early, and can be left', async () => {
    const posted = (index?: number) => [{ type: 'ConfirmationCallback', index }] as never;
    expect((await runNode(pollingWait, { now })).local).toEqual({ until: now + 8_000, early: 0 });
    expect((await runNode(pollingWait, { now: now + 8_001, local: { until: now + 8_000, early: 0 }, answers: posted() })).outcome).toBe(
      'DONE',
    );
    const config = { spamDetectionEnabled: true, spamDetectionTolerance: 1, exitable: true };
    expect((await runNode(pollingWait, { config, now, local: { until: now + 1, early: 0 }, answers: posted() })).local).toEqual({
      until: now + 1,
      early: 1,
    });
    expect((await runNode(pollingWait, { config, now, local: { until: now + 1, early: 1 }, answers: posted() })).outcome).toBe('SPAM');
    expect((await runNode(pollingWait, { config, now, local: { until: now + 1, early: 0 }, answers: posted(0) })).outcome).toBe('EXITED');
    expect((await runNode(pollingWait, { now, local: { until: now + 1, early: 0 }, answers: posted(0) })).action.kind).toBe('send');
  });
});
