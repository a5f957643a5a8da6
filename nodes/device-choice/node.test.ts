import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
type Run = NonNullable<Parameters<typeof runNode>[1]>;
const run = (more: Run = {}) =>
  runNode(node, { ports: world.ports, subject: world.mia, evidence: [world.proof()], shared: { username: 'mia' }, ...more });
const shown = ({ action }: Awaited<ReturnType<typeof run>>) => (action.kind === 'send' ? action.callbacks : action);

describe('somebody with one kind of device', () => {
  it.each([
    ['passkey', () => world.passkey('key')],
    ['push', () => world.phone('Pixel 9')],
    ['oath', () => world.codes('app')],
    ['token', () => world.codes('token', { algorithm: 'HOTP' })],
  ])('goes on with it without being asked: %s', async (outcome, pair) => {
    await pair();
    expect((await run()).outcome).toBe(outcome);
  });

  it('is asked when they come back, so that no page goes round by itself', async () => {
    await world.passkey('key');
    const { shared } = await run();
    expect(shown(await run({ shared }))).toMatchObject([{ choices: ['Passkey or security key'] }]);
  });
});

describe('somebody with several', () => {
  beforeEach(async () => {
    await world.codes('app');
    await world.phone('Pixel 9');
    await world.passkey('key');
  });

  it('chooses, what resists phishing first, and each is told in the language of the person', async () => {
    const choices = ['Passkey or security key', 'Approve on Pixel 9', 'Code from your authenticator app'];
    expect(shown(await run())).toMatchObject([{ prompt: 'How do you want to confirm that it is you?', choices }]);
    expect(shown(await run({ locales: ['de'] }))).toMatchObject([{ prompt: 'Wie möchten Sie bestätigen, dass Sie es sind?' }]);
  });

  const first = (primaryDevice: string) =>
    world.ports.identities.updateMeta('/alpha', world.mia.id, (meta) => ({ ...meta, primaryDevice }));

  it.each([
    ['push', 'Pixel 9'],
    ['passkey', 'key'],
  ])('goes on with the one that they want to use first, and is asked when they come back: %s', async (way, uuid) => {
    await first(uuid);
    const { outcome, shared } = await run();
    expect(outcome).toBe(way);
    expect(shown(await run({ shared }))).toMatchObject([{ type: 'ChoiceCallback' }]);
  });

  it('sees an app that they want to use first as the first of the list, since from a page for a code no way leads back', async () => {
    await first('app');
    const page = await run();
    expect(shown(page)).toMatchObject([{ choices: ['Code from your authenticator app', 'Passkey or security key', 'Approve on Pixel 9'] }]);
    expect((await run({ local: page.local ?? null, answers: [{ type: 'ChoiceCallback', index: 0 }] })).outcome).toBe('oath');
  });

  it.each(['removed since', 'SMS'])('is asked as ever when what they wanted to use first is not there: %s', async (gone) => {
    await first(gone);
    expect(shown(await run())).toMatchObject([
      { choices: ['Passkey or security key', 'Approve on Pixel 9', 'Code from your authenticator app'] },
    ]);
  });

  it.each(['passkey', 'push', 'oath'])('goes on with what was chosen: %s', async (way) => {
    const { local } = await run();
    const index = ['passkey', 'push', 'oath'].indexOf(way);
    expect((await run({ local: local ?? null, answers: [{ type: 'ChoiceCallback', index }] })).outcome).toBe(way);
  });

  it('is asked again when what they chose was removed meanwhile, or was never offered', async () => {
    const { local } = await run();
    await world.stores.devices.push.remove('/alpha', world.mia.id, 'Pixel 9');
    const late = await run({ local: local ?? null, answers: [{ type: 'ChoiceCallback', index: 1 }] });
    expect(shown(late)).toMatchObject([{ choices: ['Passkey or security key', 'Code from your authenticator app'] }]);
    expect((await run({ local: local ?? null, answers: [{ type: 'ChoiceCallback', index: 7 }] })).action.kind).toBe('send');
  });

  it('gives up a push that is open when they choose the phone again, so that another can be sent', async () => {
    const again = await run({ config: { ways: ['push'] }, shared: { username: 'mia', pushMessageId: 'AUTHENTICATE:1' } });
    expect([again.outcome, again.shared['pushMessageId']]).toEqual(['push', undefined]);
    const other = await run({ config: { ways: ['oath'] }, shared: { username: 'mia', pushMessageId: 'AUTHENTICATE:1' } });
    expect(other.shared['pushMessageId']).toBe('AUTHENTICATE:1');
  });

  it('is offered only what the journey can ask for', async () => {
    expect((await run({ config: { ways: ['push'] } })).outcome).toBe('push');
  });
});

it('tells who has nothing from who has something that cannot be asked for', async () => {
  expect((await run()).outcome).toBe('noDevice');
  await world.codes('token', { algorithm: 'HOTP' });
  expect((await run({ config: { ways: ['passkey', 'push', 'oath'] } })).outcome).toBe('unusable');
});

describe('what somebody has', () => {
  beforeEach(() => world.phone('Pixel 9'));

  it('is told to their own session, though nothing was proved in this run', async () => {
    expect((await run({ evidence: [], existingSession: { UserToken: 'mia' } })).outcome).toBe('push');
  });

  it.each<[string, Run]>([
    ['only knows their name', { evidence: [] }],
    ['is signed on as somebody else', { evidence: [], existingSession: { UserToken: 'noah' } }],
  ])('is not told to who %s', async (_who, more) => {
    await expect(run(more)).rejects.toMatchObject({ code: 'device_choice.nobody_known' });
  });

  it('is not told to who comes with a cookie that may be stolen', async () => {
    const remembered = run({ evidence: [world.proof('remembered:persistent-cookie')] });
    await expect(remembered).rejects.toMatchObject({ code: 'device_choice.nobody_known' });
  });
});
