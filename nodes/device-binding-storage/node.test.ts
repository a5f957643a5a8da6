import type { BoundDevice, Evidence } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { evidence, subject, world } from '../test/bound-device-world.ts';
import node from './node.ts';

const device: BoundDevice = {
  uuid: 'k',
  kid: 'k',
  key: { kty: 'EC' },
  deviceName: 'Pixel',
  deviceId: 'd',
  createdDate: 1,
  lastAccessDate: 1,
  authenticationType: 'NONE',
  platform: 'ios',
};

/** A run that has a device to store, sealed for a place. */
function runWith(here: ReturnType<typeof world>, place = { realm: '/alpha', runId: 'run', personId: 'id' }, most?: number): NodeRun {
  const sealed =
    here.ports.postponedDevices?.seal?.({ kind: 'binding', ...place }, { device, ...(most === undefined ? {} : { most }) }) ?? '';
  return { shared: { username: 'demo' }, subject, evidence, secure: { 'DeviceBinding.DEVICE': { ...device, sealed } }, ports: here.ports };
}

describe('Device Binding Storage', () => {
  it('stores what a binding left for later, once', async () => {
    const here = world();
    const result = await runNode(node, runWith(here));
    expect([result.outcome, here.devices, here.told]).toEqual(['true', [device], ['deviceAdded Pixel']]);
    expect(result.secure).toEqual({});
  });

  it.each([
    ['another run', { runId: 'other' }],
    ['another person', { personId: 'other' }],
    ['another realm', { realm: '/beta' }],
  ])('stores nothing of %s', async (_, elsewhere) => {
    const here = world();
    const result = await runNode(node, runWith(here, { realm: '/alpha', runId: 'run', personId: 'id', ...elsewhere }));
    expect([result.outcome, here.devices]).toEqual(['false', []]);
  });

  it('stores nothing that a script has made up', async () => {
    const here = world();
    for (const made of [{ ...device }, { ...device, sealed: 'x' }, { ...device, sealed: JSON.stringify({ device }) }]) {
      const result = await runNode(node, { ...runWith(here), secure: {}, transient: { 'DeviceBinding.DEVICE': made as never } });
      expect(result.outcome).toBe('false');
    }
    expect(here.devices).toEqual([]);
  });

  it('takes the device from the sealed part, whatever a script writes beside it', async () => {
    const here = world();
    const { secure, ...run } = runWith(here);
    const changed = { ...(secure?.['DeviceBinding.DEVICE'] as object), key: { kty: 'RSA' }, kid: 'evil' };
    expect((await runNode(node, { ...run, secure: { 'DeviceBinding.DEVICE': changed as never } })).outcome).toBe('true');
    expect(here.devices).toEqual([device]);
  });

  it('keeps to the limit of the binding', async () => {
    const here = world([{ ...device, uuid: 'older' }]);
    expect((await runNode(node, runWith(here, undefined, 1))).outcome).toBe('false');
    expect(here.devices).toHaveLength(1);
  });

  it.each<[string, readonly Evidence[]]>([
    ['nothing', []],
    ['what is only remembered', evidence.map((one) => ({ ...one, factor: 'remembered:persistent-cookie' }))],
  ])('stores nothing of somebody of whom %s was proved', async (_, proved) => {
    const here = world();
    const result = await runNode(node, { ...runWith(here), evidence: proved });
    expect([result.outcome, here.devices]).toEqual(['false', []]);
  });

  it('has nothing to store when nothing was left', async () => {
    const here = world();
    expect((await runNode(node, { ...runWith(here), secure: {} })).outcome).toBe('false');
  });
});
