import type { PushDevice, PushStatus } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { OathApp } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import oathDeviceStorage from '../oath-device-storage/node.ts';
import oathTokenVerifier from '../oath-token-verifier/node.ts';
import { BEN, linkOf, MIA, OathWorld, PASSWORD } from '../test/oath-world.ts';
import node from './node.ts';

const POLL = { answers: [{ type: 'PollingWaitCallback', seen: true }] } as const;
const PIXEL: PushDevice = {
  uuid: 'p',
  deviceName: 'Pixel 9',
  createdDate: 1,
  lastAccessDate: 1,
  issuer: 'ForgeRock',
  sharedSecret: 'c2VjcmV0',
  deviceMechanismUID: 'm',
  deviceId: 't',
  deviceType: 'android',
  communicationType: 'gcm',
  communicationId: 'arn',
  capabilities: [],
};
const APPROVED: PushStatus = { status: 'approved', subject: MIA, device: PIXEL };

async function shown(world: OathWorld, config = {}) {
  const first = await runNode(node, world.signedOn({ config }));
  return { first, poll: () => runNode(node, world.signedOn({ config, local: first.local ?? null, ...POLL })) };
}

describe('Combined MFA Registration', () => {
  it('shows one link for both halves, in the callbacks of Push Registration, and keeps it out of the state', async () => {
    const world = new OathWorld();
    const { first, poll } = await shown(world, {
      policiesJson: '{"deviceTampering":{"score":0.8},"a":">>>???~~~"}',
      imgUrl: 'https://id.example/l.png',
    });
    if (first.action.kind !== 'send') throw new Error('nothing sent');
    expect(first.action.callbacks).toMatchObject([
      { messageType: 'information' },
      { messageType: 'script' },
      { id: 'mfaDeviceRegistration' },
      { type: 'PollingWaitCallback', waitTime: 2_000 },
    ]);
    const link = linkOf(first);
    expect(link).toMatch(
      /^mfauth:\/\/totp\/ForgeRock:mia\?l=.*&s=c2VjcmV0&.*&image=https%3A%2F%2Fid\.example%2Fl\.png&secret=[A-Z2-7]{32}&period=30&digits=6&oid=/,
    );
    const policies = /&policies=([A-Za-z0-9]+)$/.exec(link)?.[1] ?? '';
    expect(JSON.parse(Buffer.from(policies, 'base64').toString())).toEqual({ deviceTampering: { score: 0.8 }, a: '>>>???~~~' });
    expect(first.shared).toEqual({ username: 'mia' });
    expect(linkOf(await poll())).toBe(link);
  });

  it('keeps both halves when the phone answers, each with codes of its kind', async () => {
    const world = new OathWorld();
    const { first, poll } = await shown(world);
    world.push = APPROVED;
    const done = await poll();
    expect(done.outcome).toBe('successOutcome');
    expect(done.transient['recoveryCodes']).toHaveLength(20);
    expect(await world.devices.push.list('/alpha', MIA)).toHaveLength(1);
    const [device] = await world.kept();
    if (device === undefined) throw new Error('no app was kept');
    expect(device.deviceName).toBe('Pixel 9');
    expect(new OathApp(linkOf(first)).code(world.now)).toBe(world.code(device));
    expect(world.notices).toEqual(['mia deviceAdded Pixel 9']);
  });

  it.each([
    ['denied', { status: 'denied' }, 'failureOutcome'],
    ['approved for somebody else', { ...APPROVED, subject: BEN }, 'failureOutcome'],
    ['expired', { status: 'expired' }, 'timeoutOutcome'],
  ] as const)('when push is %s leaves the codes to be proved and kept', async (_, status, outcome) => {
    const world = new OathWorld();
    const { first, poll } = await shown(world);
    world.push = status;
    const left = await poll();
    expect(left.outcome).toBe(outcome);
    expect(await world.kept()).toEqual([]);
    const given = { shared: left.shared, transient: left.transient };
    const unproved = await runNode(oathDeviceStorage, world.signedOn(given));
    expect([unproved.outcome, await world.kept()]).toEqual(['failureOutcome', []]);
    const code = new OathApp(linkOf(first)).code(world.now);
    const proved = await runNode(oathTokenVerifier, world.signedOn({ ...given, answers: [{ type: 'NameCallback', value: code }] }));
    expect(proved.outcome).toBe('successOutcome');
    const kept = await runNode(oathDeviceStorage, world.signedOn({ shared: proved.shared, transient: proved.transient }));
    expect(kept.outcome).toBe('successOutcome');
    expect(await world.kept()).toMatchObject([{ lastLogin: 1_790_000_010 }]);
  });

  it('is done at once for a person who has either', async () => {
    const world = new OathWorld();
    await world.has();
    expect((await runNode(node, world.signedOn())).outcome).toBe('successOutcome');
    const other = new OathWorld();
    await other.devices.push.enrol('/alpha', MIA, PIXEL, { recoveryCodes: false, run: 'elsewhere' });
    expect((await runNode(node, other.signedOn())).outcome).toBe('successOutcome');
  });

  it('refuses whoever has proved nothing, and rules that are no rules', async () => {
    const world = new OathWorld();
    expect((await runNode(node, world.signedOn({ evidence: [] }))).action).toMatchObject({
      kind: 'refuse',
      code: 'push.enrolment_needs_proof',
    });
    await expect(runNode(node, world.signedOn({ shared: {}, evidence: [PASSWORD] }))).rejects.toThrow('Nobody is named');
    for (const wrong of ['{', '[]', '"x"', '1']) expect(node.config.safeParse({ policiesJson: wrong }).success).toBe(false);
  });
});
