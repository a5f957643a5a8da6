import type { Identity, PushDevice, PushSendRequest, PushSendResult } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const person: Identity = { id: 'id', realm: '/alpha', username: 'demo', active: true, attributes: {} };
const device = { uuid: 'd', issuer: 'Ping', deviceMechanismUID: 'm' } as PushDevice;
const sent: PushSendResult = { status: 'sent', messageId: 'AUTHENTICATE:1', type: 'CHALLENGE', challenge: '43' };

function world(
  result: PushSendResult = sent,
  more: { devices?: PushDevice[]; preference?: 'NOT_SET' | 'SKIPPABLE' | 'NOT_SKIPPABLE' } = {},
) {
  const requests: PushSendRequest[] = [];
  const ports = {
    identities: { find: async (_realm: string, name: string) => (name === 'demo' ? person : undefined) },
    devices: { push: { list: async () => more.devices ?? [device] }, skipPreference: async () => more.preference ?? 'NOT_SKIPPABLE' },
    push: {
      send: async (request: PushSendRequest) => {
        requests.push(request);
        return result;
      },
    },
  } as const;
  return { ports, requests };
}
const shared = { username: 'demo' };

describe('Push Sender', () => {
  it('sends to the first device and keeps what the next nodes need', async () => {
    const { ports, requests } = world();
    const result = await runNode(node, { config: { mandatory: true, pushType: 'CHALLENGE' }, shared, ports });
    expect(result.outcome).toBe('SENT');
    expect(result.shared).toEqual({
      username: 'demo',
      pushMessageId: 'AUTHENTICATE:1',
      t: 120_000,
      pushMechanismUid: 'm',
      pushNumberChallengeKey: '43',
    });
    expect(requests).toMatchObject([
      {
        type: 'CHALLENGE',
        text: 'Login attempt from demo at Ping',
        customPayload: '{ }',
        timeout: 120_000,
        runId: 'run',
        idempotencyKey: 'run',
      },
    ]);
    expect(requests[0]?.context).toBeUndefined();
  });

  it('sends to the device that was chosen, and to the first one when that is gone', async () => {
    const other = { uuid: 'e', issuer: 'Ping', deviceMechanismUID: 'n' } as PushDevice;
    const { ports, requests } = world(sent, { devices: [device, other] });
    for (const pingIdDevice of ['e', 'gone']) {
      await runNode(node, { config: { mandatory: true }, shared: { ...shared, pingIdDevice }, ports });
    }
    expect(requests.map(({ device: { uuid } }) => uuid)).toEqual(['e', 'd']);
  });

  it('leaves no number of an earlier push behind', async () => {
    const { ports } = world({ ...sent, type: 'DEFAULT', challenge: undefined });
    const result = await runNode(node, { config: { mandatory: true }, shared: { ...shared, pushNumberChallengeKey: '12' }, ports });
    expect(result.shared).not.toHaveProperty('pushNumberChallengeKey');
  });

  it.each([
    ['no device', { mandatory: true }, { devices: [] }, 'NOT_REGISTERED'],
    ['a device but no choice made', {}, { preference: 'NOT_SET' }, 'NOT_REGISTERED'],
    ['skipping chosen', {}, { preference: 'SKIPPABLE' }, 'SKIPPED'],
    ['skipping chosen but not allowed', { mandatory: true }, { preference: 'SKIPPABLE' }, 'SENT'],
  ] as const)('with %s: %o', async (_, config, more, outcome) => {
    const result = await runNode(node, { config, shared, ports: world(sent, more as never).ports });
    expect(result.outcome).toBe(outcome);
    expect(result.shared['mfaMethod']).toBe(outcome === 'NOT_REGISTERED' ? 'push' : undefined);
  });

  it.each([
    ['nobody is named', {}, 'MISSING_USERNAME'],
    ['a push is out already', { ...shared, pushMessageId: 'x' }, 'SENDER_ALREADY_USED'],
    ['nobody of this name exists', { username: 'nobody' }, 'TRANSMISSION_FAILURE'],
  ])('says why when %s', async (_, state, reason) => {
    const captured = await runNode(node, { config: { captureFailure: true }, shared: state as never, ports: world().ports });
    expect([captured.outcome, captured.shared['PushAuthFailureReason']]).toEqual(['FAILURE', reason]);
    expect((await runNode(node, { shared: state as never, ports: world().ports })).action).toMatchObject({
      kind: 'refuse',
      code: 'push.send_failed',
    });
  });

  it('tells the person to wait when too many were sent', async () => {
    const { ports } = world({ status: 'rateLimited', retryAfter: 540 });
    const result = await runNode(node, { config: { mandatory: true }, shared, ports, locales: ['de'] });
    expect(result.action).toMatchObject({ kind: 'refuse', code: 'push.rate_limited', message: expect.stringContaining('9 Minuten') });
  });

  it('shares what it knows of the place and says what that was', async () => {
    const { ports, requests } = world();
    const result = await runNode(node, {
      config: { mandatory: true, contextInfo: true },
      shared: { ...shared, 'forgeRock.device.profile': { location: { latitude: 47.4, longitude: 8.5 } } },
      headers: { 'user-agent': 'Firefox' },
      clientIp: '203.0.113.7',
      ports,
    });
    expect(requests[0]?.context).toEqual({ location: { latitude: 47.4, longitude: 8.5 }, remoteIp: '203.0.113.7', userAgent: 'Firefox' });
    expect(result.action).toMatchObject({ audit: { contextShared: ['location', 'remoteIp', 'userAgent'] } });
  });

  it('copies chosen state into the payload, and refuses one that is too long', async () => {
    const { ports, requests } = world();
    await runNode(node, {
      config: { mandatory: true, customPayload: ['cart', 'nothing'] },
      shared: { ...shared, cart: { total: 7 } },
      ports,
    });
    expect(requests[0]?.customPayload).toBe('{"cart":{"total":7}}');
    const long = await runNode(node, {
      config: { captureFailure: true, mandatory: true, customPayload: ['cart'] },
      shared: { ...shared, cart: 'ä'.repeat(1600) },
      ports,
    });
    expect(long.outcome).toBe('FAILURE');
  });
});
