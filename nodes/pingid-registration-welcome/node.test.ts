import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { Answer, JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
const METHODS = ['PINGID_MOBILE', 'TOTP', 'SECURITY_KEY'];
const run = (more: NodeRun = {}, methods: string[] = METHODS) =>
  runNode(node, { ports: world.ports, subject: world.mia, evidence: [world.proof()], config: { methods }, ...more });
const answered = async (answers: Answer[], more: NodeRun = {}, methods: string[] = METHODS) => {
  const first = await run(more, methods);
  return run({ ...more, local: first.local ?? null, answers }, methods);
};
const press = (index: number): Answer => ({ type: 'ConfirmationCallback', index });
const choose = (index: number): Answer => ({ type: 'ChoiceCallback', index });

it('welcomes, and asks which method shall be set up', async () => {
  const { action } = await run();
  expect(action.kind === 'send' && action.callbacks).toMatchObject([
    { type: 'TextOutputCallback', message: expect.stringContaining('Welcome.') },
    { type: 'ChoiceCallback', choices: ['Authenticator app', 'Code of an authenticator app', 'Security key'] },
    { type: 'ConfirmationCallback', options: ['Set up', 'Not now'] },
  ]);
});

it('welcomes in German', async () => {
  const { action } = await run({ locales: ['de'] }, ['PINGID_MOBILE']);
  expect(action.kind === 'send' && action.callbacks[0]).toMatchObject({
    message:
      'Willkommen. Richten Sie zum Schutz Ihres Kontos eine Methode ein, mit der Sie sich bei der Anmeldung ausweisen. Richten Sie jetzt diese Methode ein: Authenticator-App.',
  });
});

it.each([...METHODS.entries()])('goes on with what was chosen: %i is %s', async (index, method) => {
  expect((await answered([choose(index), press(0)])).outcome).toBe(method);
});

it('goes on without a question when there is one method, and with the one that is wanted', async () => {
  expect((await answered([press(0)], {}, ['PINGID_MOBILE'])).outcome).toBe('PINGID_MOBILE');
  expect((await answered([press(0)], { shared: { pingIdWanted: 'TOTP' } })).outcome).toBe('TOTP');
});

it('can be left', async () => {
  expect((await answered([choose(0), press(1)])).outcome).toBe('cancel');
});

it.each([[[choose(0)]], [[press(0)]], [[choose(9), press(0)]], [[choose(0), press(7)]]])('asks again after %j', async (answers) => {
  expect((await answered(answers)).action.kind).toBe('send');
});

describe('whoever has a method already', () => {
  it('must prove themselves with one in this run, because a password alone adds no device beside the owner’s', async () => {
    await world.phone('pixel');
    expect((await run()).action).toMatchObject({ kind: 'refuse', code: 'pingid.registration_needs_factor' });
    expect((await run({ evidence: [world.proof(), world.proof('remembered:persistent-cookie')] })).action.kind).toBe('refuse');
    expect((await run({ evidence: [world.proof(), world.proof('possession:push')] })).action.kind).toBe('send');
  });

  it('must prove themselves with what the policy takes, where it was asked about them', async () => {
    await world.passkey('laptop', { transports: ['internal'] });
    const said = (more: JsonObject, factor: 'possession:recovery-code' | 'possession:passkey') =>
      run({
        evidence: [world.proof(), world.proof(factor, { device: 'laptop' })],
        guarded: { pingIdVerdict: world.verdict({ methods: ['PLATFORM'], ...more }) },
      });
    expect((await said({}, 'possession:recovery-code')).action).toMatchObject({
      kind: 'refuse',
      code: 'pingid.registration_needs_factor',
    });
    expect((await said({ methods: ['SECURITY_KEY'] }, 'possession:passkey')).action.kind).toBe('refuse');
    expect((await said({}, 'possession:passkey')).action.kind).toBe('send');
    expect((await said({ personId: 'somebody' }, 'possession:passkey')).action.kind, 'what was said of somebody else').toBe('refuse');
    expect((await said({ methods: [] }, 'possession:passkey')).action.kind, 'what denies them').toBe('refuse');
  });

  it('does not add one by what a phone showed without a network, also not with their mailbox beside it', async () => {
    await world.phone('pixel');
    const offline = world.proof('possession:offline-device', { device: 'pixel' });
    expect((await run({ evidence: [world.proof(), offline] })).action).toMatchObject({
      kind: 'refuse',
      code: 'pingid.registration_needs_factor',
    });
    expect((await run({ evidence: [offline, world.proof('mailbox:code')] })).action.kind).toBe('refuse');
  });

  it('does not add one by their mailbox, by which the password may have been chosen', async () => {
    const byMail = [world.proof(), world.proof('mailbox:code')];
    await world.phone('pixel');
    await world.proved({ EMAIL: 'mia@example.com' });
    expect((await run({ evidence: byMail })).action).toMatchObject({ kind: 'refuse', code: 'pingid.registration_needs_factor' });
  });

  it('adds one by their mailbox and something else when that mailbox is all they have', async () => {
    await world.proved({ EMAIL: 'mia@example.com' });
    expect((await run()).action.kind).toBe('refuse');
    expect((await run({ evidence: [world.proof('mailbox:link'), world.proof('mailbox:code')] })).action.kind).toBe('refuse');
    expect((await run({ evidence: [world.proof(), world.proof('mailbox:code')] })).action.kind).toBe('send');
  });
});

it('breaks when a method is wanted that the journey cannot register, or none at all', async () => {
  await expect(run({ shared: { pingIdWanted: 'SMS' } })).rejects.toMatchObject({ code: 'pingid.method_unavailable' });
  await expect(run({}, [])).rejects.toMatchObject({ code: 'pingid.method_unavailable' });
});
