import { runNode } from '@waygate/node-kit/testing';
import { AuthenticatorMaker, answerWebAuthn, SoftwareAuthenticator } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { answering, BEN, dataOf, MIA, ORIGIN, PasskeyWorld } from '../test/passkey-world.ts';
import { realDevices } from '../test/real-devices.ts';
import node from './node.ts';

const YUBI = 'ee882879-721c-4913-9775-3dfcce97072a';

describe('what it asks', () => {
  it('goes out as two scripts and a hidden value, which pages of AM run', async () => {
    const { action, shared } = await runNode(node, new PasskeyWorld().signedOn());
    if (action.kind !== 'send') throw new Error('nothing sent');
    expect(action.callbacks).toEqual([
      { type: 'TextOutputCallback', messageType: 'script', message: expect.stringContaining('navigator.credentials.create') },
      { type: 'TextOutputCallback', messageType: 'script', message: expect.stringContaining('Waiting for your device...') },
      { type: 'HiddenValueCallback', id: 'webAuthnOutcome', value: 'false' },
    ]);
    expect(shared).toEqual({ username: 'mia' });
  });

  it('goes out as data with every key in both spellings', async () => {
    const world = new PasskeyWorld();
    await world.enrol(node);
    const id = world.authenticator.credentialIds[0] ?? '';
    const bytes = [...Int8Array.from(Buffer.from(id, 'base64url'))];
    const config = {
      asScript: false,
      excludeCredentials: true,
      requiresResidentKey: true,
      authenticatorAttachment: 'PLATFORM',
      userVerificationRequirement: 'REQUIRED',
      displayNameSharedState: 'called',
      acceptedSigningAlgorithms: ['EDDSA', 'ES512'],
    };
    const asked = await runNode(node, world.signedOn({ config, shared: { username: 'mia', called: 'Mia M.' } }));
    const { challenge, ...data } = dataOf(asked);
    const selection = {
      userVerification: 'required',
      authenticatorAttachment: 'platform',
      requireResidentKey: true,
      residentKey: 'required',
    };
    const kinds = [
      { type: 'public-key', alg: -8 },
      { type: 'public-key', alg: -36 },
    ];
    expect(data).toEqual({
      _type: 'WebAuthn',
      _action: 'webauthn_registration',
      supportsJsonResponse: true,
      attestationPreference: 'none',
      userName: 'mia',
      displayName: 'Mia M.',
      userId: Buffer.from(MIA.id).toString('base64url'),
      relyingPartyName: 'ForgeRock',
      relyingPartyId: 'id: "id.example",',
      _relyingPartyId: 'id.example',
      authenticatorSelection: JSON.stringify(selection),
      _authenticatorSelection: selection,
      pubKeyCredParams: JSON.stringify(kinds),
      _pubKeyCredParams: kinds,
      timeout: '60000',
      excludeCredentials: `{ "type": "public-key", "id": new Int8Array([${bytes.join(', ')}]).buffer }`,
      _excludeCredentials: [{ type: 'public-key', id: bytes }],
      extensions: {},
    });
    expect(Buffer.from(String(challenge), 'base64')).toHaveLength(32);
    if (asked.action.kind !== 'send') throw new Error('nothing sent');
    expect(asked.action.callbacks.map(({ type }) => type)).toEqual(['MetadataCallback', 'HiddenValueCallback']);
  });

  it('cannot close the script that it stands in', async () => {
    const config = { relyingPartyName: '</script><script>alert(1)</script>\u2028' };
    const asked = await runNode(node, new PasskeyWorld().signedOn({ config }));
    expect(JSON.stringify(asked.action)).not.toMatch(/<\/?script>|\u2028/);
    expect(dataOf(asked)['relyingPartyName']).toBe(config.relyingPartyName);
  });

  it('has a new challenge each time', async () => {
    const world = new PasskeyWorld();
    const first = await runNode(node, world.signedOn());
    const again = await runNode(node, world.signedOn(answering(first, undefined)));
    expect(dataOf(again)['challenge']).not.toBe(dataOf(first)['challenge']);
    // What was made for the first is of no use any more.
    const late = answerWebAuthn(world.authenticator, dataOf(first), ORIGIN);
    expect((await runNode(node, world.signedOn(answering(again, late)))).outcome).toBe('failure');
  });
});

