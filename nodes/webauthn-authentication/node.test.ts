import { runNode } from '@waygate/node-kit/testing';
import { answerWebAuthn, SoftwareAuthenticator } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { answering, BEN, dataOf, MIA, ORIGIN, PasskeyWorld } from '../test/passkey-world.ts';
import registration from '../webauthn-registration/node.ts';
import node from './node.ts';

const named = { shared: { username: 'mia' } };
const usernameless = { config: { requiresResidentKey: true } };

async function withPasskey(authenticator?: SoftwareAuthenticator): Promise<PasskeyWorld> {
  const world = new PasskeyWorld();
  await world.enrol(registration, {}, authenticator);
  return world;
}

describe('what it asks', () => {
  it('goes out as two scripts and a hidden value, which pages of AM run, with a button for recovery codes if wanted', async () => {
    const world = await withPasskey();
    const { action } = await runNode(node, world.run({ ...named, config: { isRecoveryCodeAllowed: true } }));
    if (action.kind !== 'send') throw new Error('nothing sent');
    expect(action.callbacks).toMatchObject([
      { type: 'TextOutputCallback', messageType: 'script', message: expect.stringContaining('navigator.credentials.get') },
      { type: 'TextOutputCallback', messageType: 'script' },
      { type: 'HiddenValueCallback', id: 'webAuthnOutcome', value: 'false' },
      { type: 'ConfirmationCallback', options: ['Use Recovery Code'], selected: 100 },
    ]);
    expect(JSON.stringify(action)).not.toContain('pubKeyCredParams');
  });

  it('goes out as data with every key in both spellings', async () => {
    const world = await withPasskey();
    const bytes = [...Int8Array.from(Buffer.from(world.authenticator.credentialIds[0] ?? '', 'base64url'))];
    const { challenge, ...data } = dataOf(await runNode(node, world.run({ ...named, config: { asScript: false } })));
    expect(data).toEqual({
      _type: 'WebAuthn',
      _action: 'webauthn_authentication',
      supportsJsonResponse: true,
      timeout: '60000',
      userVerification: 'preferred',
      relyingPartyId: 'rpId: "id.example",',
      _relyingPartyId: 'id.example',
      allowCredentials: `allowCredentials: [{ "type": "public-key", "id": new Int8Array([${bytes.join(', ')}]).buffer }]`,
      _allowCredentials: [{ type: 'public-key', id: bytes }],
      extensions: {},
    });
    expect(Buffer.from(String(challenge), 'base64')).toHaveLength(32);
  });

  it('names no passkey when the name comes from the device', async () => {
    const world = await withPasskey();
    const data = dataOf(await runNode(node, world.run({ ...usernameless, ...named })));
    expect(data).toMatchObject({ allowCredentials: '', _allowCredentials: [] });
  });
});

