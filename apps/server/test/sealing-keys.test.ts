import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JourneySession } from '@waygate/engine';
import { createResealer, createSealer } from '@waygate/integrations';
import type { DeviceFacts } from '@waygate/node-kit';
import { journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { COLLECTIONS } from '@waygate/storage';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openWorkspace, readConfig } from '../src/index.ts';
import { type RotationProgress, sealingKeys } from '../src/sealing-keys.ts';

// A rotation waits until every server has looked at the keys file.
vi.setConfig({ testTimeout: 60_000 });

/** Collections in whose documents something is sealed. Rotation goes through every collection there is; this list shows that each was tried. */
const SEALED = [
  'applicationCodes',
  'applicationSessions',
  'authorDrafts',
  'boundDevices',
  'deviceProfiles',
  'directoryBuckets',
  'directoryVerifiers',
  'fidoMetadata',
  'journeySessions',
  'journeyVersions',
  'messageOutbox',
  'oathDevices',
  'oauthGrants',
  'oauthTokens',
  'offlineCodes',
  'offlineDevices',
  'pushDevices',
  'pushMessages',
  'pushOutbox',
  'realmObjects',
  'services',
  'stagedNodes',
  'stepCodes',
  'triedVersions',
  'webauthnDevices',
];
/** Collections that hold nothing sealed. A new collection must be put into one of the two. */
const OPEN = [
  'attempts',
  'audit',
  'deliveryClaims',
  'deviceOwners',
  'directoryCopies',
  'identities',
  'journeyHistory',
  'journeys',
  'leases',
  'preparedIndexes',
  'previewTickets',
  'providerHealth',
  'realms',
  'sessionEnds',
  'signOnSessions',
  'signOnTraces',
  'skipPreferences',
  'stagingTallies',
  'storeMarks',
  'throttle',
];

