import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { CertificationLevel } from '@waygate/node-kit';
import {
  type AttestationFormat,
  AuthenticatorMaker,
  MetadataPublisher,
  makeAttested,
  type Publication,
  type PublishedModel,
  type PublisherMistake,
} from '@waygate/phone';
import { serviceSchemas, type WebAuthnMetadataService } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { describe, expect, it } from 'vitest';
import { createFidoMetadata, createSealer, KeyRing } from '../src/index.ts';
import { webAuthnOf } from './webauthn-of.ts';

const ORIGIN = 'https://id.example';
const SOURCE = 'https://mds.example/';
const MODEL = 'ee882879-721c-4913-9775-3dfcce97072a';
const OTHER = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const TODAY = Date.parse('2026-11-27T09:00:00Z');
const maker = new AuthenticatorMaker('Good Keys');
const publisher = new MetadataPublisher('Test alliance');

/** What is published of a model. */
function model(more: Partial<PublishedModel> & { readonly roots?: readonly string[] } = {}): PublishedModel {
  const { roots = [maker.root.toString('base64')], ...rest } = more;
  return {
    aaguid: MODEL,
    metadataStatement: { description: 'Good key', attestationRootCertificates: roots, icon: 'data:image/png;base64,AAAA' },
    statusReports: [{ status: 'FIDO_CERTIFIED_L1', effectiveDate: '2020-05-01' }],
    timeOfLastStatusChange: '2020-05-01',
    ...rest,
  };
}

const published = (more: Partial<Publication> = {}): Publication => ({ no: 7, nextUpdate: '2026-12-01', entries: [model()], ...more });

interface Wish {
  readonly format?: AttestationFormat;
  readonly by?: AuthenticatorMaker;
  readonly aaguid?: string;
  readonly attestation?: 'DIRECT' | 'INDIRECT' | 'NONE';
  readonly batch?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

interface WorldOptions {
  readonly settings?: Partial<WebAuthnMetadataService>;
  readonly trustStores?: Readonly<Record<string, string>>;
}

/** A realm with a source of metadata, and a network that a test can take away. */
function worldWith({ settings = {}, trustStores = {} }: WorldOptions = {}) {
  const clock = { now: TODAY };
  const network: { text: string | Error; fetched: string[] } = { text: publisher.publish(published()), fetched: [] };
  const stores = openMemoryStores({ sealer: createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]))), now: () => clock.now });
  const realm: { settings: WebAuthnMetadataService } = {
    settings: serviceSchemas.webAuthnMetadataService.parse({
      fidoMetadataServiceUris: [SOURCE],
      fidoMetadataRoots: publisher.pem,
      ...settings,
    }),
  };
  const logged: string[] = [];
  const start = () =>
    createFidoMetadata({
      settings: async () => realm.settings,
      store: stores.fidoMetadata,
      fetch: async (source) => {
        network.fetched.push(source);
        if (network.text instanceof Error) throw network.text;
        return network.text;
      },
      revocation: { check: async () => undefined, checkAndroid: async () => undefined },
      log: (level, { event }) => logged.push(`${level} ${String(event)}`),
      now: () => clock.now,
    });
  let metadata = start();
  const register = (certification: CertificationLevel | undefined, wish: Wish = {}) => {
    const { format = 'packed', by = maker, aaguid = MODEL, attestation = 'DIRECT', batch } = wish;
    const webauthn = webAuthnOf({ publicUrl: ORIGIN, trustStores: async () => trustStores, metadata, now: () => clock.now });
    const relyingParty = webauthn.relyingParty('/alpha', '', []);
    const challenge = webauthn.newChallenge();
    const page = { rpId: relyingParty.id, origin: ORIGIN, challenge };
    const made = makeAttested(format, by, page, {
      ...(format === 'fido-u2f' ? {} : { aaguid }),
      ...(batch === undefined ? {} : { batch }),
    });
    return webauthn.verifyRegistration({
      ...{ realm: '/alpha', relyingParty, challenge, requireVerification: true, algorithms: [-7], attestation, trustStore: 'keys' },
      ...(certification === undefined ? {} : { certification }),
      response: { clientData: made.clientDataJSON, attestationObject: made.attestationObject, credentialId: made.id },
    });
  };
  return {
    clock,
    network,
    realm,
    stores,
    logged,
    register,
    metadata: () => metadata,
    restart: () => {
      metadata = start();
    },
    find: (aaguid = MODEL) => metadata.models('/alpha', { aaguid }),
    status: async () => (await metadata.status('/alpha'))[0],
  };
}

