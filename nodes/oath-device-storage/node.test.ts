import { makeOathDevice } from '@waygate/mfa';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { BEN, MIA, OATH_WISH, OathWorld, PASSWORD } from '../test/oath-world.ts';
import node from './node.ts';

describe('OATH Device Storage', () => {
  it('keeps the app that was shown earlier, with recovery codes, though pages were answered in between', async () => {
    const world = new OathWorld();
    const { done: before } = await world.postponed();
    const done = await runNode(node, world.signedOn({ shared: before.shared, secure: before.transient }));
    const [device] = await world.kept();
    expect(done.action).toMatchObject({ outcome: 'successOutcome', audit: { device: device?.uuid } });
    expect(done.transient['recoveryCodes']).toHaveLength(10);
    expect(done.transient['recoveryCodeDeviceName']).toBe('OATH Device');
    expect(done.shared).toEqual({ username: 'mia' });
    expect(done.secure).toEqual({});
    expect(world.notices).toEqual(['mia deviceAdded OATH Device']);
  });

  it('makes recovery codes only when the registration wanted some', async () => {
    const world = new OathWorld();
    const { done: before } = await world.postponed({ generateRecoveryCodes: false });
    expect((await runNode(node, world.signedOn({ shared: before.shared, transient: before.transient }))).transient).toEqual({});
    expect(await world.kept()).toHaveLength(1);
  });

  it('keeps none that somebody else than the registration has put into the state', async () => {
    const world = new OathWorld();
    const device = { ...makeOathDevice(OATH_WISH, world.now) };
    for (const oathDeviceProfile of [
      { userId: MIA.id, device },
      { userId: MIA.id, device, sealed: JSON.stringify({ device }) },
    ])
      expect((await runNode(node, world.signedOn({ transient: { oathDeviceProfile } }))).outcome).toBe('failureOutcome');
    expect(await world.kept()).toEqual([]);
  });

  it('fails when there is none', async () => {
    expect((await runNode(node, new OathWorld().signedOn())).outcome).toBe('failureOutcome');
  });

  it('gives it to nobody else than whom it was made for, and to nobody of whom nothing is proved', async () => {
    const world = new OathWorld();
    const { done: before } = await world.postponed();
    const given = { shared: before.shared, transient: before.transient };
    const proof = { ...PASSWORD, subjectId: BEN.id };
    expect((await runNode(node, world.signedOn({ ...given, subject: BEN, evidence: [proof] }))).outcome).toBe('failureOutcome');
    expect((await runNode(node, world.signedOn({ ...given, evidence: [] }))).outcome).toBe('failureOutcome');
    expect([...(await world.kept()), ...(await world.devices.oath.list('/alpha', BEN))]).toEqual([]);
  });
});