describe('a passkey that is made', () => {
  it.each([true, false])('is kept, with recovery codes (as script: %s)', async (asScript) => {
    const world = new PasskeyWorld();
    const done = await world.use(node, world.signedOn({ config: { asScript } }), { deviceName: ' My\u202e laptop ' });
    const [device] = world.devices.get(MIA.id) ?? [];
    expect(done.action).toEqual({
      kind: 'goTo',
      outcome: 'success',
      nodeTypes: ['WebAuthnAuthentication'],
      audit: {
        registeredDeviceUuid: device?.uuid,
        registeredAaguid: '00000000-0000-0000-0000-000000000000',
        attestationType: 'NONE',
        credentialId: world.authenticator.credentialIds[0],
        deviceName: 'My  laptop',
      },
    });
    expect(device).toMatchObject({ algorithm: -7, signCount: 0, transports: ['internal'], userVerified: true, createdDate: world.now });
    expect(done.transient).toEqual({ recoveryCodes: ['aaaaaaaaaaa'], recoveryCodeDeviceName: 'My  laptop' });
    expect(done.shared).toEqual({ username: 'mia' });
    expect(world.notices).toEqual(['mia deviceAdded My  laptop']);
  });

  it('has a name in the language of its owner when they give none', async () => {
    const world = new PasskeyWorld();
    await world.use(node, world.signedOn({ locales: ['de'] }));
    expect(world.devices.get(MIA.id)).toMatchObject([{ deviceName: 'Neuer Sicherheitsschlüssel' }]);
    expect(world.notices).toEqual(['mia deviceAdded Neuer Sicherheitsschlüssel']);
  });

  it('has the name that AM gives it when its owner gives none, and no codes when none are wanted', async () => {
    const world = new PasskeyWorld();
    const done = await world.use(node, world.signedOn({ config: { generateRecoveryCodes: false } }), { legacy: true });
    expect(world.devices.get(MIA.id)).toMatchObject([{ deviceName: 'New Security Key', transports: [] }]);
    expect(done.transient).toEqual({});
  });

  it('is the same one when the step runs again after a crash', async () => {
    const world = new PasskeyWorld();
    const asked = await runNode(node, world.signedOn());
    const given = world.signedOn(answering(asked, answerWebAuthn(world.authenticator, dataOf(asked), ORIGIN)));
    for (let time = 0; time < 2; time += 1) expect((await runNode(node, given)).outcome).toBe('success');
    expect(world.devices.get(MIA.id)).toHaveLength(1);
  });

  it('is given to WebAuthn Device Storage when it is to be kept later', async () => {
    const world = new PasskeyWorld();
    const config = { postponeDeviceProfileStorage: true, storeAttestationDataInTransientState: true, maxSavedDevices: 1 };
    const done = await world.use(node, world.signedOn({ config }));
    expect(done.outcome).toBe('success');
    expect(world.devices.size).toBe(0);
    expect(done.transient).toMatchObject({
      webauthnDeviceData: { userId: MIA.id, device: { credentialId: world.authenticator.credentialIds[0] } },
      webauthnAttestationType: 'NONE',
      webauthnDeviceAaguid: '00000000-0000-0000-0000-000000000000',
      webauthnAttestationInfo: {
        flags: { UP: true, UV: true, BE: false, BS: false, AT: true, ED: false },
        authenticatorAttachment: 'platform',
      },
      webauthnData: { clientDataJSON: expect.stringContaining('webauthn.create') },
    });
    expect(node.outcomes(node.config.parse(config) as never).map(({ id }) => id)).not.toContain('exceedDeviceLimit');
  });

  it.each([
    [{ UNVERIFIED: 'REQUIRED' }, { userVerificationRequirement: 'REQUIRED' }, { unverified: true }, 'verification'],
    [{ KEY: 'EdDSA' }, {}, { algorithm: 'EDDSA' }, 'algorithm'],
    [{ ORIGIN: 'other' }, {}, { origin: 'https://evil.example' }, 'origin'],
    [{ DOMAIN: 'other' }, {}, { rpId: 'evil.example' }, 'relyingParty'],
    [{ NOBODY: 'there' }, {}, { absent: true }, 'presence'],
    [{ CHALLENGE: 'old' }, {}, { challenge: 'AAAA' }, 'challenge'],
    [{ ATTESTATION: 'none' }, { attestationPreference: 'DIRECT', trustStoreAlias: 'keys' }, { forgedAttestation: true }, 'signature'],
    [{ ATTACHMENT: 'other' }, { authenticatorAttachment: 'CROSS_PLATFORM' }, {}, 'attachment'],
    [{ ATTACHMENT: 'not told' }, { authenticatorAttachment: 'CROSS_PLATFORM' }, { legacy: true }, 'attachment'],
    [{ ATTACHMENT: 'not told' }, { authenticatorAttachment: 'PLATFORM' }, { legacy: true }, 'attachment'],
  ] as const)('is refused, whatever the page was told: %o', async (_, config, wrong, reason) => {
    const world = new PasskeyWorld();
    const done = await world.use(node, world.signedOn({ config }), wrong);
    expect(done.action).toEqual({ kind: 'goTo', outcome: 'failure', audit: { reason } });
    expect(world.devices.size).toBe(0);
  });

  it('is refused when the person has it already, under another key', async () => {
    const world = new PasskeyWorld();
    await world.enrol(node);
    const credentialId = world.authenticator.credentialIds[0] ?? '';
    expect((await world.use(node, world.signedOn(), { credentialId })).action).toMatchObject({ audit: { reason: 'registered' } });
  });

  it('is refused when somebody else has it, whatever key stands in it, and nobody is told of it', async () => {
    const world = new PasskeyWorld();
    const { devices } = realDevices();
    const ports = { ...world.ports(), devices };
    expect((await world.use(node, world.signedOn({ ports }))).outcome).toBe('success');
    const [kept] = await devices.webauthn.list('/alpha', MIA);
    const proof = { factor: 'knowledge:password', subjectId: BEN.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 } as const;
    const ben = () => world.signedOn({ ports, shared: { username: 'ben' }, subject: BEN, evidence: [proof] });
    const stolen = await world.use(node, ben(), { credentialId: kept?.credentialId ?? '' }, new SoftwareAuthenticator());
    expect(stolen.action).toEqual({ kind: 'goTo', outcome: 'failure', audit: { reason: 'registered' } });
    expect(stolen.transient).toEqual({});
    expect(await devices.webauthn.list('/alpha', BEN)).toEqual([]);
    expect(await devices.webauthn.list('/alpha', MIA)).toEqual([kept]);
    expect(world.notices).toEqual(['mia deviceAdded New Security Key']);
    // With an id of his own he gets one.
    expect((await world.use(node, ben(), {}, new SoftwareAuthenticator())).outcome).toBe('success');
  });

  it('comes from a known maker when that is demanded (CVE-2025-12150)', async () => {
    const world = new PasskeyWorld();
    const config = { attestationPreference: 'DIRECT', trustStoreAlias: 'keys', storeAttestationDataInTransientState: true };
    const good = new SoftwareAuthenticator({ maker: world.maker, aaguid: YUBI });
    const done = await world.use(node, world.signedOn({ config }), {}, good);
    expect(done.transient).toMatchObject({ webauthnAttestationType: 'BASIC', webauthnDeviceAaguid: YUBI });
    for (const [maker, reason] of [
      [new AuthenticatorMaker('Good Keys'), 'untrusted'],
      [undefined, 'attestation'],
    ] as const) {
      const bad = new SoftwareAuthenticator({ aaguid: YUBI, ...(maker === undefined ? {} : { maker }) });
      expect((await world.use(node, world.signedOn({ config }), {}, bad)).action).toMatchObject({ outcome: 'failure', audit: { reason } });
    }
  });
});