describe('a passkey that is used', () => {
  it.each([true, false])('proves that it is there and that its owner is (as script: %s)', async (asScript) => {
    const world = await withPasskey();
    const done = await world.use(node, { ...named, config: { asScript } });
    const [device] = world.devices.get(MIA.id) ?? [];
    expect(done.action).toEqual({
      kind: 'goTo',
      outcome: 'success',
      identified: { id: MIA.id, username: 'mia' },
      proves: ['verification:passkey'],
      shownBy: device?.uuid,
      nodeTypes: ['WebAuthnAuthentication'],
      audit: {
        registeredDeviceUuid: device?.uuid,
        credentialId: device?.credentialId,
        deviceName: 'New Security Key',
        userHandle: MIA.id,
      },
    });
    expect(done.shared).toEqual({ username: 'mia', webauthnDeviceUuid: device?.uuid, webauthnDeviceName: 'New Security Key' });
    expect(done.transient).toEqual({
      webauthnAssertionInfo: {
        flags: { UP: true, UV: true, BE: false, BS: false, AT: false, ED: false },
        authenticatorAttachment: 'platform',
      },
    });
    expect(device).toMatchObject({ signCount: 1, lastAccessDate: world.now });
    expect(world.tries).toEqual(world.successes);
  });

  it('proves possession alone when the owner was not verified', async () => {
    const done = await (await withPasskey()).use(node, named, { unverified: true });
    expect(done.action).toMatchObject({ outcome: 'success', proves: [] });
    expect(node.provides).toEqual({ success: ['possession:passkey'] });
  });

  it('says whose it is, in any form that clients hand the name over', async () => {
    for (const userHandle of [MIA.id, Buffer.from(MIA.id).toString('base64url')]) {
      const world = await withPasskey();
      const done = await world.use(node, usernameless, { userHandle });
      expect(done.action).toMatchObject({ outcome: 'success', identified: { id: MIA.id, username: 'mia' } });
      expect(done.shared['username']).toBe('mia');
      expect(world.devices.get(MIA.id)).toMatchObject([{ discoverable: true }]);
    }
  });

  it('needs no user handle when a name was given', async () => {
    const done = await (await withPasskey()).use(node, named, { userHandle: undefined, legacy: true });
    expect(done.outcome).toBe('success');
    expect(done.transient).toMatchObject({ webauthnAssertionInfo: { flags: { UP: true } } });
  });

  it('is read from the right, so that a page on an IPv6 address does not part it wrongly', async () => {
    const world = await withPasskey();
    const origin = 'http://[::1]:8080';
    const given = { ...named, config: { origins: [origin], relyingPartyDomain: 'id.example' } };
    for (const legacy of [true, false]) expect((await world.use(node, given, { origin, legacy })).outcome).toBe('success');
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }, 'origin'],
    ['another domain', { rpId: 'evil.example' }, 'relyingParty'],
    ['nobody being there', { absent: true }, 'presence'],
    ['a challenge of another display', { challenge: 'AAAA' }, 'challenge'],
    ['a foreign key', { foreignKey: true }, 'signature'],
    ['a page inside of another', { crossOrigin: true }, 'embedded'],
    ['the handle of somebody else', { userHandle: BEN.id }, 'unknown'],
    ['the handle of nobody', { userHandle: 'nobody' }, 'unknown'],
    ['an id that nobody registered', { credentialId: 'AQID' }, 'unknown'],
  ] as const)('is refused for %s', async (_, wrong, reason) => {
    const world = await withPasskey();
    const done = await world.use(node, named, wrong);
    expect(done.action).toEqual({ kind: 'goTo', outcome: 'failure', audit: { reason } });
    expect(world.successes).toEqual([]);
  });

  it('is refused without user verification where that is required, whatever the page was told (CVE-2026-8830)', async () => {
    const world = await withPasskey();
    const done = await world.use(node, { ...named, config: { userVerificationRequirement: 'REQUIRED' } }, { unverified: true });
    expect(done.action).toMatchObject({ outcome: 'failure', audit: { reason: 'verification' } });
  });

  it('is refused without a handle where the name comes from the device', async () => {
    const done = await (await withPasskey()).use(node, usernameless, { userHandle: undefined });
    expect(done.action).toMatchObject({ outcome: 'failure', audit: { reason: 'unknown' } });
  });

  it('is refused when it belongs to somebody else than who is identified already', async () => {
    const world = await withPasskey();
    const done = await world.use(node, { ...usernameless, subject: BEN });
    expect(done.action).toMatchObject({ outcome: 'failure', audit: { reason: 'somebodyElse' } });
  });

  it('is refused like a wrong one while there were too many tries, and nothing is compared', async () => {
    const world = await withPasskey();
    world.permit = { allowed: false, reason: 'wait', retryAfter: 30 };
    const done = await world.use(node, named);
    expect(done.action).toEqual({ kind: 'goTo', outcome: 'failure', audit: { throttled: 'wait' } });
    expect(world.devices.get(MIA.id)).toMatchObject([{ signCount: 0 }]);
  });

  it('is good for one display: the same answer again is refused', async () => {
    const world = await withPasskey();
    const first = await runNode(node, world.run(named));
    const value = answerWebAuthn(world.authenticator, dataOf(first), ORIGIN);
    expect((await runNode(node, world.run({ ...named, ...answering(first, value) }))).outcome).toBe('success');
    const second = await runNode(node, world.run(named));
    const replayed = await runNode(node, world.run({ ...named, ...answering(second, value) }));
    expect(replayed.action).toMatchObject({ outcome: 'failure', audit: { reason: 'challenge' } });
  });
});

