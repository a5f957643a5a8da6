import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { BEN, MIA, PasskeyWorld } from '../test/passkey-world.ts';
import { realDevices } from '../test/real-devices.ts';
import registration from '../webauthn-registration/node.ts';
import node from './node.ts';

async function made() {
  const world = new PasskeyWorld();
  const { transient } = await world.use(registration, world.signedOn({ config: { postponeDeviceProfileStorage: true } }));
  return { world, transient };
}

describe('WebAuthn Device Storage', () => {
  it('keeps the passkey that was made earlier, with recovery codes', async () => {
    const { world, transient } = await made();
    const done = await runNode(node, world.signedOn({ transient }));
    const [device] = world.devices.get(MIA.id) ?? [];
    expect(done.action).toMatchObject({
      outcome: 'success',
      audit: { registeredDeviceUuid: device?.uuid, deviceName: 'New Security Key' },
    });
    expect(done.transient).toEqual({ recoveryCodes: ['aaaaaaaaaaa'], recoveryCodeDeviceName: 'New Security Key' });
    expect(world.notices).toEqual(['mia deviceAdded New Security Key']);
  });

  it('takes it for good, though the page was answered in between', async () => {
    const { world, transient } = await made();
    expect((await runNode(node, world.signedOn({ secure: transient, config: { generateRecoveryCodes: false } }))).transient).toEqual({});
    expect(world.devices.get(MIA.id)).toHaveLength(1);
  });

  it('keeps none that somebody else than the registration has put into the state', async () => {
    const { world, transient } = await made();
    const device = { ...((transient['webauthnDeviceData'] as JsonObject)['device'] as JsonObject), publicKey: 'mallory' };
    for (const webauthnDeviceData of [
      { userId: MIA.id, device },
      { userId: MIA.id, device, sealed: JSON.stringify({ device }) },
    ])
      expect((await runNode(node, world.signedOn({ transient: { webauthnDeviceData } }))).outcome).toBe('failure');
    expect(world.devices.size).toBe(0);
    const changed = { ...(transient['webauthnDeviceData'] as JsonObject), device };
    await runNode(node, world.signedOn({ transient: { webauthnDeviceData: changed } }));
    expect(world.devices.get(MIA.id)).toMatchObject([{ credentialId: world.authenticator.credentialIds[0] }]);
    expect(JSON.stringify(world.devices.get(MIA.id))).not.toContain('mallory');
  });

  it('fails when there is none', async () => {
    expect((await runNode(node, new PasskeyWorld().signedOn())).outcome).toBe('failure');
  });

  it('gives it to nobody else than whom it was made for, and to nobody of whom nothing is proved', async () => {
    const { world, transient } = await made();
    const proof = { factor: 'knowledge:password', subjectId: BEN.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 } as const;
    expect((await runNode(node, world.signedOn({ transient, subject: BEN, evidence: [proof] }))).outcome).toBe('failure');
    expect((await runNode(node, world.signedOn({ transient, evidence: [] }))).outcome).toBe('failure');
    expect(world.devices.size).toBe(0);
  });

  it('keeps none whose id somebody else has registered meanwhile', async () => {
    const { world, transient } = await made();
    const { devices } = realDevices();
    const ports = { ...world.ports(), devices };
    const proof = { factor: 'knowledge:password', subjectId: BEN.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 } as const;
    const ben = world.signedOn({ ports, shared: { username: 'ben' }, subject: BEN, evidence: [proof] });
    const credentialId = world.authenticator.credentialIds[0] ?? '';
    expect((await world.use(registration, ben, { credentialId })).outcome).toBe('success');
    const done = await runNode(node, world.signedOn({ ports, transient }));
    expect(done.action).toEqual({ kind: 'goTo', outcome: 'failure', audit: { reason: 'registered' } });
    expect(done.transient).toEqual({});
    expect(await devices.webauthn.list('/alpha', MIA)).toEqual([]);
    expect(world.notices).toEqual(['ben deviceAdded New Security Key']);
  });

  it('says no to whoever has as many as they may have', async () => {
    const { world, transient } = await made();
    await world.enrol(registration);
    const done = await runNode(node, world.signedOn({ transient, config: { maxSavedDevices: 1 } }));
    expect(done.outcome).toBe('exceedDeviceLimit');
    expect(done.transient).toEqual({});
    expect(world.devices.get(MIA.id)).toHaveLength(1);
  });
});
