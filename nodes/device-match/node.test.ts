import type { DeviceProfile, ScriptResult } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { realDevices } from '../test/real-devices.ts';
import node from './node.ts';

const NOW = 1_790_000_000_000;
const DAY = 86_400_000;
const metadata = { browser: { userAgent: 'B/1' }, hardware: { display: { width: 800, height: 600 } }, fonts: ['a', 'b'] };
const profile: DeviceProfile = { identifier: 'd1', alias: 'Laptop', metadata, lastSelectedDate: NOW - DAY };

/** Runs the node for somebody whose device was kept a day ago. */
async function match(collected: object, run: NodeRun = {}, kept: DeviceProfile = profile) {
  const { devices, ports, demo } = realDevices();
  await devices.saveProfile('/alpha', demo, kept, 5);
  const shared = { username: 'demo', 'forgeRock.device.profile': { identifier: 'd1', metadata, ...collected } };
  const { outcome } = await runNode(node, { shared, ports, now: NOW, ...run });
  return { outcome, recognised: (await devices.listProfiles('/alpha', demo))[0]?.lastSelectedDate };
}

it('knows a device again, and begins its time anew', async () => {
  expect(await match({})).toEqual({ outcome: 'true', recognised: NOW });
});

it.each([
  ['one value', { ...metadata, browser: { userAgent: 'B/2' } }, 1],
  ['a member that is new', { ...metadata, platform: { language: 'de', deviceName: 'x' } }, 2],
  ['a member that is gone', { browser: metadata.browser, fonts: metadata.fonts }, 2],
  ['two values deep inside', { ...metadata, hardware: { display: { width: 1, height: 2 } } }, 2],
  ['an element and one more', { ...metadata, fonts: ['a', 'c', 'd'] }, 2],
  ['another kind of value', { ...metadata, fonts: { 0: 'a', 1: 'b' } }, 2],
  ['each value of a part that is gone', { browser: metadata.browser }, 4],
  ['each value of a part that is new', { ...metadata, more: { a: { b: 1, c: 2 }, d: [3], e: {} } }, 4],
])('counts %s', async (_what, changed, differences) => {
  const config = (acceptableVariance: number) => ({ config: { acceptableVariance } });
  expect((await match({ metadata: changed }, config(differences))).outcome).toBe('true');
  expect(await match({ metadata: changed }, config(differences - 1))).toEqual({ outcome: 'false', recognised: NOW - DAY });
});

it('forgets a device that was not recognised for as long as the author says', async () => {
  expect((await match({}, { config: { expiration: 2 } })).outcome).toBe('true');
  expect(await match({}, { config: { expiration: 1 } })).toEqual({ outcome: 'false', recognised: NOW - DAY });
});

it('does not know other devices, other people, and people who do not exist', async () => {
  expect((await match({ identifier: 'd2' })).outcome).toBe('unknownDevice');
  const shared = { 'forgeRock.device.profile': { identifier: 'd1', metadata } };
  for (const state of [{ ...shared, username: 'nobody' }, shared])
    expect((await match({}, { shared: state })).outcome).toBe('unknownDevice');
  expect((await match({}, { subject: { id: 'id-other', username: 'other' } })).outcome).toBe('unknownDevice');
});

it('looks at the devices of who is identified, whatever name stands in the state', async () => {
  const shared = { username: 'other', 'forgeRock.device.profile': { identifier: 'd1', metadata } };
  expect((await match({}, { shared, subject: { id: 'id-demo', username: 'demo' } })).outcome).toBe('true');
});

it('does not take a device for the same that was kept without metadata', async () => {
  const { metadata: _, ...bare } = profile;
  expect((await match({}, { config: { acceptableVariance: 100 } }, bare)).outcome).toBe('false');
});

it.each([[{}], [{ identifier: 'd1' }], [{ metadata }]])('breaks where nothing was collected to compare: %j', async (collected) => {
  const shared = { username: 'demo', 'forgeRock.device.profile': collected };
  await expect(match({}, { shared })).rejects.toMatchObject({ kind: 'authoring', code: 'device.profile_missing' });
});

describe('a script of the author', () => {
  const result = (action: ScriptResult['action'], more: Partial<ScriptResult> = {}): ScriptResult => ({
    action,
    changes: [],
    sessionProperties: {},
    removedSessionProperties: [],
    ...more,
  });
  const decide = (said: ScriptResult, config: JsonObject = {}) =>
    runNode(node, {
      config: { useScript: true, script: 's', ...config },
      shared: { username: 'demo' },
      scripts: { s: 'r1' },
      ports: { scripts: { run: async () => said } },
    });

  it.each(['true', 'false', 'unknownDevice'])('decides: %s', async (outcome) => {
    expect((await decide(result({ kind: 'goTo', outcome }))).outcome).toBe(outcome);
  });

  it('writes state and tells the trace', async () => {
    const changes: ScriptResult['changes'] = [{ change: 'put', scope: 'shared', key: 'score', value: 7 }];
    const { action, shared } = await decide(result({ kind: 'goTo', outcome: 'true' }, { changes, audit: 'near' }));
    expect([action, shared]).toMatchObject([{ audit: { script: 'near' } }, { score: 7 }]);
  });

  it.each<ScriptResult['action']>([
    { kind: 'goTo', outcome: 'other' },
    { kind: 'suspend', message: 'x' },
  ])('breaks when it does anything else: %j', async (action) => {
    await expect(decide(result(action))).rejects.toMatchObject({ kind: 'authoring', code: 'script.outcome_undeclared' });
  });

  it.each([[{ script: '[Empty]' }], [{ script: 'gone' }]])('breaks when it is not there: %j', async (config) => {
    await expect(decide(result({ kind: 'goTo', outcome: 'true' }), config)).rejects.toMatchObject({ code: 'script.missing' });
  });
});