describe('the counter', () => {
  it('that goes back is a failure, or an outcome of its own that proves nothing', async () => {
    const world = await withPasskey();
    expect((await world.use(node, named, { signCount: 7 })).outcome).toBe('success');
    for (const signCount of [7, 6, 0])
      expect((await world.use(node, named, { signCount })).action).toMatchObject({ outcome: 'failure', audit: { reason: 'signCount' } });
    const done = await world.use(node, { ...named, config: { detectSignCountMismatch: true } }, { signCount: 7 });
    expect(done.outcome).toBe('successSignCountMismatch');
    expect(done.action).not.toHaveProperty('identified');
    expect(node.provides['successSignCountMismatch']).toBeUndefined();
    expect(world.devices.get(MIA.id)).toMatchObject([{ signCount: 7 }]);
  });

  it('does not matter for passkeys that are copied on purpose', async () => {
    const synced = new SoftwareAuthenticator({ synced: true });
    const world = await withPasskey(synced);
    for (let time = 0; time < 2; time += 1) expect((await world.use(node, named, {}, synced)).outcome).toBe('success');
    expect(world.devices.get(MIA.id)).toMatchObject([{ signCount: 0, backedUp: true }]);
  });

  it('is not gone back when the step runs again after a crash', async () => {
    const world = await withPasskey();
    const asked = await runNode(node, world.run(named));
    const given = world.run({ ...named, ...answering(asked, answerWebAuthn(world.authenticator, dataOf(asked), ORIGIN)) });
    for (let time = 0; time < 2; time += 1) expect((await runNode(node, given)).outcome).toBe('success');
    // The same signature under another step is a second use.
    expect((await runNode(node, { ...given, idempotencyKey: 'another' })).action).toMatchObject({ audit: { reason: 'signCount' } });
  });
});

describe('without a passkey', () => {
  it('a person who has none and a name that nobody has look alike', async () => {
    const world = new PasskeyWorld();
    const actions = await Promise.all(
      ['ben', 'nobody'].map(async (username) => (await runNode(node, world.run({ shared: { username } }))).action),
    );
    expect(actions).toEqual([
      { kind: 'goTo', outcome: 'noDevice' },
      { kind: 'goTo', outcome: 'noDevice' },
    ]);
    await expect(runNode(node, world.run())).rejects.toThrow('Nobody is named');
  });

  it('a passkey whose owner has none any more, and one of nobody, look alike too', async () => {
    const world = await withPasskey();
    world.devices.clear();
    for (const userHandle of [MIA.id, 'nobody'])
      expect((await world.use(node, usernameless, { userHandle })).action).toEqual({ kind: 'goTo', outcome: 'noDevice' });
  });

  it.each([
    ['unsupported', 'unsupported', undefined],
    ['ERROR::NotAllowedError:No', 'error', 'NotAllowedError:No'],
    ['{"error":"ERROR::AbortError:Gone"}', 'error', 'AbortError:Gone'],
    ['{"error":"else"}', 'failure', undefined],
    ['whatever', 'failure', undefined],
    ['{}::1::2::AQID', 'failure', undefined],
  ])('%s takes the way %s', async (value, outcome, exception) => {
    const world = await withPasskey();
    const asked = await runNode(node, world.run(named));
    const done = await runNode(node, world.run({ ...named, ...answering(asked, value) }));
    expect(done.outcome).toBe(outcome);
    expect(done.shared['WebAuthenticationDOMException']).toBe(exception);
  });

  it('the button leads to a recovery code, and only where there is one', async () => {
    const world = await withPasskey();
    for (const [isRecoveryCodeAllowed, outcome] of [
      [true, 'recoveryCode'],
      [false, undefined],
    ] as const) {
      const given = { ...named, config: { isRecoveryCodeAllowed } };
      const asked = await runNode(node, world.run(given));
      const pressed = answering(asked, undefined, [{ type: 'ConfirmationCallback', index: 0 }]);
      expect((await runNode(node, world.run({ ...given, ...pressed }))).outcome).toBe(outcome);
    }
  });

  it.each([
    [named, 120],
    [usernameless, 300],
  ])('asks again when the answer comes too late: %o', async (given, seconds) => {
    const world = await withPasskey();
    const asked = await runNode(node, world.run(given));
    const value = answerWebAuthn(world.authenticator, dataOf(asked), ORIGIN);
    world.now += seconds * 1_000 + 1;
    expect((await runNode(node, world.run({ ...given, ...answering(asked, value) }))).action.kind).toBe('send');
    world.now -= 1;
    expect((await runNode(node, world.run({ ...given, ...answering(asked, value) }))).outcome).toBe('success');
  });
});
