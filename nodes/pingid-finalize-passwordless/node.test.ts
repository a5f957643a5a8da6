import type { Evidence } from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import initialize from '../pingid-initialize-passwordless/node.ts';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import { BEGIN } from '../test/real-people.ts';
import node from './node.ts';

let world: PingIdWorld;
let begun: NodeRunResult;
beforeEach(async () => {
  world = await pingIdWorld();
  await world.passkey('key');
  begun = await runNode(initialize, { now: BEGIN });
});
const LATER = BEGIN + 20_000;
const passkey = (more: Partial<Evidence> = {}): Evidence[] => [
  world.proof('possession:passkey', { at: LATER, device: 'key', ...more }),
  world.proof('verification:passkey', { at: LATER, device: 'key', ...more }),
];
const run = (more: NodeRun = {}) =>
  runNode(node, {
    ports: world.ports,
    subject: world.mia,
    evidence: passkey(),
    secure: begun.transient,
    guarded: begun.guarded,
    now: LATER,
    clientIp: '192.0.2.7',
    ...more,
  });
const policy = (...rules: object[]) => ({ config: { policy: { networks: { office: ['192.0.2.0/24'] }, rules } } as never });

it('takes a passkey that verified its owner for both factors', async () => {
  const { outcome, shared, secure, guarded } = await run();
  expect(outcome).toBe('true');
  expect(shared['pingIdOutput']).toMatchObject({
    status: 'AUTHENTICATED',
    sub: 'mia',
    accessingDevice: { ip: '192.0.2.7' },
    authenticationType: 'FIDO2',
  });
  expect([secure, guarded, node.provides]).toEqual([{}, {}, {}]);
});

it('asks for MFA after a passkey that did not, or that the policy does not take', async () => {
  const evidence = passkey().slice(0, 1);
  expect((await run({ evidence })).outcome).toBe('mfa');
  const strict = policy({ name: 'one', action: 'mfa', methods: ['PLATFORM'] });
  const { outcome, guarded } = await run(strict);
  expect([outcome, guarded['pingIdVerdict']]).toMatchObject(['mfa', { methods: ['PLATFORM'] }]);
});

it('goes by the policy', async () => {
  const denied = await run({ ...policy({ name: 'one', when: { networks: ['office'] }, action: 'deny' }) });
  expect([denied.outcome, denied.guarded]).toEqual(['denied', { pingIdVerdict: world.verdict({ methods: [] }) }]);
  const evidence = passkey().slice(0, 1);
  expect((await run({ evidence, ...policy({ name: 'one', when: { networks: ['office'] }, action: 'allow' }) })).outcome).toBe('true');
});

describe('the context', () => {
  const said = (passwordlessContext: string, sub = 'mia') => ({ shared: { pingIdInput: { customAuth: {}, sub, passwordlessContext } } });

  it('is the one that Initialize made, also when the caller brings it', async () => {
    expect((await run(said(String(begun.transient['passwordlessContext'])))).outcome).toBe('true');
    const other = (await runNode(initialize, { now: BEGIN })).transient;
    expect((await run(said(String(other['passwordlessContext'])))).outcome).toBe('false');
    expect((await run(said('A'.repeat(43)))).outcome).toBe('false');
  });

  it('is good for five minutes', async () => {
    expect((await run({ now: BEGIN + 299_999 })).outcome).toBe('true');
    expect((await run({ now: BEGIN + 300_000 })).outcome).toBe('false');
  });

  it('is good once, whatever came of it', async () => {
    const { secure, guarded, outcome } = await run(said('A'.repeat(43)));
    expect([outcome, secure, guarded]).toEqual(['false', {}, {}]);
    expect((await run({ secure })).outcome).toBe('false');
    expect((await run({ guarded })).outcome).toBe('false');
  });

  it('must be there', async () => {
    expect((await run({ secure: {} })).outcome).toBe('false');
    expect((await run({ guarded: {} })).outcome).toBe('false');
  });
});

describe('the passkey', () => {
  it('must have been verified since, in this run, and of who signs on', async () => {
    expect((await run({ evidence: [world.proof()] })).outcome).toBe('false');
    expect((await run({ evidence: passkey({ at: BEGIN - 1 }) })).outcome).toBe('false');
    expect((await run({ evidence: passkey({ subjectId: 'somebody' }) })).outcome).toBe('false');
  });

  it('must belong to the name that the caller says', async () => {
    const handle = String(begun.transient['passwordlessContext']);
    await world.people.made({ userName: 'tom', givenName: 'Tom', sn: 'Muster', mail: 'tom@example.com', password: 'correct horse' });
    for (const sub of ['tom', 'nobody']) {
      const { action } = await run({ shared: { pingIdInput: { customAuth: {}, sub, passwordlessContext: handle } } });
      expect(action).toMatchObject({ outcome: 'false', audit: { reason: 'otherSubject' } });
    }
  });

  it('must be one that they still have', async () => {
    const lost = { outcome: 'false', audit: { reason: 'otherPasskey' } };
    expect((await run({ evidence: passkey({ device: 'gone' }) })).action).toMatchObject(lost);
    const unnamed = passkey().map(({ device: _, ...proof }) => proof);
    expect((await run({ evidence: unnamed, shared: { webauthnDeviceUuid: 'key' } })).action).toMatchObject(lost);
  });

  it('is the one that answered, whatever the state says, and only that one verified its owner', async () => {
    await world.passkey('laptop', { transports: ['internal'] });
    const strict = policy({ name: 'one', action: 'mfa', methods: ['SECURITY_KEY'] });
    const shared = { webauthnDeviceUuid: 'key' };
    expect((await run({ ...strict, shared, evidence: passkey({ device: 'laptop' }) })).outcome).toBe('mfa');
    expect((await run({ ...strict, shared: { webauthnDeviceUuid: 'laptop' } })).outcome).toBe('true');
    const [ofKey] = passkey();
    const [, ofLaptop] = passkey({ device: 'laptop' });
    expect((await run({ evidence: [ofKey, ofLaptop].flatMap((one) => one ?? []) })).outcome).toBe('mfa');
  });
});
