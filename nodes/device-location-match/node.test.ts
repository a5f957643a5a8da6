import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { expect, it } from 'vitest';
import { realDevices } from '../test/real-devices.ts';
import node from './node.ts';

const BERLIN = { latitude: 52.52, longitude: 13.405 };
/** 255.3 km from Berlin. */
const HAMBURG = { latitude: 53.5511, longitude: 9.9937 };

async function match(collected: JsonObject, distance = '10', kept: typeof BERLIN | undefined = BERLIN, username = 'demo') {
  const { devices, ports, demo } = realDevices();
  const profile = { identifier: 'd1', alias: 'Laptop', lastSelectedDate: 1, ...(kept === undefined ? {} : { location: kept }) };
  await devices.saveProfile('/alpha', demo, profile, 5);
  return (await runNode(node, { config: { distance }, shared: { username, 'forgeRock.device.profile': collected }, ports })).outcome;
}
const here = { identifier: 'd1', location: BERLIN };

it.each([
  ['10', BERLIN, 'true'],
  ['255', HAMBURG, 'false'],
  ['256', HAMBURG, 'true'],
  ['0', BERLIN, 'false'],
])('within %s km of where it was, %j is %s', async (distance, location, outcome) => {
  expect(await match({ identifier: 'd1', location }, distance)).toBe(outcome);
});

it('measures over the date line', async () => {
  const [west, east] = [
    { latitude: 0, longitude: -179.99 },
    { latitude: 0, longitude: 179.99 },
  ];
  expect(await match({ identifier: 'd1', location: west }, '3', east)).toBe('true');
});

it('does not know a device without a place, now or then, nor one that nobody saved', async () => {
  expect(await match({ identifier: 'd1' })).toBe('unknownDevice');
  expect(await match({})).toBe('unknownDevice');
  expect(await match({ ...here, identifier: 'd2' })).toBe('unknownDevice');
  expect(await match(here, '10', BERLIN, 'nobody')).toBe('unknownDevice');
  const { ports, devices, demo } = realDevices();
  await devices.saveProfile('/alpha', demo, { identifier: 'd1', alias: 'Laptop', lastSelectedDate: 1 }, 5);
  const shared = { username: 'demo', 'forgeRock.device.profile': here };
  expect((await runNode(node, { shared, ports })).outcome).toBe('unknownDevice');
});
