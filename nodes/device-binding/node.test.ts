import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { BoundApp, type SigningMistake } from '@waygate/phone';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { APP, asked, evidence, NOW, person, subject, world } from '../test/bound-device-world.ts';
import node from './node.ts';

const known: NodeRun = { shared: { username: 'demo' }, subject, evidence, now: NOW };
const config = { applicationIds: [APP] };

/** Binds a device from the first question to the outcome. */
async function bind(
  here = world(),
  settings: JsonObject = {},
  mistake: SigningMistake = {},
  answer: Partial<Record<'jws' | 'deviceName' | 'clientError', string>> = {},
) {
  const run = { ...known, config: { ...config, ...settings }, ports: here.ports };
  const first = await runNode(node, run);
  const app = new BoundApp('ios', APP, () => NOW);
  const wish = asked(first.action, 'DeviceBindingCallback');
  const jws = app.bind(wish, mistake);
  const { shared, local } = first;
  const answers = [
    { type: 'DeviceBindingCallback', jws, deviceName: 'Pixel', deviceId: app.deviceId, clientError: '', ...answer } as const,
  ];
  const result = await runNode(node, { ...run, shared, ...(local === undefined ? {} : { local }), answers });
  return { app, wish, first, result, devices: here.devices };
}

describe('Device Binding', () => {
  it('asks the app in the words that clients know', async () => {
    const { wish, first } = await bind(world(), { authenticationType: 'NONE', title: { en: 'Bind' }, timeout: 5 });
    expect(wish).toEqual({
      type: 'DeviceBindingCallback',
      userId: 'id=id,ou=user,o=alpha,ou=services,ou=am-config',
      username: 'demo',
      authenticationType: 'NONE',
      challenge: expect.stringMatching(/^[A-Za-z0-9+/]{32}$/),
      title: 'Bind',
      subtitle: 'Unlock the key on this device',
      description: expect.any(String),
      timeout: 5,
      attestation: false,
    });
    expect(first.shared['DeviceBindingNode.CHALLENGE']).toBe(wish.challenge);
  });

  it('keeps the public key that the app has shown, and the challenge no longer', async () => {
    const here = world();
    const { app, result, devices } = await bind(here);
    expect([result.outcome, here.told]).toEqual(['success', ['deviceAdded Pixel']]);
    expect(result.action).toMatchObject({ nodeTypes: ['Binding'] });
    expect(result.shared).toEqual({ username: 'demo' });
    expect(devices).toMatchObject([
      { uuid: app.kid, kid: app.kid, deviceName: 'Pixel', deviceId: app.deviceId, platform: 'ios', key: { kty: 'EC', alg: 'ES256' } },
    ]);
    expect(devices[0]?.key).not.toHaveProperty('d');
  });

  it('asks with a challenge of its own each time', async () => {
    const [one, two] = [await bind(), await bind()];
    expect(one.wish.challenge).not.toBe(two.wish.challenge);
  });

  it.each<[string, SigningMistake]>([
    ['another app', { claims: { iss: 'com.example.evil' } }],
    ['another person', { claims: { sub: 'id=other,ou=user,o=alpha,ou=services,ou=am-config' } }],
    ['another challenge', { claims: { challenge: 'c2hhcmVkIHN0YXRl' } }],
    ['no signature', { header: { alg: 'none' } }],
  ])('binds nothing of %s', async (_, mistake) => {
    const { result, devices } = await bind(world(), {}, mistake);
    expect([result.outcome, devices]).toEqual(['failure', []]);
  });

  it('believes no challenge that a script has put in the place of its own', async () => {
    const here = world();
    const run = { ...known, config, ports: here.ports };
    const { local, action } = await runNode(node, run);
    const wish = asked(action, 'DeviceBindingCallback');
    const jws = new BoundApp('ios', APP, () => NOW).bind({ ...wish, challenge: 'known before' });
    const answers = [{ type: 'DeviceBindingCallback', jws, deviceName: '', deviceId: '', clientError: '' }] as const;
    const shared = { username: 'demo', 'DeviceBindingNode.CHALLENGE': 'known before' };
    const result = await runNode(node, { ...run, shared, ...(local === undefined ? {} : { local }), answers });
    expect([result.outcome, here.devices]).toEqual(['failure', []]);
  });

  it('binds nothing when no app is named', async () => {
    expect((await bind(world(), { applicationIds: [] })).result.outcome).toBe('failure');
  });

  it.each(['Unsupported', 'Abort', 'Timeout'])('takes %s when the app says so', async (clientError) => {
    const { result, devices } = await bind(world(), {}, {}, { jws: '', clientError });
    expect([result.outcome, devices]).toEqual([clientError, []]);
  });

  it('takes Failure for an error that nobody has named, and for no answer', async () => {
    expect((await bind(world(), {}, {}, { clientError: 'success' })).result.outcome).toBe('failure');
    expect((await bind(world(), {}, {}, { jws: '' })).result.outcome).toBe('failure');
  });

  it.each(['success', 'failure', 'exceedDeviceLimit'])('cannot be told that %s is an error of the app', (name) => {
    expect(node.config.safeParse({ clientErrorOutcomes: [name] }).success).toBe(false);
  });

  it('has an outcome for each error and one for the limit, when there is one', () => {
    const outcomes = (given: JsonObject) => node.outcomes(node.config.parse(given) as JsonObject).map(({ id }) => id);
    expect(outcomes({})).toEqual(['success', 'failure', 'Unsupported', 'Abort', 'Timeout']);
    expect(outcomes({ maxSavedDevices: 1, clientErrorOutcomes: ['Custom'] })).toEqual([
      'success',
      'failure',
      'exceedDeviceLimit',
      'Custom',
    ]);
  });

  it('goes no further than the limit, neither before it asks nor after', async () => {
    const here = world();
    await bind(here);
    const full = await runNode(node, { ...known, config: { ...config, maxSavedDevices: 1 }, ports: here.ports });
    expect(full.outcome).toBe('exceedDeviceLimit');
    const run = { ...known, config: { ...config, maxSavedDevices: 2 }, ports: here.ports };
    const { local, action } = await runNode(node, run);
    await bind(here);
    const jws = new BoundApp('ios', APP, () => NOW).bind(asked(action, 'DeviceBindingCallback'));
    const answers = [{ type: 'DeviceBindingCallback', jws, deviceName: '', deviceId: '', clientError: '' }] as const;
    expect((await runNode(node, { ...run, ...(local === undefined ? {} : { local }), answers })).outcome).toBe('exceedDeviceLimit');
  });

  it('lets nobody take the name of a key that the person has already', async () => {
    const here = world();
    const { app } = await bind(here);
    const { result } = await bind(here, {}, { header: { kid: app.kid } });
    expect([result.outcome, here.devices.length]).toEqual(['failure', 1]);
  });

  it('leaves the device to be stored later, in a form that scripts can read and not make', async () => {
    const { app, result, devices } = await bind(world(), { postponeDeviceProfileStorage: true });
    expect([result.outcome, devices]).toEqual(['success', []]);
    expect(result.transient['DeviceBinding.DEVICE']).toMatchObject({ kid: app.kid, deviceName: 'Pixel', sealed: expect.any(String) });
  });

  it('refuses whoever has proved nothing, because the name alone would be enough to take an account over', async () => {
    const { ports } = world();
    const remembered = evidence.map((one) => ({ ...one, factor: 'remembered:persistent-cookie' }) as const);
    for (const nobody of [{ subject: undefined, evidence: [] }, { evidence: [] }, { evidence: remembered }]) {
      const { subject: who, ...rest } = { ...known, ...nobody };
      const run = { ...rest, ...(who === undefined ? {} : { subject: who }), config, ports };
      expect((await runNode(node, run)).action).toMatchObject({ kind: 'refuse', code: 'binding.enrolment_needs_proof' });
    }
    const { ports: closed } = world([], [{ ...person, active: false }]);
    expect((await runNode(node, { ...known, config, ports: closed })).action).toMatchObject({ kind: 'refuse' });
    await expect(runNode(node, { subject, evidence, config, ports })).rejects.toThrow('Nobody is named');
  });

  it('binds nothing where the hardware is to be attested, which it cannot check', async () => {
    const run = runNode(node, { ...known, config: { ...config, attestation: true }, ports: world().ports });
    await expect(run).rejects.toMatchObject({ kind: 'authoring', code: 'binding.attestation_unavailable' });
    expect(node.cautions({ attestation: true })).toMatchObject([{ path: 'attestation', code: 'attestation_unavailable' }]);
    expect(node.cautions({ attestation: false })).toEqual([]);
  });
});
