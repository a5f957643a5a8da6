import type { Identity, Notice, PushDevice, PushStatus } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const subject = { id: 'id', username: 'demo' };
const person: Identity = { ...subject, realm: '/alpha', active: true, attributes: { mail: ['demo@example.com'] } };
const evidence = [{ factor: 'knowledge:password', subjectId: 'id', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 }] as const;
const device = { uuid: 'd', deviceName: 'Pixel', deviceType: 'android' } as PushDevice;
const uri = 'pushauth://push/Ping:demo?s=secret';
const known = { shared: { username: 'demo' }, subject, evidence };
const told: Notice[] = [];
const ports = (status: PushStatus, devices: PushDevice[] = [], hasEarlier = false) => ({
  identities: { find: async () => person },
  devices: {
    hasEarlier: async () => hasEarlier,
    push: { list: async () => devices, enrol: async () => ({ status: 'enrolled', recoveryCodes: ['aaaaaaaaaa', 'bbbbbbbbbb'] }) as const },
  },
  notices: { tell: (notice: Notice) => void told.push(notice) },
  push: { register: async () => ({ messageId: 'REGISTER:1', uri }), status: async () => status },
});
const poll = { answers: [{ type: 'PollingWaitCallback', seen: true }] as const, local: { messageId: 'REGISTER:1', uri } };

describe('Push Registration', () => {
  it('shows the code in the four callbacks that clients know, and keeps the link out of shared state', async () => {
    const result = await runNode(node, { ...known, ports: ports({ status: 'waiting' }) });
    if (result.action.kind !== 'send') throw new Error('nothing sent');
    expect(result.action.callbacks.map(({ type }) => type)).toEqual([
      'TextOutputCallback',
      'TextOutputCallback',
      'HiddenValueCallback',
      'PollingWaitCallback',
    ]);
    expect(result.action.callbacks[1]).toMatchObject({
      messageType: 'script',
      message: expect.stringContaining("text: 'pushauth\\x3A\\x2F\\x2F"),
    });
    expect(result.action.callbacks[2]).toMatchObject({ id: 'mfaDeviceRegistration', value: uri });
    expect(result.action.callbacks[3]).toMatchObject({ waitTime: 2_000 });
    expect(result.shared).toEqual({ username: 'demo' });
    expect(result.local).toEqual({ messageId: 'REGISTER:1', uri });
  });

  it('shows the same code at every poll', async () => {
    const result = await runNode(node, { ...known, ...poll, ports: ports({ status: 'waiting' }) });
    expect(result.action).toMatchObject({ kind: 'send' });
  });

  it.each([
    ['approved', { status: 'approved', subject, device }, 'successOutcome'],
    ['approved for somebody else', { status: 'approved', subject: { id: 'x', username: 'x' }, device }, 'failureOutcome'],
    ['denied', { status: 'denied' }, 'failureOutcome'],
    ['expired', { status: 'expired' }, 'timeoutOutcome'],
  ] as const)('when it is %s takes %o', async (_, status, outcome) => {
    const result = await runNode(node, { ...known, ...poll, ports: ports(status) });
    expect(result.outcome).toBe(outcome);
    expect(told.splice(0)).toMatchObject(
      outcome === 'successOutcome' ? [{ event: 'deviceAdded', subject, facts: { deviceName: 'Pixel' } }] : [],
    );
    expect(result.transient['recoveryCodes']).toEqual(outcome === 'successOutcome' ? ['aaaaaaaaaa', 'bbbbbbbbbb'] : undefined);
    expect(result.shared).toEqual({ username: 'demo' });
  });

  it('is done at once for a person who has a phone', async () => {
    expect((await runNode(node, { ...known, ports: ports({ status: 'waiting' }, [device]) })).outcome).toBe('successOutcome');
  });

  it('refuses whoever has proved nothing, because the name alone would be enough to take an account over', async () => {
    for (const nobody of [{ shared: known.shared }, { shared: known.shared, subject }]) {
      expect((await runNode(node, { ...nobody, ports: ports({ status: 'waiting' }) })).action).toMatchObject({
        kind: 'refuse',
        code: 'push.enrolment_needs_proof',
      });
    }
    await expect(runNode(node, { subject, evidence, ports: ports({ status: 'waiting' }) })).rejects.toThrow('Nobody is named');
  });
});