describe('a passkey of a certified model', () => {
  const config = { attestationPreference: 'DIRECT', fidoCertificationLevel: 'FIDO_CERTIFIED_L2' };
  const certified = (world: PasskeyWorld, status: string) => [
    { aaguid: YUBI, keyIdentifiers: [], description: 'Key', roots: [world.maker.root.toString('base64')], reports: [{ status }] },
  ];

  it('can be demanded at every level, and with the check of revocation, by a journey that is published', () => {
    for (const fidoCertificationLevel of ['SELF_ASSERTION_SUBMITTED', 'FIDO_CERTIFIED_L1', 'FIDO_CERTIFIED_L3plus'])
      for (const attestationPreference of ['DIRECT', 'INDIRECT'])
        expect(node.config.safeParse({ fidoCertificationLevel, attestationPreference, enforceRevocationCheck: true }).success).toBe(true);
  });

  it('is taken by the metadata alone, without a trust store', async () => {
    const world = new PasskeyWorld();
    world.models = certified(world, 'FIDO_CERTIFIED_L3');
    const good = new SoftwareAuthenticator({ maker: world.maker, aaguid: YUBI });
    const done = await world.use(node, world.signedOn({ config }), {}, good);
    expect(done.action).toMatchObject({ outcome: 'success', audit: { attestationType: 'BASIC', registeredAaguid: YUBI } });
  });

  it.each([
    ['FIDO_CERTIFIED_L1', 'level'],
    ['REVOKED', 'compromised'],
    [undefined, 'model'],
  ] as const)('is nobody’s where the metadata says %s', async (status, reason) => {
    const world = new PasskeyWorld();
    world.models = status === undefined ? [] : certified(world, status);
    const authenticator = new SoftwareAuthenticator({ maker: world.maker, aaguid: YUBI });
    const done = await world.use(node, world.signedOn({ config }), {}, authenticator);
    expect(done.action).toEqual({ kind: 'goTo', outcome: 'failure', audit: { reason } });
    expect(world.devices.size).toBe(0);
  });

  it.each(['revoked', 'unchecked'] as const)('is refused when a certificate is %s and that is to be checked', async (fault) => {
    const world = new PasskeyWorld();
    world.revocation = fault;
    const authenticator = new SoftwareAuthenticator({ maker: world.maker, aaguid: YUBI });
    const plain = { attestationPreference: 'DIRECT', trustStoreAlias: 'keys' };
    const checked = world.signedOn({ config: { ...plain, enforceRevocationCheck: true } });
    expect((await world.use(node, checked, {}, authenticator)).action).toMatchObject({ outcome: 'failure', audit: { reason: fault } });
    expect((await world.use(node, world.signedOn({ config: plain }), {}, authenticator)).outcome).toBe('success');
  });

  it('is not asked for in a realm that names no metadata, and the author is told', async () => {
    await expect(runNode(node, new PasskeyWorld().signedOn({ config }))).rejects.toThrow('Set fidoMetadataServiceUris');
  });
});

