import type { Evidence } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realDevices } from '../test/real-devices.ts';
import node from './node.ts';

const KEY = 'forgeRock.device.profile';
const NOW = 1_790_000_000_000;
const collected = {
  identifier: 'd1',
  metadata: { platform: { deviceName: 'Linux (Browser)' } },
  location: { latitude: 52.52, longitude: 13.405 },
};
const evidence: Evidence[] = [
  { factor: 'knowledge:password', subjectId: 'id-demo', nodeId: 'n', nodeType: 'DataStoreDecisionNode', outcome: 'true', at: NOW },
];

/** A realm whose node saves for somebody who has proved who they are. */
function saver() {
  const { ports, demo, kept } = realDevices();
  const save = (run: NodeRun = {}) => runNode(node, { shared: { [KEY]: collected }, subject: demo, evidence, ports, now: NOW, ...run });
  return { save, kept };
}

it('keeps the device under the name that it gives itself', async () => {
  const { save, kept } = saver();
  expect((await save()).outcome).toBe('outcome');
  expect(await kept()).toEqual([{ ...collected, alias: 'Linux (Browser)', lastSelectedDate: NOW }]);
});

it.each([
  ['My laptop', 'My laptop'],
  ['  ', 'Linux (Browser)'],
  [7, 'Linux (Browser)'],
  [undefined, 'Linux (Browser)'],
])('takes the name from the state when there is one: %o', async (name, alias) => {
  const { save, kept } = saver();
  await save({ config: { variableName: 'device' }, shared: { [KEY]: collected, ...(name === undefined ? {} : { device: name }) } });
  expect(await kept()).toMatchObject([{ alias }]);
});

it('names a device that says nothing of itself in the language of the person', async () => {
  const { save, kept } = saver();
  await save({ shared: { [KEY]: { identifier: 'd1' } }, locales: ['de'] });
  expect(await kept()).toEqual([{ identifier: 'd1', alias: 'Gerät', lastSelectedDate: NOW }]);
});

it('keeps only the parts that the author wants', async () => {
  const { save, kept } = saver();
  await save({ config: { saveDeviceMetadata: false, saveDeviceLocation: false } });
  expect(await kept()).toEqual([{ identifier: 'd1', alias: 'Linux (Browser)', lastSelectedDate: NOW }]);
});

it('replaces a device and keeps no more than the maximum, the latest ones', async () => {
  const { save, kept } = saver();
  for (const [at, identifier] of ['d1', 'd2', 'd3', 'd2', 'd4'].entries())
    await save({ config: { maxSavedProfiles: 2 }, shared: { [KEY]: { identifier } }, now: NOW + at });
  expect((await kept()).map(({ identifier }) => identifier)).toEqual(['d2', 'd4']);
});

it('keeps nothing for somebody of whom nothing was proved', async () => {
  const { save, kept } = saver();
  await expect(save({ evidence: [] })).rejects.toMatchObject({ kind: 'authoring', code: 'device.nothing_proved' });
  await expect(runNode(node, { shared: { [KEY]: collected, username: 'demo' } })).rejects.toMatchObject({ code: 'device.nothing_proved' });
  expect(await kept()).toEqual([]);
});

it('breaks where nothing was collected', async () => {
  await expect(saver().save({ shared: {} })).rejects.toMatchObject({ code: 'device.profile_missing' });
});
