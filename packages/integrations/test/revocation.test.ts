import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AuthenticatorMaker, extension, listedAt, listFor, MetadataPublisher, makeAttested } from '@waygate/phone';
import { androidKeyAttestationService, serviceSchemas } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFidoMetadata, createOutboundHttp, createRevocationCheck, createSealer, KeyRing, type OutboundHttp } from '../src/index.ts';
import { webAuthnOf } from './webauthn-of.ts';

const ORIGIN = 'https://id.example';
const TODAY = Date.parse('2026-11-27T09:00:00Z');
const TOMORROW = new Date('2026-11-28T09:00:00Z');

let server: Server;
let port = 0;
/** What stands at each path; anything else is not found. */
const lists = new Map<string, Buffer>();
const asked: string[] = [];
const clock = { now: TODAY };

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const list = lists.get(request.url ?? '');
    response.writeHead(list === undefined ? 404 : 200).end(list);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  lists.clear();
  asked.length = 0;
  clock.now = TODAY;
});

const at = (path: string) => `http://127.0.0.1:${port}${path}`;
const checkOf = (hosts: readonly string[] = ['127.0.0.1']) =>
  createRevocationCheck(createOutboundHttp({ allowed: new Set(hosts) }), () => clock.now);

/** A maker whose authority in between says where its own list and that of the models is. */
function makers() {
  const root = new AuthenticatorMaker('Root');
  const authority = new AuthenticatorMaker('Authority', undefined, { issuer: root, serial: 300, extensions: [listedAt(at('/root.crl'))] });
  lists.set('/root.crl', root.revocationList([]));
  lists.set('/authority.crl', authority.revocationList([5, 200]));
  return { root, authority };
}

interface RegisterWish {
  readonly revocation?: ReturnType<typeof checkOf>;
  readonly extensions?: readonly Buffer[];
  readonly sent?: readonly Buffer[];
  readonly check?: boolean;
  readonly format?: 'packed' | 'self';
  readonly attestation?: 'DIRECT' | 'INDIRECT';
}

/** Registers a passkey whose certificate has a serial number. */
function register(
  { root, authority }: ReturnType<typeof makers>,
  serial: number,
  {
    revocation = checkOf(),
    extensions = [listedAt(at('/authority.crl'))],
    sent = [authority.root],
    check = true,
    format = 'packed',
    attestation = 'DIRECT',
  }: RegisterWish = {},
) {
  const webauthn = webAuthnOf({
    ...{ publicUrl: ORIGIN, trustStores: async () => ({ keys: root.pem }), revocation, now: () => clock.now },
  });
  const relyingParty = webauthn.relyingParty('/alpha', '', []);
  const challenge = webauthn.newChallenge();
  const page = { rpId: relyingParty.id, origin: ORIGIN, challenge };
  const made = makeAttested(format, authority, page, { certified: { serial, extensions }, above: sent });
  return webauthn.verifyRegistration({
    ...{ realm: '/alpha', relyingParty, challenge, requireVerification: true, algorithms: [-7], attestation, trustStore: 'keys' },
    revocation: check,
    response: { clientData: made.clientDataJSON, attestationObject: made.attestationObject, credentialId: made.id },
  });
}