describe('without a passkey', () => {
  it.each([
    ['unsupported', 'unsupported', undefined],
    ['ERROR::NotAllowedError:The operation', 'error', 'NotAllowedError:The operation'],
    ['{"error":"ERROR::AbortError:Gone"}', 'error', 'AbortError:Gone'],
    ['whatever', 'failure', undefined],
    ['{"legacyData":"whatever"}', 'failure', undefined],
    ['{}::1,2::AQID', 'failure', undefined],
    ['{}::1,999::AQID', 'failure', undefined],
  ])('%s takes the way %s', async (value, outcome, exception) => {
    const world = new PasskeyWorld();
    const asked = await runNode(node, world.signedOn());
    const done = await runNode(node, world.signedOn(answering(asked, value)));
    expect(done.outcome).toBe(outcome);
    expect(done.shared['WebAuthenticationDOMException']).toBe(exception);
  });

  it.each([undefined, 'false', ''])('asks again when nothing was answered: %o', async (value) => {
    const world = new PasskeyWorld();
    const asked = await runNode(node, world.signedOn());
    expect((await runNode(node, world.signedOn(answering(asked, value)))).action.kind).toBe('send');
  });

  it('asks again when the answer comes too late, and takes nothing of it', async () => {
    const world = new PasskeyWorld();
    const asked = await runNode(node, world.signedOn());
    const value = answerWebAuthn(world.authenticator, dataOf(asked), ORIGIN);
    world.now += 120_001;
    const again = await runNode(node, world.signedOn(answering(asked, value)));
    expect(again.action.kind).toBe('send');
    expect(world.devices.size).toBe(0);
  });
});

describe('before it asks', () => {
  it('refuses whoever has proved nothing, because the name alone would be enough to take an account over', async () => {
    const world = new PasskeyWorld();
    for (const nobody of [{ shared: { username: 'mia' } }, { shared: { username: 'mia' }, subject: MIA }])
      expect((await runNode(node, world.run(nobody))).action).toMatchObject({ kind: 'refuse', code: 'webauthn.enrolment_needs_proof' });
    await expect(runNode(node, world.signedOn({ shared: {} }))).rejects.toThrow('Nobody is named');
  });

  it('refuses whoever is only remembered', async () => {
    const evidence = [
      { factor: 'remembered:persistent-cookie', subjectId: MIA.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 } as const,
    ];
    expect((await runNode(node, new PasskeyWorld().signedOn({ evidence }))).action).toMatchObject({ kind: 'refuse' });
  });

  it('says no to whoever has as many as they may have, before and after the browser was asked', async () => {
    const world = new PasskeyWorld();
    const config = { maxSavedDevices: 1 };
    const asked = await runNode(node, world.signedOn({ config }));
    await world.enrol(node);
    expect((await runNode(node, world.signedOn({ config }))).outcome).toBe('exceedDeviceLimit');
    const value = answerWebAuthn(world.authenticator, dataOf(asked), ORIGIN);
    expect((await runNode(node, world.signedOn({ config, ...answering(asked, value) }))).outcome).toBe('exceedDeviceLimit');
    expect(world.devices.get(MIA.id)).toHaveLength(1);
  });

  it('names the trust store that the realm does not have', async () => {
    const config = { attestationPreference: 'DIRECT' };
    await expect(runNode(node, new PasskeyWorld().signedOn({ config }))).rejects.toThrow('trust store trustalias');
  });

  it.each([
    [{ fidoCertificationLevel: 'FIDO_CERTIFIED_L1' }, 'A certification level needs to know the authenticator'],
    [{ enforceRevocationCheck: true }, 'no certificate that could be checked for revocation'],
    [{ acceptedSigningAlgorithms: ['RS1'] }, 'SHA-1'],
    [{ acceptedSigningAlgorithms: [] }, 'Choose at least one'],
    [{ relyingPartyDomain: 'https://id.example' }, 'A domain is a host name'],
  ])('cannot be published with what is not checked here: %o', (config, text) => {
    expect(JSON.stringify(node.config.safeParse(config).error?.issues)).toContain(text);
  });
});