describe('metadata of FIDO', () => {
  it('is fetched when somebody needs it, once for all, and gone by until it has run out', async () => {
    const world = worldWith();
    const found = await Promise.all(Array.from({ length: 20 }, () => world.find()));
    expect(found[7]).toMatchObject([{ aaguid: MODEL, description: 'Good key', roots: [maker.root.toString('base64')] }]);
    expect(await world.find(OTHER)).toEqual([]);
    expect(world.network.fetched).toEqual([SOURCE]);
    expect(await world.status()).toEqual({
      ...{ source: SOURCE, inForce: true, no: 7, models: 1, fetchedAt: TODAY, until: Date.parse('2026-12-02T00:00:00Z') },
    });
    // Pictures, which most of it are, are not kept.
    expect(JSON.stringify(await world.stores.fidoMetadata.find('/alpha', SOURCE))).not.toContain('image/png');
  });

  it.each([
    ['otherKey', 'signature'],
    ['altered', 'signature'],
    ['symmetric', 'signature'],
    ['unsigned', 'signature'],
    ['otherHost', 'untrusted'],
    ['ranOut', 'untrusted'],
    ['noAuthority', 'untrusted'],
    ['noIssuer', 'untrusted'],
    ['tooLong', 'untrusted'],
    ['constrained', 'untrusted'],
    ['noCertificate', 'untrusted'],
    ['fetchedCertificate', 'untrusted'],
  ] as const satisfies readonly (readonly [PublisherMistake, string])[])('is not taken with this wrong: %s', async (wrong, why) => {
    const world = worldWith();
    world.network.text = publisher.publish(published(), wrong);
    await expect(world.find()).rejects.toMatchObject({ kind: 'operational', code: `fido_metadata.${why}` });
    expect(await world.stores.fidoMetadata.find('/alpha', SOURCE)).toBeUndefined();
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason: 'metadata' });
    expect((await world.status())?.problem).toContain('is not taken');
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>Sorry</html>'],
    ['three parts of nothing', '..'],
    ['a list', publisher.publish(JSON.parse('[]'))],
    ['no number', publisher.publish(JSON.parse('{"nextUpdate":"2026-12-01","entries":[]}'))],
    ['a number below nothing', publisher.publish(published({ no: -1 }))],
    ['a day that is none', publisher.publish(published({ nextUpdate: 'tomorrow' }))],
    ['no entries', publisher.publish(JSON.parse('{"no":7,"nextUpdate":"2026-12-01"}'))],
  ])('is not taken when it is %s', async (_what, text) => {
    const world = worldWith();
    world.network.text = text;
    await expect(world.find()).rejects.toMatchObject({ code: 'fido_metadata.malformed' });
  });

  it('is not that of the FIDO alliance when somebody else has signed it', async () => {
    const world = worldWith({ settings: { fidoMetadataRoots: '' } });
    await expect(world.find()).rejects.toMatchObject({ code: 'fido_metadata.untrusted' });
  });

  it('keeps a model of which it says what nobody understands as one that nobody trusts, and keeps the others', async () => {
    const world = worldWith();
    const strange = JSON.parse(JSON.stringify({ ...model({ aaguid: OTHER }), statusReports: 'REVOKED' }));
    world.network.text = publisher.publish(published({ entries: [strange, model(), { ...model(), aaguid: 'no id' }] }));
    expect(await world.find()).toHaveLength(1);
    expect(await world.find(OTHER)).toEqual([{ aaguid: OTHER, keyIdentifiers: [], description: '', roots: [], reports: [] }]);
    expect(await world.status()).toMatchObject({ models: 2 });
    expect(await world.register('FIDO_CERTIFIED_L1', { aaguid: OTHER })).toEqual({ verified: false, reason: 'level' });
  });

  it.each([
    ['a day that is none', { statusReports: [{ status: 'REVOKED', effectiveDate: 'yesterday' }] }, 'compromised'],
    [
      'no statement and a day that is none',
      { metadataStatement: undefined, statusReports: [{ status: 'REVOKED', effectiveDate: '' }] },
      'compromised',
    ],
    ['a report that is none beside it', { statusReports: [7, { status: 'REVOKED' }] }, 'compromised'],
    ['a description that is none', { metadataStatement: { description: 7 }, statusReports: [{ status: 'REVOKED' }] }, 'compromised'],
    ['key identifiers that are none', { attestationCertificateKeyIdentifiers: 7 }, 'untrusted'],
    ['reports that are none', { statusReports: 'REVOKED' }, 'level'],
    ['no reports', { statusReports: undefined }, 'level'],
  ])('still says no to a model that another source certifies, with %s', async (_what, odd, reason) => {
    const world = worldWith();
    expect(await world.register('FIDO_CERTIFIED_L1')).toMatchObject({ verified: true });
    world.network.text = publisher.publish(published({ entries: [JSON.parse(JSON.stringify({ ...model(), ...odd }))] }));
    world.realm.settings = { ...world.realm.settings, fidoMetadataServiceUris: [SOURCE, 'file:own.jwt'] };
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason });
  });

  it('that has run out when it comes is refused', async () => {
    const world = worldWith();
    world.network.text = publisher.publish(published({ nextUpdate: '2026-11-26' }));
    await expect(world.find()).rejects.toMatchObject({ code: 'fido_metadata.expired' });
    world.clock.now += 2 * 60_000;
    world.network.text = publisher.publish(published({ nextUpdate: '2026-11-27' }));
    expect(await world.find()).toHaveLength(1);
  });

  it('never goes back: what was replaced cannot come again, nor another publication of the same number', async () => {
    const world = worldWith();
    await world.find();
    const refused = async (publication: Publication) => {
      world.network.text = publisher.publish(publication);
      expect(await world.metadata().refresh('/alpha')).toMatchObject([{ inForce: true, no: 7, problem: expect.stringContaining('later') }]);
    };
    await refused(published({ no: 6 }));
    await refused(published({ entries: [] }));
    expect(await world.find()).toHaveLength(1);
    world.network.text = publisher.publish(published({ no: 8, entries: [] }));
    expect(await world.metadata().refresh('/alpha')).toEqual([expect.objectContaining({ no: 8, models: 0 })]);
    expect(await world.find()).toEqual([]);
  });

  it('outlives a restart and an outage until it has run out, and then nobody is let in by it', async () => {
    const world = worldWith();
    await world.find();
    world.network.text = new Error('The network is gone.');
    world.restart();
    world.clock.now = Date.parse('2026-12-01T23:59:59Z');
    expect(await world.register('FIDO_CERTIFIED_L1')).toMatchObject({ verified: true });
    world.clock.now += 1_000;
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason: 'metadata' });
    expect(await world.status()).toMatchObject({ inForce: false, no: 7, problem: expect.any(String) });
    // Whoever comes in the next minute does not have it fetched again.
    const tries = world.network.fetched.length;
    await world.register('FIDO_CERTIFIED_L1');
    expect(world.network.fetched).toHaveLength(tries);
    world.network.text = publisher.publish(published({ no: 8, nextUpdate: '2027-01-01' }));
    world.clock.now += 60_000;
    expect(await world.register('FIDO_CERTIFIED_L1')).toMatchObject({ verified: true });
  });

  it('is fetched anew when the realm goes by other roots, and what was kept by the old ones is worth nothing', async () => {
    const world = worldWith();
    await world.find();
    const others = new MetadataPublisher('Other alliance', { host: 'mds.other.example' });
    world.realm.settings = { ...world.realm.settings, fidoMetadataRoots: others.pem, fidoMetadataHost: 'mds.other.example' };
    await expect(world.find()).rejects.toMatchObject({ code: 'fido_metadata.untrusted' });
    world.network.text = others.publish(published({ no: 1 }));
    world.clock.now += 60_000;
    expect(await world.find()).toHaveLength(1);
  });

  it('is looked for by itself before it runs out, and again and again when it could not be had, but not all the time', async () => {
    const world = worldWith();
    const due = async (at: string) => {
      world.clock.now = Date.parse(at);
      const before = world.network.fetched.length;
      await world.metadata().refreshDue(['/alpha']);
      return world.network.fetched.length - before;
    };
    expect(await due('2026-11-27T09:00:00Z')).toBe(1);
    expect(await due('2026-11-29T23:00:00Z')).toBe(0);
    world.network.text = new Error('The network is gone.');
    expect(await due('2026-11-30T00:00:00Z')).toBe(1);
    expect(await due('2026-11-30T00:14:00Z')).toBe(0);
    expect(await due('2026-11-30T00:15:00Z')).toBe(1);
    // The same as before, while the next is not out yet.
    world.network.text = publisher.publish(published());
    expect(await due('2026-11-30T00:30:00Z')).toBe(1);
    expect(await due('2026-11-30T01:00:00Z')).toBe(0);
    world.network.text = publisher.publish(published({ no: 8, nextUpdate: '2027-01-01' }));
    expect(await due('2026-11-30T01:30:00Z')).toBe(1);
    expect(await due('2026-11-30T09:00:00Z')).toBe(0);
    expect(world.logged).toEqual([
      ...['info fido_metadata.kept', 'warn fido_metadata.failed', 'warn fido_metadata.failed'],
      ...['info fido_metadata.kept', 'info fido_metadata.kept'],
    ]);
  });

  it('of several sources must be there whole, and each may say no', async () => {
    const world = worldWith({ settings: { fidoMetadataServiceUris: [SOURCE, 'file:own.jwt'] } });
    expect(await world.find()).toHaveLength(2);
    expect(world.network.fetched).toEqual([SOURCE, 'file:own.jwt']);
    const more = { no: 8, nextUpdate: '2027-01-01' };
    world.network.text = publisher.publish(published({ ...more, entries: [model({ statusReports: [{ status: 'REVOKED' }] })] }));
    world.realm.settings = { ...world.realm.settings, fidoMetadataServiceUris: [SOURCE, 'file:new.jwt'] };
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason: 'compromised' });
    world.network.text = new Error('The network is gone.');
    world.realm.settings = { ...world.realm.settings, fidoMetadataServiceUris: [SOURCE, 'file:gone.jwt'] };
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason: 'metadata' });
  });

  it('as large as that of the alliance is read, and found by its model', async () => {
    const world = worldWith();
    const icon = `data:image/png;base64,${'A'.repeat(20_000)}`;
    const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const entries = Array.from({ length: 300 }, (_, index) => {
      const one = model({ aaguid: idOf(index) });
      return {
        ...one,
        metadataStatement: { description: `Key ${index}`, attestationRootCertificates: [maker.root.toString('base64')], icon },
      };
    });
    world.network.text = publisher.publish(published({ entries }));
    expect(world.network.text.length).toBeGreaterThan(6_000_000);
    expect(await world.find(idOf(299))).toMatchObject([{ description: 'Key 299' }]);
    expect(JSON.stringify(await world.stores.fidoMetadata.find('/alpha', SOURCE)).length).toBeLessThan(400_000);
    // What is wrong with it is noticed, however large it is.
    world.network.text = publisher.publish(published({ no: 8, entries }), 'altered');
    expect(await world.metadata().refresh('/alpha')).toMatchObject([{ no: 7, problem: expect.stringContaining('signature') }]);
  });
});

