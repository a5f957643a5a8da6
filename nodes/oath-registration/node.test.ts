import { runNode } from '@waygate/node-kit/testing';
import { OathApp } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { APP, BEN, linkOf, MIA, NEXT, OathWorld, PASSWORD } from '../test/oath-world.ts';
import node from './node.ts';

async function shown(world: OathWorld, config = {}) {
  const first = await runNode(node, world.signedOn({ config }));
  const next = (more = {}) => runNode(node, world.signedOn({ config, local: first.local ?? null, answers: [NEXT], ...more }));
  return { first, next };
}

describe('OATH Registration', () => {
  it('shows the code in the four callbacks that clients know, and keeps the secret out of the state', async () => {
    const { first } = await shown(new OathWorld(), { accountName: 'EMAIL_ADDRESS', issuer: 'Bank' });
    if (first.action.kind !== 'send') throw new Error('nothing sent');
    expect(first.action.callbacks).toMatchObject([
      { type: 'TextOutputCallback', messageType: 'information' },
      { type: 'TextOutputCallback', messageType: 'script', message: expect.stringContaining("text: 'otpauth\\x3A\\x2F\\x2Ftotp") },
      {
        type: 'HiddenValueCallback',
        id: 'mfaDeviceRegistration',
        value: expect.stringMatching(/^otpauth:\/\/totp\/Bank:mia%40example\.com\?/),
      },
      { type: 'ConfirmationCallback', options: ['Next'] },
    ]);
    expect(first.shared).toEqual({ username: 'mia' });
    expect([first.transient, first.secure]).toEqual([{}, {}]);
    expect(linkOf(first)).toMatch(/secret=[A-Z2-7]{32}&/);
  });

  it('at Next keeps the app that was shown, with recovery codes, and tells the person', async () => {
    const world = new OathWorld();
    const { first, next } = await shown(world);
    const done = await next();
    expect(done.outcome).toBe('successOutcome');
    const [device] = await world.kept();
    if (device === undefined) throw new Error('nothing was kept');
    expect(world.code(device)).toBe(new OathApp(linkOf(first)).code(world.now));
    expect(done.transient).toEqual({ recoveryCodes: expect.any(Array), recoveryCodeDeviceName: 'OATH Device' });
    expect(done.transient['recoveryCodes']).toHaveLength(10);
    expect(world.notices).toEqual(['mia deviceAdded OATH Device']);
    expect(await world.devices.skipPreference('/alpha', MIA, 'oath')).toBe('NOT_SKIPPABLE');
  });

  it('makes no recovery codes when the author wants none', async () => {
    const world = new OathWorld();
    expect((await (await shown(world, { generateRecoveryCodes: false })).next()).transient).toEqual({});
    expect(await world.kept()).toHaveLength(1);
  });

  it('makes apps as the author says', async () => {
    const world = new OathWorld();
    const config = {
      algorithm: 'HOTP',
      passwordLength: 'EIGHT_DIGITS',
      totpHashAlgorithm: 'HMAC_SHA512',
      minSharedSecretLength: 64,
      addChecksum: true,
    };
    await (await shown(world, config)).next();
    expect(await world.kept()).toMatchObject([
      {
        algorithm: 'HOTP',
        digits: 8,
        hash: 'HMAC_SHA1',
        checksumDigit: true,
        truncationOffset: -1,
        sharedSecret: expect.stringMatching(/^.{64}$/),
      },
    ]);
    expect(node.cautions(node.config.parse(config) as never)).toMatchObject([{ path: 'addChecksum' }]);
    expect(node.cautions(node.config.parse({}) as never)).toEqual([]);
  });

  it('when anything else comes shows another secret, and fails at Next when none was shown', async () => {
    const world = new OathWorld();
    const { first } = await shown(world);
    const again = await runNode(
      node,
      world.signedOn({ local: first.local ?? null, answers: [{ type: 'ConfirmationCallback', index: undefined }] }),
    );
    expect(linkOf(again)).not.toBe(linkOf(first));
    expect((await runNode(node, world.signedOn({ answers: [NEXT] }))).outcome).toBe('failureOutcome');
    expect(await world.kept()).toEqual([]);
  });

  it('keeps for nobody what was shown to somebody else', async () => {
    const world = new OathWorld();
    const { next } = await shown(world);
    const proof = { ...PASSWORD, subjectId: BEN.id };
    expect((await next({ shared: { username: 'ben' }, subject: BEN, evidence: [proof] })).outcome).toBe('failureOutcome');
    expect(await world.devices.oath.list('/alpha', BEN)).toEqual([]);
  });

  it('postpones the storage without a word of the secret in shared state', async () => {
    const world = new OathWorld();
    const { done } = await world.postponed();
    expect(done.outcome).toBe('successOutcome');
    expect(done.shared).toEqual({ username: 'mia', oathEnableRecoveryCode: true });
    expect(Object.keys(done.transient)).toEqual(['oathDeviceProfile']);
    // Whoever draws the journey can read and show what stands there.
    expect(done.transient['oathDeviceProfile']).toEqual({
      uuid: expect.any(String),
      deviceName: 'OATH Device',
      sealed: expect.any(String),
    });
    expect(await world.kept()).toEqual([]);
    expect(world.notices).toEqual([]);
  });

  it('refuses whoever has proved nothing, because the name alone would be enough to take an account over', async () => {
    const world = new OathWorld();
    const remembered = { ...PASSWORD, factor: 'remembered:device' } as never;
    for (const nobody of [{ subject: MIA, evidence: [] }, { evidence: [] }, { subject: MIA, evidence: [remembered] }]) {
      expect((await runNode(node, world.named({ ...nobody, answers: [NEXT] }))).action).toMatchObject({
        kind: 'refuse',
        code: 'oath.enrolment_needs_proof',
      });
    }
    await expect(runNode(node, world.signedOn({ shared: {} }))).rejects.toThrow('Nobody is named');
  });

  it('wants more than the password of a person who has an app, because the password alone must not be enough for a second factor', async () => {
    const world = new OathWorld();
    await world.has();
    expect((await runNode(node, world.signedOn())).action).toMatchObject({
      outcome: 'failureOutcome',
      failureMessage: expect.stringContaining('second factor already'),
    });
    expect((await runNode(node, world.signedOn({ evidence: [PASSWORD, APP] }))).action.kind).toBe('send');
  });
});
