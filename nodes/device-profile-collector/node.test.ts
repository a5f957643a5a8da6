import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const KEY = 'forgeRock.device.profile';
const profile = {
  identifier: '714524572-2799534390-3707617532',
  metadata: { platform: { deviceName: 'Linux (Browser)' } },
  location: { latitude: 52.52, longitude: 13.405 },
};
const BOTH = { deviceLocation: true };
const posted = (value: unknown) => [{ type: 'DeviceProfileCallback', value: JSON.stringify(value) }] as const;

it('asks for what the author wants, in the language of the person', async () => {
  const config = { ...BOTH, deviceMetadata: false, message: { de: 'Moment …' } };
  expect((await runNode(node, { config, locales: ['de'] })).action).toEqual({
    kind: 'send',
    callbacks: [{ type: 'DeviceProfileCallback', metadata: false, location: true, message: 'Moment …' }],
  });
});

it('has AM’s defaults: metadata without the place, three kilobytes', () => {
  expect(node.config.parse({})).toEqual({ maximumSize: '3', deviceMetadata: true, deviceLocation: false, message: {} });
});

it('asks again when nothing came', async () => {
  expect((await runNode(node, { answers: [{ type: 'DeviceProfileCallback', value: '' }] })).action.kind).toBe('send');
});

it('leaves the profile for later nodes, and tells the trace only what parts there were', async () => {
  const { action, shared } = await runNode(node, { config: BOTH, answers: posted(profile) });
  expect([action, shared]).toEqual([
    { kind: 'goTo', outcome: 'outcome', audit: { collected: ['identifier', 'metadata', 'location'] } },
    { [KEY]: profile },
  ]);
});

it('keeps nothing that was not asked for', async () => {
  const { shared } = await runNode(node, { config: { deviceMetadata: false }, answers: posted({ ...profile, extra: 1 }) });
  expect(shared[KEY]).toEqual({ identifier: profile.identifier });
});

it.each([[{}], [undefined], [{ latitude: 91, longitude: 0 }], [{ latitude: '52', longitude: 13 }], ['here']])(
  'takes a refused or senseless place for none: %j',
  async (location) => {
    const { shared } = await runNode(node, { config: BOTH, answers: posted({ ...profile, location }) });
    expect(shared[KEY]).toEqual({ identifier: profile.identifier, metadata: profile.metadata });
  },
);

describe('a profile', () => {
  it('may be as large as the author says, in bytes, and no larger', async () => {
    const filled = (length: number) => ({ identifier: 'x', metadata: { a: 'ü'.repeat(length) } });
    const size = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
    const most = filled((1_024 - size(filled(0))) / 2);
    expect(size(most)).toBe(1_024);
    const config = { maximumSize: '1' };
    expect((await runNode(node, { config, answers: posted(most) })).outcome).toBe('outcome');
    const one = runNode(node, { config, answers: posted({ ...most, y: 1 }) });
    await expect(one).rejects.toMatchObject({ kind: 'input', code: 'device.profile_too_large' });
  });

  it.each([
    ['{}'],
    ['{"identifier":""}'],
    ['{"identifier":7}'],
    ['[]'],
    ['null'],
    ['not json'],
    ['{"identifier":"x","metadata":{"__proto__":{"a":1}}}'],
    [`{"identifier":"x","metadata":${'['.repeat(1_000)}${']'.repeat(1_000)}}`],
  ])('that is none breaks the journey: %s', async (value) => {
    const broken = runNode(node, { answers: [{ type: 'DeviceProfileCallback', value }] });
    await expect(broken).rejects.toMatchObject({ kind: 'input', code: 'device.profile_malformed' });
  });
});

it.each([['three'], ['-1'], ['1e3'], ['']])('takes no size that is no number: "%s"', (maximumSize) => {
  expect(node.config.safeParse({ maximumSize }).success).toBe(false);
});