const LATER = Date.now() + 86_400_000;
const SECRET = 'what-nobody-may-read';
const config = () =>
  readConfig({ WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-rotation-')), 'data'), WAYGATE_LOG_LEVEL: 'silent' });

async function opened(settings: ReturnType<typeof config>) {
  const workspace = await openWorkspace(settings);
  onTestFinished(() => workspace.close());
  return workspace;
}
type Opened = Awaited<ReturnType<typeof opened>>;

const facts = (uuid: string): DeviceFacts => ({ uuid, deviceName: SECRET, createdDate: 1, lastAccessDate: 2 });
const record = <D extends DeviceFacts>(device: D) => ({ device, recoveryCodes: [], refreshes: [] });
const journey = (name: string) =>
  journeyDocument.parse({
    name,
    entryNodeId: 'remember',
    nodes: {
      remember: {
        type: 'SetPersistentCookieNode',
        displayName: 'Remember',
        connections: { outcome: SUCCESS_ID },
        config: { hmacSigningKey: 'dGhpcy1pcy1hLXNpZ25pbmcta2V5LW9mLWEtdGVzdCEhIQ==' },
      },
    },
  });

/** Writes something secret wherever something is sealed. */
async function fill({ stores, ring, values }: Opened): Promise<void> {
  const { devices } = stores;
  const push = {
    issuer: 'i',
    sharedSecret: SECRET,
    deviceMechanismUID: 'm',
    deviceId: 't',
    deviceType: 'android',
    communicationType: 'gcm',
  };
  await devices.push.put('/', 'u', record({ ...facts('p'), ...push, communicationId: 'c', capabilities: [] }));
  const code = { algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30, counter: 0, lastLogin: 0, clockDriftSeconds: 0 } as const;
  await devices.oath.put(
    '/',
    'u',
    record({ ...facts('o'), ...code, issuer: 'i', sharedSecret: SECRET, checksumDigit: false, truncationOffset: -1 }),
  );
  const key = { credentialId: 'c', publicKey: SECRET, algorithm: -7, signCount: 1, transports: [], aaguid: 'a' };
  await devices.webauthn.put('/', 'u', record({ ...facts('w'), ...key, backupEligible: false, backedUp: false, userVerified: true }));
  await devices.binding.put(
    '/',
    'u',
    record({ ...facts('b'), deviceId: 'd', kid: 'k', key: {}, authenticationType: 'NONE', platform: '' }),
  );
  await devices.updateProfiles('/', 'u', () => [{ identifier: 'i', alias: SECRET, lastSelectedDate: 1 }]);
  await stores.offlineDevices.update('/', 'u', (record) => ({
    ...record,
    kept: { text: SECRET, isPlaced: true },
  }));
  const somebody = { uniqueId: 'u', username: SECRET, dn: 'd', groups: [], isDisabled: false, attributes: {} };
  await stores.directories.putBucket('d', 1, 0, { users: [somebody], names: {} });
  await stores.directories.putVerifier('d', { uniqueId: 'u', hash: SECRET, capturedAt: 1 });
  await stores.fidoMetadata.keep('/', 's', { trust: SECRET, no: 1, digest: 'd', until: LATER, fetchedAt: 1, models: [] });
  const totp = { issuer: 'i', sharedSecret: SECRET, ...code, checksumDigit: false, truncationOffset: -1 } as const;
  await stores.offlineCodes.update('/', 'u', (record) => ({ ...record, app: { device: { ...facts('o'), ...totp } } }));
  const message = { id: 'REGISTER:1', realm: '/', kind: 'REGISTER', state: 'PENDING', userId: 'u', username: 'u', secret: SECRET } as const;
  await stores.pushMessages.insert({ ...message, challenge: 'c', createdAt: 1, expiresAt: LATER, deviceUuid: 'd', issuer: 'i' });
  await stores.pushOutbox.add('inbox', { messageId: 'm', jwt: SECRET, subjectLine: 's', expiresAt: LATER });
  await stores.messageOutbox.add('/', { id: 'm', channel: 'sms', to: '+1', text: SECRET, at: 1, expiresAt: LATER });
  await stores.stepCodes.keep('step', { id: 'i', code: SECRET, madeAt: 1 }, LATER);
  await stores.services.set('/', 'oauth2Provider', { loaMapping: { mfa: SECRET } });
  await stores.realmObjects.create('/', 'script', { id: 's', value: { source: SECRET } });
  const token = { payload: { sub: SECRET }, createdAt: 1, expiresAt: LATER };
  await stores.tokens.put('/', 'Grant', 'g', token);
  await stores.tokens.put('/', 'AccessToken', 'a', token);
  // A secret of a node within what is sealed as a whole.
  const nodeSecret = values.secrets.seal('SetPersistentCookieNode', 'hmacSigningKey', SECRET);
  await stores.stagedNodes.put('/', [{ id: 'n', type: 'T', config: { key: nodeSecret }, author: 'a' }], LATER);
  await stores.journeys.publish('/', [journey('Live')], { at: 1, author: 'a', note: '' });
  await stores.journeys.saveDraft('/', 'a', { document: journey('Draft'), baseVersion: null, revision: null }, 1);
  await stores.journeys.keepVersion('/', journey('Tried'), LATER);
  const session: JourneySession = {
    id: 'run',
    realm: '/',
    revision: 1,
    status: 'awaitingInput',
    keyHash: 'h',
    createdAt: 1,
    expiresAt: LATER,
    frames: [],
    pins: {},
    sent: [],
    owners: [],
    shared: {},
    sealed: createSealer(ring).seal('journey', SECRET),
    evidence: [],
    nodeTypes: [],
    sessionProperties: {},
    endHooks: [],
    steps: 1,
    noSession: false,
  };
  await stores.journeySessions.insert(session);
  const entered = { applicationId: 'a', realm: '/', userId: 'u', offline: false, signOn: { id: 's', handle: SECRET } };
  await stores.applicationSessions.begin({ ...entered, id: 's', createdAt: 1, lastAccessAt: 1, expiresAt: LATER });
  await stores.applicationSessions.putCode('c', { ...entered, browser: 'b', path: '/', expiresAt: LATER });
}

/** What is read of all that, as a server reads it. */
async function readAll({ stores, ring, values }: Opened): Promise<readonly unknown[]> {
  const { devices, tokens } = stores;
  const live = await stores.journeys.published('/', 'Live');
  const draft = await stores.journeys.draft('/', 'Draft', 'a');
  const [staged] = await stores.stagedNodes.list('/');
  const code = await stores.applicationSessions.takeCode('c', Date.now());
  if (code !== undefined) await stores.applicationSessions.putCode('c', code);
  const openedConfig = (sealed: unknown) => values.secrets.open('SetPersistentCookieNode', 'hmacSigningKey', String(sealed));
  return [
    await devices.push.list('/', 'u'),
    await devices.oath.list('/', 'u'),
    await devices.webauthn.list('/', 'u'),
    await devices.binding.list('/', 'u'),
    await devices.listProfiles('/', 'u'),
    await stores.offlineDevices.find('/', 'u'),
    await stores.directories.bucket('d', 1, 0),
    await stores.directories.verifiers('d'),
    await stores.fidoMetadata.find('/', 's'),
    await stores.offlineCodes.find('/', 'u'),
    await stores.applicationSessions.find('s', Date.now()),
    code,
    await stores.pushMessages.find('/', 'REGISTER:1'),
    await stores.pushOutbox.pending('inbox', Date.now()),
    await stores.messageOutbox.list('/'),
    await stores.stepCodes.keep('step', { id: 'another', code: 'another', madeAt: 2 }, LATER),
    await stores.services.get('/', 'oauth2Provider'),
    await stores.realmObjects.get('/', 'script', 's'),
    await tokens.find('/', 'Grant', 'g'),
    await tokens.find('/', 'AccessToken', 'a'),
    openedConfig(staged?.config['key']),
    openedConfig(live?.nodes['remember']?.config['hmacSigningKey']),
    openedConfig(draft?.document.nodes['remember']?.config['hmacSigningKey']),
    draft?.revision,
    createSealer(ring).open('journey', (await stores.journeySessions.load('run'))?.sealed ?? ''),
  ];
}

/** Keys that something is sealed with, by collection. */
async function sealedWith({ stores, ring }: Opened): Promise<Map<string, Set<string>>> {
  const { keysOf } = createResealer(ring);
  const found = new Map<string, Set<string>>();
  await stores.documents.walk((text, collection) => {
    for (const kid of keysOf(text).opening) found.set(collection, (found.get(collection) ?? new Set()).add(kid));
    return text;
  });
  return found;
}

it('every collection is known to hold something sealed or not', () => {
  expect(Object.values(COLLECTIONS).sort()).toEqual([...SEALED, ...OPEN].sort());
});

it('everything sealed is sealed anew and still opens, for servers that run too, and the old key can go then', async () => {
  const settings = config();
  const workspace = await opened(settings);
  const server = await opened(settings);
  const codes = workspace.ring.derive('recovery-code-prefilter');
  await fill(workspace);
  const before = await readAll(server);
  const old = workspace.ring.active;
  const keys = sealingKeys(workspace, settings.keysFile);
  expect([...(await sealedWith(workspace)).keys()].sort()).toEqual(SEALED);
  await expect(keys.remove(old)).rejects.toMatchObject({ code: 'keys.in_use' });

  const told: RotationProgress[] = [];
  const rotation = await keys.rotate((progress) => void told.push(progress));
  expect(rotation).toMatchObject({ added: true, free: [old], unreadable: 0 });
  expect(rotation.resealed).toBeGreaterThanOrEqual(SEALED.length);
  for (const collection of SEALED)
    expect(
      told.filter((one) => one.collection === collection && one.changed > 0),
      collection,
    ).not.toEqual([]);
  for (const [collection, kids] of await sealedWith(workspace)) expect([...kids], collection).toEqual([rotation.active]);
  expect(await readAll(server)).toEqual(before);
  expect(server.ring.active).toBe(rotation.active);

  await keys.remove(old);
  expect(readFileSync(settings.keysFile, 'utf8')).not.toContain(old);
  expect(await readAll(server)).toEqual(before);
  const restarted = await opened(settings);
  expect(await readAll(restarted)).toEqual(before);
  expect(restarted.ring.derive('recovery-code-prefilter'), 'recovery codes stay good').toEqual(codes);
  expect((await sealingKeys(restarted, settings.keysFile).list()).map(({ id, active }) => [id, active])).toEqual([[rotation.active, true]]);
  await expect(keys.remove(rotation.active)).rejects.toMatchObject({ code: 'keys.in_use' });
});

it('a rotation that was killed in the middle is gone on with, by the same key', async () => {
  const settings = config();
  const workspace = await opened(settings);
  await fill(workspace);
  const before = await readAll(workspace);
  const old = workspace.ring.active;
  await killedRotation(settings.dataDirectory, settings.keysFile);
  const survivor = await opened(settings);
  const half = survivor.ring.active;
  expect(half).not.toBe(old);
  expect(await readAll(survivor)).toEqual(before);
  expect(
    [...(await sealedWith(survivor)).values()].some((kids) => kids.has(old)),
    'something is left to do',
  ).toBe(true);

  const keys = sealingKeys(survivor, settings.keysFile);
  await expect(keys.remove(old)).rejects.toMatchObject({ code: 'keys.in_use' });
  expect(await keys.rotate(() => undefined)).toMatchObject({ active: half, added: false, free: [old] });
  await keys.remove(old);
  expect(await readAll(await opened(settings))).toEqual(before);
});

it('servers with copies of the keys file go on through a rotation when the new key was handed out before', async () => {
  const settings = config();
  const workspace = await opened(settings);
  await fill(workspace);
  const before = await readAll(workspace);
  const old = workspace.ring.active;
  /** Another server on the same store, which reads a copy of the file that somebody hands out. */
  const copy = { ...settings, keysFile: `${settings.keysFile}.copy` };
  const handOut = () => copyFileSync(settings.keysFile, copy.keysFile);
  handOut();
  const server = await opened(copy);

  const keys = sealingKeys(workspace, settings.keysFile);
  const prepared = keys.prepare();
  handOut();
  const rotation = await keys.rotate(() => undefined);
  expect(rotation).toMatchObject({ active: prepared, added: true, free: [old] });
  expect(await readAll(server), 'it opens what it does not seal with yet').toEqual(before);
  expect(server.ring.active).toBe(old);
  await server.stores.journeySessions.insert({ ...((await server.stores.journeySessions.load('run')) as JourneySession), id: 'meanwhile' });
  const late = createSealer(server.ring).seal('place', SECRET);
  await server.stores.journeySessions.insert({
    ...((await server.stores.journeySessions.load('run')) as JourneySession),
    id: 'late',
    sealed: late,
  });

  handOut();
  expect(await keys.reseal(() => undefined), 'what came in between is sealed anew').toMatchObject({
    active: prepared,
    added: false,
    free: [old],
  });
  expect((await server.stores.journeySessions.load('late'))?.sealed).not.toBe(late);
  // Nothing is left now, so a rotation would make a key that no copy has.
  const handedOut = readFileSync(copy.keysFile, 'utf8');
  expect(await keys.reseal(() => undefined)).toMatchObject({ active: prepared, added: false, resealed: 0, free: [old] });
  expect(readFileSync(settings.keysFile, 'utf8'), 'the ring is as it was handed out').toBe(handedOut);
  await keys.remove(old);
  handOut();
  expect(await readAll(await opened(copy))).toMatchObject(before);
});

it('what was altered stays as it is, and is told', async () => {
  const settings = config();
  const workspace = await opened(settings);
  await fill(workspace);
  const broken = createSealer(workspace.ring)
    .seal('place', SECRET)
    .replace(/.{22}$/, 'A'.repeat(22));
  await workspace.stores.journeySessions.insert({
    ...((await workspace.stores.journeySessions.load('run')) as JourneySession),
    id: 'broken',
    sealed: broken,
  });
  const keys = sealingKeys(workspace, settings.keysFile);
  const old = workspace.ring.active;
  const rotation = await keys.rotate(() => undefined);
  expect(rotation).toMatchObject({ unreadable: 1, free: [old] });
  expect((await workspace.stores.journeySessions.load('broken'))?.sealed).toBe(broken);
  expect(await keys.rotate(() => undefined), 'it does not keep another key from coming').toMatchObject({ added: true });
  expect(await keys.list()).toContainEqual({ id: old, active: false, onRing: true, documents: 0, unreadable: 1 });
  expect(await keys.remove(old)).toEqual({ id: old, unreadable: 1 });
  expect(await keys.list(), 'what names it is told still').toContainEqual({
    id: old,
    active: false,
    onRing: false,
    documents: 0,
    unreadable: 1,
  });
});

it('nobody keeps a key from being removed by storing what only looks sealed with it', async () => {
  const settings = config();
  const workspace = await opened(settings);
  const lookAlike = (kid: string) => {
    const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid, ctx: 'c' })).toString('base64url');
    return `${header}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`;
  };
  const old = workspace.ring.active;
  const { identities } = workspace.stores;
  const attributes = { description: [lookAlike(old), lookAlike('\u001b[2J'), lookAlike('made-up')] };
  await identities.create({ id: 'm', realm: '/', username: 'mallory', active: true, attributes, passwordHash: undefined, createdAt: 1 });
  await workspace.stores.realmObjects.create('/', 'script', { id: 's', value: { source: SECRET } });
  const keys = sealingKeys(workspace, settings.keysFile);
  await expect(keys.remove(old), 'the script is sealed with it').rejects.toMatchObject({
    code: 'keys.in_use',
    message: expect.stringContaining('1 documents'),
  });
  expect(await keys.rotate(() => undefined)).toMatchObject({ free: [old], unreadable: 1 });
  expect((await keys.list()).map(({ id }) => id)).toEqual([old, workspace.ring.active, 'made-up']);
  expect(await keys.remove(old)).toEqual({ id: old, unreadable: 1 });
  expect((await identities.findByName('/', 'mallory'))?.attributes).toEqual(attributes);
  expect(await workspace.stores.realmObjects.get('/', 'script', 's')).toEqual({ source: SECRET });
});

/** Begins a rotation in a process of its own, which is killed as soon as it has sealed something anew. */
function killedRotation(directory: string, keysFile: string): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--conditions=development', fileURLToPath(new URL('./rotate-until-killed.ts', import.meta.url)), directory, keysFile],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error('The rotation came to its end.'))));
  });
}
