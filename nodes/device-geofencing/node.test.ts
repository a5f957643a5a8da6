import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const KEY = 'forgeRock.device.profile';
const config = { locations: ['48.137,11.575', ' 52.52 , 13.405 '], distance: '10' };
const at = (latitude: number, longitude: number) => ({ [KEY]: { identifier: 'd1', location: { latitude, longitude } } });

it.each([
  [52.52, 13.405, 'true'],
  [52.45, 13.405, 'true'],
  [48.2, 11.6, 'true'],
  [52.42, 13.405, 'false'],
  [0, 0, 'false'],
])('at %d, %d is %s', async (latitude, longitude, outcome) => {
  expect((await runNode(node, { config, shared: at(latitude, longitude) })).outcome).toBe(outcome);
});

it('takes a device that does not tell where it is for outside', async () => {
  expect((await runNode(node, { config, shared: { [KEY]: { identifier: 'd1' } } })).outcome).toBe('false');
});

it('breaks where nothing was collected', async () => {
  await expect(runNode(node, { config })).rejects.toMatchObject({ kind: 'authoring', code: 'device.profile_missing' });
});

it.each([[[]], [['Berlin']], [['91,0']], [['0,181']], [['52.52']], [['52.52,13.405,1']], [['']], [undefined]])(
  'takes no places that are none: %j',
  (locations) => {
    expect(node.config.safeParse({ locations }).success).toBe(false);
  },
);
