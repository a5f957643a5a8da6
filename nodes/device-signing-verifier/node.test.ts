import type { Identity } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { BoundApp, type SigningMistake } from '@waygate/phone';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { userIdOf } from '../bound-device/user-id.ts';
import { APP, asked, NOW, person, subject, world } from '../test/bound-device-world.ts';
import node from './node.ts';

const config = { applicationIds: [APP] };
const userId = userIdOf('id', '/alpha');

/** A person with one device that is bound to them. */
async function withDevice(people: readonly Identity[] = [person], platform: 'android' | 'ios' = 'ios') {
  const clock = { now: NOW };
  const app = new BoundApp(platform, APP, () => clock.now);
  const here = world([], people);
  const challenge = 'first';
  const check = { challenge, subject: userId, applicationIds: [APP], sentAt: NOW, timeout: 60, now: NOW };
  const bound = await here.ports.deviceKeys?.checkBinding?.({ ...check, jws: app.bind({ userId, challenge, timeout: 60 }) });
  if (bound === undefined || 'fault' in bound) throw new Error('not bound');
  const { kid, key } = bound.shown;
  here.devices.push({
    uuid: kid,
    kid,
    key,
    deviceName: 'Pixel',
    deviceId: app.deviceId,
    createdDate: NOW,
    lastAccessDate: NOW,
    authenticationType: 'NONE',
    platform,
  });
  return { app, clock, ...here };
}
type World = Awaited<ReturnType<typeof withDevice>>;

/** Has the app sign what the node asks for, unless another answer is given. */
async function verify(
  here: World,
  settings: JsonObject = {},
  {
    mistake = {},
    answer = {},
    run = {},
    app = here.app,
  }: { mistake?: SigningMistake; answer?: { jws?: string; clientError?: string }; run?: NodeRun; app?: BoundApp } = {},
) {
  const common: NodeRun = {
    shared: { username: 'demo' },
    now: here.clock.now,
    ...run,
    config: { ...config, ...settings },
    ports: { ...here.ports, ...run.ports },
  };
  const first = await runNode(node, common);
  const wish = asked(first.action, 'DeviceSigningVerifierCallback');
  const answers = [{ type: 'DeviceSigningVerifierCallback', jws: app.confirm(wish, mistake), clientError: '', ...answer } as const];
  const result = await runNode(node, {
    ...common,
    shared: first.shared,
    ...(first.local === undefined ? {} : { local: first.local }),
    answers,
  });
  return { wish, first, result, jws: answers[0]?.jws ?? '' };
}