type Said = readonly [status: string, effectiveDate?: string];

describe('a model', () => {
  const reports = (all: readonly Said[]) =>
    all.map(([status, effectiveDate]) => ({ status, ...(effectiveDate === undefined ? {} : { effectiveDate }) }));
  const standing = async (level: CertificationLevel, ...all: readonly Said[]) => {
    const world = worldWith();
    world.network.text = publisher.publish(published({ entries: [model({ statusReports: reports(all) })] }));
    const result = await world.register(level);
    return result.verified ? 'taken' : result.reason;
  };

  const LEVELS = [
    ...(['SELF_ASSERTION_SUBMITTED', 'FIDO_CERTIFIED_L1', 'FIDO_CERTIFIED_L1plus', 'FIDO_CERTIFIED_L2', 'FIDO_CERTIFIED_L2plus'] as const),
    ...(['FIDO_CERTIFIED_L3', 'FIDO_CERTIFIED_L3plus'] as const),
  ];

  it('is taken from the level on that is demanded, and not below', async () => {
    for (const [has, status] of LEVELS.entries())
      for (const [wants, level] of LEVELS.entries()) expect(await standing(level, [status])).toBe(has >= wants ? 'taken' : 'level');
  });

  it('of the time when there was one certification has the first level', async () => {
    expect(await standing('FIDO_CERTIFIED_L1', ['FIDO_CERTIFIED', '2018-01-01'])).toBe('taken');
    expect(await standing('FIDO_CERTIFIED_L1plus', ['FIDO_CERTIFIED', '2018-01-01'])).toBe('level');
  });

  it.each([
    ['nothing at all', []],
    ['that it is not certified', [['NOT_FIDO_CERTIFIED', '2020-01-01']]],
    [
      'that its certification was taken back',
      [
        ['FIDO_CERTIFIED_L1', '2020-01-01'],
        ['NOT_FIDO_CERTIFIED', '2021-01-01'],
      ],
    ],
    [
      'that it was taken back the same day',
      [
        ['NOT_FIDO_CERTIFIED', '2020-01-01'],
        ['FIDO_CERTIFIED_L1', '2020-01-01'],
      ],
    ],
    [
      'that it has a lower level by now',
      [
        ['SELF_ASSERTION_SUBMITTED', '2022-01-01'],
        ['FIDO_CERTIFIED_L3', '2020-01-01'],
      ],
    ],
    ['that it will be certified', [['FIDO_CERTIFIED_L1', '2026-11-28']]],
    ['something that nobody knows', [['FIDO_CERTIFIED_L9', '2020-01-01']]],
  ] as const)('is not certified when the metadata says %s', async (_what, all) => {
    expect(await standing('FIDO_CERTIFIED_L1', ...all)).toBe('level');
  });

  it('goes by what was said last, in whatever order it stands there', async () => {
    const two = [
      ['FIDO_CERTIFIED_L2', '2024-01-01'],
      ['FIDO_CERTIFIED_L1', '2020-01-01'],
    ] as const;
    expect(await standing('FIDO_CERTIFIED_L2', ...two)).toBe('taken');
    expect(await standing('FIDO_CERTIFIED_L2', ...two.toReversed())).toBe('taken');
    // An update says nothing of the level, and what is not known counts for nothing.
    expect(await standing('FIDO_CERTIFIED_L2', ...two, ['UPDATE_AVAILABLE', '2026-01-01'], ['SOMETHING_NEW', '2026-02-01'])).toBe('taken');
  });

  it.each([
    'REVOKED',
    'USER_VERIFICATION_BYPASS',
    'ATTESTATION_KEY_COMPROMISE',
    'USER_KEY_REMOTE_COMPROMISE',
    'USER_KEY_PHYSICAL_COMPROMISE',
  ])('is refused for good after %s, even when an update was offered and a level given later', async (status) => {
    const level = ['FIDO_CERTIFIED_L3', '2024-01-01'] as const;
    expect(await standing('SELF_ASSERTION_SUBMITTED', [status], level)).toBe('compromised');
    expect(await standing('SELF_ASSERTION_SUBMITTED', [status, '2020-01-01'], ['UPDATE_AVAILABLE', '2021-01-01'], level)).toBe(
      'compromised',
    );
  });

  it('that the metadata does not know is refused, and so is one that the authenticator does not name', async () => {
    const world = worldWith();
    for (const aaguid of [OTHER, '00000000-0000-0000-0000-000000000000'])
      expect(await world.register('SELF_ASSERTION_SUBMITTED', { aaguid })).toEqual({ verified: false, reason: 'model' });
  });

  it.each(['packed', 'tpm', 'apple', 'android-key'] as const)('leads where the metadata says, and nowhere else (%s)', async (format) => {
    const world = worldWith({ trustStores: {} });
    expect(await world.register('FIDO_CERTIFIED_L1', { format })).toMatchObject({ verified: true, aaguid: MODEL });
    const other = new AuthenticatorMaker('Good Keys');
    expect(await world.register('FIDO_CERTIFIED_L1', { format, by: other })).toEqual({ verified: false, reason: 'untrusted' });
  });

  it('of a maker whom the trust store knows is not taken for a model of somebody else', async () => {
    const other = new AuthenticatorMaker('Other Keys');
    const world = worldWith({ trustStores: { keys: other.pem } });
    expect(await world.register('FIDO_CERTIFIED_L1', { by: other })).toEqual({ verified: false, reason: 'untrusted' });
    // A trust store that the realm has narrows the makers.
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason: 'untrusted' });
    const both = worldWith({ trustStores: { keys: other.pem + maker.pem } });
    expect(await both.register('FIDO_CERTIFIED_L1')).toMatchObject({ verified: true });
  });

  it('without a root is trusted by nobody', async () => {
    const world = worldWith();
    world.network.text = publisher.publish(published({ entries: [model({ roots: [] })] }));
    expect(await world.register('FIDO_CERTIFIED_L1')).toEqual({ verified: false, reason: 'untrusted' });
  });

  it.each(['self', 'none', 'android-safetynet'] as const)('says nothing without a certificate, whatever is asked (%s)', async (format) => {
    const world = worldWith();
    for (const attestation of ['DIRECT', 'INDIRECT', 'NONE'] as const)
      expect(await world.register('SELF_ASSERTION_SUBMITTED', { format, attestation })).toEqual({ verified: false, reason: 'attestation' });
  });

  it('of an old security key is known by the key of its certificate', async () => {
    const world = worldWith();
    expect(await world.register('FIDO_CERTIFIED_L1', { format: 'fido-u2f' })).toEqual({ verified: false, reason: 'model' });
    const batch = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const identifier = createHash('sha1').update(pointOf(batch.publicKey)).digest('hex').toUpperCase();
    const { aaguid: _, ...old } = model({ attestationCertificateKeyIdentifiers: ['ab'.repeat(20), identifier] });
    world.network.text = publisher.publish(published({ no: 8, entries: [old] }));
    await world.metadata().refresh('/alpha');
    const nobody = '00000000-0000-0000-0000-000000000000';
    expect(await world.register('FIDO_CERTIFIED_L1', { format: 'fido-u2f', batch })).toMatchObject({ verified: true, aaguid: nobody });
    expect(await world.register('FIDO_CERTIFIED_L1', { format: 'fido-u2f' })).toEqual({ verified: false, reason: 'model' });
    const other = new AuthenticatorMaker('Good Keys');
    expect(await world.register('FIDO_CERTIFIED_L1', { format: 'fido-u2f', batch, by: other })).toMatchObject({ reason: 'untrusted' });
    // A model that is known by its id is not what an old key is taken for.
    expect(await world.register('FIDO_CERTIFIED_L1', { batch })).toEqual({ verified: false, reason: 'model' });
  });

  it('is not asked about when no level is demanded', async () => {
    const world = worldWith({ trustStores: { keys: maker.pem } });
    expect(await world.register(undefined)).toMatchObject({ verified: true });
    expect(world.network.fetched).toEqual([]);
  });
});

/** The point of a key, as X.509 has it. */
function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}