describe('revocation of the certificates of an authenticator', () => {
  it('is looked up for each but the root, in the lists that they name', async () => {
    const some = makers();
    expect(await register(some, 6)).toMatchObject({ verified: true });
    expect(asked.toSorted()).toEqual(['/authority.crl', '/root.crl']);
    for (const serial of [5, 200]) expect(await register(some, serial)).toEqual({ verified: false, reason: 'revoked' });
    lists.set('/root.crl', some.root.revocationList([1, 300]));
    expect(await register(some, 6)).toEqual({ verified: false, reason: 'revoked' });
  });

  it('is not looked up unless the journey asks for it', async () => {
    expect(await register(makers(), 5, { check: false })).toMatchObject({ verified: true });
    expect(asked).toEqual([]);
  });

  it('cannot be said and is refused when an authenticator attests itself, without a certificate', async () => {
    const wish = { format: 'self', attestation: 'INDIRECT' } as const;
    expect(await register(makers(), 6, wish)).toEqual({ verified: false, reason: 'unchecked' });
    expect(await register(makers(), 6, { ...wish, check: false })).toMatchObject({ verified: true, attestationType: 'SELF' });
    expect(await register(makers(), 6, { attestation: 'INDIRECT' })).toMatchObject({ verified: true, attestationType: 'BASIC' });
    expect(await register(makers(), 5, { attestation: 'INDIRECT' })).toEqual({ verified: false, reason: 'revoked' });
  });

  it('makes nobody call addresses of a certificate that leads to nobody who is trusted', async () => {
    const stranger = makers();
    expect(await register({ ...stranger, root: new AuthenticatorMaker('Root') }, 6)).toEqual({ verified: false, reason: 'untrusted' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['no list is named', { extensions: [] }],
    ['the list is not there', { extensions: [listedAt('/gone.crl')] }],
    ['the list is inside', { extensions: [listedAt('http://10.1.2.3/authority.crl')] }],
    ['the list is in a directory', { extensions: [listedAt('ldap://127.0.0.1/cn=list')] }],
    ['the list may not be asked for', { revocation: checkOf([]) }],
  ])('cannot be said and is refused when %s', async (_what, wish) => {
    expect(await register(makers(), 6, wish)).toEqual({ verified: false, reason: 'unchecked' });
  });

  const LISTS: readonly (readonly [string, (authority: AuthenticatorMaker) => Buffer])[] = [
    ['nothing', () => Buffer.alloc(0)],
    ['a page', () => Buffer.from('<html>')],
    ['by somebody else of the same name', () => new AuthenticatorMaker('Authority').revocationList([])],
    ['by somebody else', () => new AuthenticatorMaker('Root').revocationList([])],
    ['out of date', (authority) => authority.revocationList([], { to: new Date('2026-11-27T08:59:59Z') })],
    ['of tomorrow', (authority) => authority.revocationList([], { from: TOMORROW })],
    ['good for ever', (authority) => authority.revocationList([], { to: 'never' })],
    [
      'of what has changed alone',
      (authority) => authority.revocationList([], { extensions: [extension('551d1b', Buffer.of(2, 1, 1), true)] }),
    ],
    ['for authorities alone', (authority) => authority.revocationList([], { extensions: [listFor({ authorities: true })] })],
    ['for another address', (authority) => authority.revocationList([], { extensions: [listFor({ address: at('/other.crl') })] })],
  ];
  it.each(LISTS)('cannot be said and is refused when the list is %s', async (_what, listOf) => {
    const some = makers();
    lists.set('/authority.crl', listOf(some.authority));
    expect(await register(some, 6)).toEqual({ verified: false, reason: 'unchecked' });
  });

  it('is said by a list for its own address', async () => {
    const some = makers();
    lists.set('/authority.crl', some.authority.revocationList([5], { extensions: [listFor({ address: at('/authority.crl') })] }));
    expect(await register(some, 6)).toMatchObject({ verified: true });
    expect(await register(some, 5)).toEqual({ verified: false, reason: 'revoked' });
  });

  it('is said by the second list when the first is not there', async () => {
    const extensions = [listedAt(at('/gone.crl'), at('/authority.crl'))];
    expect(await register(makers(), 6, { extensions })).toMatchObject({ verified: true });
    expect(await register(makers(), 5, { extensions })).toEqual({ verified: false, reason: 'revoked' });
  });

  it('goes by a list until the next is due, and for a day at most, and asks again a minute after it failed', async () => {
    const some = makers();
    const revocation = checkOf();
    lists.set('/authority.crl', some.authority.revocationList([], { to: TOMORROW }));
    expect(await register(some, 6, { revocation })).toMatchObject({ verified: true });
    lists.set('/authority.crl', some.authority.revocationList([6]));
    lists.delete('/root.crl');
    expect(await register(some, 6, { revocation })).toMatchObject({ verified: true });
    expect(asked).toHaveLength(2);
    clock.now = TOMORROW.getTime();
    expect(await register(some, 6, { revocation })).toEqual({ verified: false, reason: 'revoked' });
    expect(await register(some, 7, { revocation })).toEqual({ verified: false, reason: 'unchecked' });
    const before = asked.length;
    lists.set('/root.crl', some.root.revocationList([]));
    expect(await register(some, 7, { revocation })).toEqual({ verified: false, reason: 'unchecked' });
    expect(asked).toHaveLength(before);
    clock.now += 60_000;
    expect(await register(some, 7, { revocation })).toMatchObject({ verified: true });
  });
});

describe('revocation of the certificates of the signer of metadata', () => {
  const source = 'https://mds.example/';
  const read = async (publisher: MetadataPublisher, enforceRevocationCheck: boolean) => {
    const settings = { fidoMetadataServiceUris: [source], fidoMetadataRoots: publisher.pem, enforceRevocationCheck };
    const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
    const metadata = createFidoMetadata({
      settings: async () => serviceSchemas.webAuthnMetadataService.parse(settings),
      store: openMemoryStores({ sealer, now: () => clock.now }).fidoMetadata,
      fetch: async () => publisher.publish({ no: 1, nextUpdate: '2026-12-01', entries: [] }),
      revocation: checkOf(),
      log: () => undefined,
      now: () => clock.now,
    });
    return (await metadata.refresh('/alpha'))[0];
  };

  it('keeps metadata from being taken when it is to be looked up', async () => {
    const publisher = new MetadataPublisher('Alliance', { extensions: [listedAt(at('/alliance.crl'))] });
    // One list for what both have issued would be signed by one of them alone.
    expect(await read(publisher, false)).toMatchObject({ inForce: true });
    expect(asked).toEqual([]);
    expect(await read(publisher, true)).toMatchObject({ inForce: false, problem: expect.stringContaining('could not be looked up') });
    lists.set('/alliance.crl', publisher.authority.revocationList([7]));
    expect(await read(publisher, true)).toMatchObject({ inForce: false, problem: expect.stringContaining('was revoked') });
  });
});

describe('revocation of certificates of Android', () => {
  const URL = 'https://status.example/attestation/status';
  const maker = new AuthenticatorMaker('Google');
  const settings = androidKeyAttestationService.parse({ crlUrl: URL, cacheDuration: 1 });
  const path = (serial: number) => [
    new X509Certificate(maker.issue({ publicKey: new X509Certificate(maker.root).publicKey, serial })),
    new X509Certificate(maker.root),
  ];
  const answering = (answers: readonly (string | number)[]) => {
    const asked: string[] = [];
    const http: OutboundHttp = {
      send: async ({ url }) => {
        const answer = answers[asked.push(url) - 1] ?? 500;
        return { status: typeof answer === 'number' ? answer : 200, statusText: '', headers: {}, body: String(answer) };
      },
    };
    return { asked, check: createRevocationCheck(http, () => clock.now).checkAndroid };
  };
  const LIST = JSON.stringify({ entries: { '7f': { status: 'REVOKED', reason: 'KEY_COMPROMISE' }, a: { status: 'SUSPENDED' } } });

  it('is what the list says of a serial number, whatever it says', async () => {
    const { check, asked: called } = answering([LIST]);
    expect(await check(path(0x0b), settings)).toBeUndefined();
    for (const serial of [0x7f, 0x0a]) expect(await check(path(serial), settings)).toBe('revoked');
    expect(called).toEqual([URL]);
  });

  it('is asked again when its time is over, and an outage lets nobody in', async () => {
    const { check, asked: called } = answering([LIST, 503, LIST]);
    expect(await check(path(0x0b), settings)).toBeUndefined();
    clock.now += 3_600_000;
    expect(await check(path(0x0b), settings)).toBe('unchecked');
    expect(await check(path(0x0b), settings)).toBe('unchecked');
    expect(called).toHaveLength(2);
    clock.now += 60_000;
    expect(await check(path(0x0b), settings)).toBeUndefined();
  });

  it.each(['', '<html>', '[]', '{}', '{"entries":[]}', 404])('cannot be said by %s', async (answer) => {
    expect(await answering([answer]).check(path(0x0b), settings)).toBe('unchecked');
  });
});