describe('Device Signing Verifier', () => {
  it.each(['android', 'ios'] as const)('believes the key of a device of %s', async (platform) => {
    const here = await withDevice([person], platform);
    const { wish, result, jws } = await verify(here);
    expect(wish).toMatchObject({ userId, challenge: expect.stringMatching(/^[A-Za-z0-9+/]{32}$/), timeout: 60 });
    expect(result.outcome).toBe('success');
    expect(result.action).toMatchObject({ identified: subject, nodeTypes: ['Binding'], audit: { device: here.app.kid } });
    expect(result.shared).toEqual({ username: 'demo' });
    expect(result.transient['DeviceSigningVerifierNode.JWT']).toBe(jws);
    expect(here.tries).toEqual([`binding:${here.app.kid}`, `right binding:${here.app.kid}`]);
    expect(node.provides).toEqual({ success: ['possession:bound-device'] });
  });

  it('lets the device say whose it is when nobody is named', async () => {
    const here = await withDevice();
    const { wish, result } = await verify(here, {}, { run: { shared: {} } });
    expect(wish.userId).toBe('');
    expect([result.outcome, result.shared['username']]).toEqual(['success', 'demo']);
  });

  it.each([
    ['nobody of this realm', 'id=id,ou=user,o=beta,ou=services,ou=am-config', 'keyNotFound'],
    ['nobody at all', 'id=nobody,ou=user,o=alpha,ou=services,ou=am-config', 'keyNotFound'],
    ['something else', '*', 'keyNotFound'],
  ])('believes no device that says it is of %s', async (_, sub, outcome) => {
    const { result } = await verify(await withDevice(), {}, { run: { shared: {} }, mistake: { claims: { sub } } });
    expect(result.outcome).toBe(outcome);
  });

  it('tells a person without devices and a name that nobody has the same way', async () => {
    const { ports } = world();
    for (const username of ['demo', 'nobody'])
      expect((await runNode(node, { shared: { username }, config, ports })).outcome).toBe('noDeviceRegistered');
  });

  it('knows no key but those that are kept, whatever key an answer shows', async () => {
    const here = await withDevice();
    const stranger = new BoundApp('ios', APP, () => NOW);
    const jwk = JSON.parse(
      Buffer.from(stranger.bind({ userId, challenge: '', timeout: 1 }).split('.')[0] ?? '', 'base64url').toString(),
    ).jwk;
    expect((await verify(here, {}, { app: stranger, mistake: { header: { jwk } } })).result.outcome).toBe('keyNotFound');
    const forged = await verify(here, {}, { mistake: { header: { jwk }, key: stranger.privateKey } });
    expect(forged.result.outcome).toBe('failure');
    expect(forged.result.shared['DeviceSigningVerifierNode.FAILURE']).toBe('INVALID_SIGNATURE');
    expect(here.tries).toEqual([`binding:${here.app.kid}`]);
  });

  it.each<[string, SigningMistake, string]>([
    ['another app', { claims: { iss: 'com.example.evil' } }, 'INVALID_CLAIM'],
    ['another challenge', { claims: { challenge: 'x' } }, 'INVALID_CLAIM'],
    ['too long ago', { claims: { exp: NOW / 1_000 - 61 } }, 'INVALID_CLAIM'],
    ['somebody else', { claims: { sub: userIdOf('other', '/alpha') } }, 'INVALID_SUBJECT'],
  ])('says why it believes nothing that was signed of %s, where the author wants to know', async (_, mistake, why) => {
    const told = await verify(await withDevice(), { captureFailure: true }, { mistake });
    expect([told.result.outcome, told.result.shared['DeviceSigningVerifierNode.FAILURE']]).toEqual(['failure', why]);
    const ended = await verify(await withDevice(), {}, { mistake });
    expect(ended.result.action).toMatchObject({ kind: 'refuse', code: 'binding.not_verified' });
  });

  it('takes no answer twice', async () => {
    const here = await withDevice();
    const { jws } = await verify(here);
    expect((await verify(here, { captureFailure: true }, { answer: { jws } })).result.outcome).toBe('failure');
  });

  it('believes nobody who may not sign on, and says so only to whoever has the key', async () => {
    const here = await withDevice([{ ...person, active: false }]);
    const { result } = await verify(here, { captureFailure: true });
    expect([result.outcome, result.shared['DeviceSigningVerifierNode.FAILURE']]).toEqual(['failure', 'NOT_ACTIVE_USER']);
    expect(result.action).not.toHaveProperty('identified');
    const wrong = await verify(here, { captureFailure: true }, { mistake: { key: new BoundApp('ios', APP).privateKey } });
    expect(wrong.result.shared['DeviceSigningVerifierNode.FAILURE']).toBe('INVALID_SIGNATURE');
  });

  it('believes nobody but the one who is signing on', async () => {
    const here = await withDevice();
    const other = { id: 'other', username: 'other' };
    const { result } = await verify(here, { captureFailure: true }, { run: { subject: other } });
    expect([result.outcome, result.shared['DeviceSigningVerifierNode.FAILURE']]).toEqual(['failure', 'INVALID_USER']);
  });

  it.each(['Unsupported', 'Abort', 'Timeout', 'ClientNotRegistered'])('takes %s when the app says so', async (clientError) => {
    expect((await verify(await withDevice(), {}, { answer: { jws: '', clientError } })).result.outcome).toBe(clientError);
  });

  it.each(['success', 'failure', 'keyNotFound', 'noDeviceRegistered'])('cannot be told that %s is an error of the app', async (name) => {
    expect(node.config.safeParse({ clientErrorOutcomes: [name] }).success).toBe(false);
    expect((await verify(await withDevice(), {}, { answer: { jws: '', clientError: name } })).result.outcome).toBe('failure');
  });

  it('takes Failure for no answer', async () => {
    expect((await verify(await withDevice(), {}, { answer: { jws: '' } })).result.outcome).toBe('failure');
  });

  it('answers a try that it does not allow as it answers a wrong one, though it was right', async () => {
    const here = await withDevice();
    const ports = { attempts: { begin: async () => ({ allowed: false, reason: 'disabled' }) as const } };
    const { result } = await verify(here, {}, { run: { ports } });
    const wrong = await verify(here, {}, { mistake: { key: new BoundApp('ios', APP).privateKey } });
    expect(result.action).toMatchObject({ audit: { throttled: 'disabled' } });
    expect([result.outcome, result.shared]).toEqual([wrong.result.outcome, wrong.result.shared]);
  });
});

describe('a value of the state in the place of a random challenge', () => {
  const settings = { challenge: false, sharedStateAttribute: 'payment', captureFailure: true };
  const run = { shared: { username: 'demo', payment: '9.99 EUR to Mia' } };

  it('is what the device signs', async () => {
    const { wish, result } = await verify(await withDevice(), settings, { run });
    expect([wish.challenge, result.outcome]).toEqual(['9.99 EUR to Mia', 'success']);
  });

  it('is signed anew each time: what was signed before is worth nothing, and neither is what does not say when it was', async () => {
    const here = await withDevice();
    const { jws } = await verify(here, settings, { run });
    const again = await verify(here, settings, { run, answer: { jws } });
    expect([again.result.outcome, again.result.shared['DeviceSigningVerifierNode.FAILURE']]).toEqual(['failure', 'INVALID_CLAIM']);
    here.clock.now += 2_000;
    expect((await verify(here, settings, { run })).result.outcome).toBe('success');
    here.clock.now += 2_000;
    expect((await verify(here, settings, { run, mistake: { claims: { iat: undefined } } })).result.outcome).toBe('failure');
  });

  it('must be there', async () => {
    const { ports } = await withDevice();
    for (const wrong of [settings, { ...settings, sharedStateAttribute: '' }])
      await expect(runNode(node, { shared: { username: 'demo' }, config: { ...config, ...wrong }, ports })).rejects.toMatchObject({
        code: 'binding.nothing_to_sign',
      });
  });
});
