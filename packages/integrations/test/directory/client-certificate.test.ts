import { generateKeyPairSync } from 'node:crypto';
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls';
import type { DirectorySearch, DirectoryServer } from '@waygate/node-kit';
import { deviceKeeping, directoryConnection, offlineDirectory } from '@waygate/schema';
import { Client } from 'ldapts';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDirectoryReader } from '../../src/directory/directory-reader.ts';
import { createDirectoryService } from '../../src/directory/directory-service.ts';
import { testDirectoryConnection } from '../../src/directory/offline-directory-server.ts';
import { objectPlace } from '../../src/offline/places/directory-places.ts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';
import { type ClientAuthority, clientAuthority } from './client-certificates.ts';
import { refusedBind } from './refusing-wire.ts';
import { GROUPS, PEOPLE, type Slapd, SUFFIX, startSlapd } from './slapd.ts';

/** Signing on at a real OpenLDAP by a certificate (SASL EXTERNAL) in the place of name and password. */

/** Result code of RFC 4511 by which a directory refuses what it will not do. */
const UNWILLING = 53;
const SUBJECT = 'DC=com, DC=example, CN=waygate';
let authority: ClientAuthority;
let certificate: string;
let slapd: Slapd;
beforeAll(async () => {
  authority = await clientAuthority();
  certificate = await authority.issue(SUBJECT);
  slapd = await startSlapd(undefined, authority.cert);
  await slapd.add('mia', 'correct horse', { mail: 'mia@example.com' });
});
afterAll(() => slapd.stop());

const surroundings = { allowed: new Set(['localhost']), authorities: loopbackCertificate.cert };
const service = createDirectoryService(surroundings);
const server = (more: Partial<DirectoryServer> = {}): DirectoryServer => ({
  addresses: [slapd.address],
  mode: 'START_TLS',
  bindDn: '',
  bindPassword: '',
  certificate,
  within: 5_000,
  dialect: 'behera',
  ...more,
});
const SEARCH: DirectorySearch = { bases: [PEOPLE], scope: 'SUBTREE', nameAttributes: ['uid'], filter: '', attributes: ['mail'] };
const tries = (password: string, more: Partial<DirectoryServer> = {}) =>
  service.authenticate(server(more), SEARCH, { username: 'mia', password }, async () => true);
const secured = () => ({ mode: 'LDAPS', addresses: [slapd.secureAddress] }) as const;

describe('a certificate of the server', () => {
  it('signs on in the place of name and password, by StartTLS and by LDAPS, and passwords of people are tried all the same', async () => {
    for (const more of [{}, secured()]) {
      expect(await tries('correct horse', more)).toMatchObject({ status: 'right', entry: { attributes: { mail: ['mia@example.com'] } } });
      expect(await tries('wrong', more)).toEqual({ status: 'wrong' });
    }
    // Without it the directory shows nobody: what was found was found by the certificate.
    const { certificate: _without, ...nobody } = server();
    await expect(
      service.authenticate(nobody, SEARCH, { username: 'mia', password: 'correct horse' }, async () => true),
    ).rejects.toMatchObject({
      code: 'directory.misconfigured',
    });
  });

  it('goes before a name and a password that are left beside it', async () => {
    expect(await tries('correct horse', { bindDn: `cn=nobody,${SUFFIX}`, bindPassword: 'wrong' })).toMatchObject({ status: 'right' });
  });

  it('is read without its line ends, as a field of one line keeps it', async () => {
    expect(await tries('correct horse', { certificate: certificate.replaceAll('\n', '') })).toMatchObject({ status: 'right' });
    expect(await tries('correct horse', { certificate: certificate.replaceAll('\n', ' ') })).toMatchObject({ status: 'right' });
  });

  it('is not there when the password of somebody is tried or changed, since some directories would let everybody in by it', async () => {
    const shown: boolean[] = [];
    const wire = await certificateWatch(slapd, authority, certificate, shown);
    expect(await tries('correct horse', { mode: 'LDAPS', addresses: [wire] })).toMatchObject({ status: 'right' });
    expect(shown).toEqual([true, false]);
    const policy = await slapd.policy('changes', { pwdInHistory: '1' });
    await slapd.add('ben', 'correct horse', { pwdPolicySubentry: policy });
    const more = { mode: 'LDAPS', addresses: [wire] } as const;
    const change = { old: 'correct horse', fresh: 'another horse' };
    expect(await service.changePassword(server(more), `uid=ben,${PEOPLE}`, change)).toEqual({ status: 'changed' });
    expect(shown).toEqual([true, false, false]);
  });

  it('is known to Active Directory from the first byte, where LDAPS takes no further sign-on', async () => {
    const wire = await certificateWatch(slapd, authority, certificate, []);
    // Whether a directory is one is not known everywhere.
    for (const dialect of ['active-directory', 'behera', 'plain'] as const)
      expect(await tries('correct horse', { ...secured(), dialect, addresses: [wire] })).toMatchObject({ status: 'right' });
    expect(await tries('correct horse', { ...secured(), dialect: 'active-directory' })).toMatchObject({ status: 'right' });
    const stranger = await (await clientAuthority('CN=Elsewhere')).issue(SUBJECT);
    await expect(tries('correct horse', { ...secured(), addresses: [wire], certificate: stranger })).rejects.toMatchObject({
      code: 'directory.misconfigured',
      message: expect.stringContaining('certificate'),
    });
  });

  it.each([
    ['in clear', () => ({ mode: 'LDAP' as const }), /LDAPS or StartTLS/],
    ['that is none', () => ({ certificate: 'not a certificate' }), /PEM/],
    ['with a key that wants a passphrase', () => ({ certificate: `${authority.cert}\n${encryptedKey('pkcs8')}` }), /encrypted/],
    ['with such a key of an older form', () => ({ certificate: `${authority.cert}\n${encryptedKey('sec1')}` }), /encrypted/],
    [
      'with such a key without its line ends',
      () => ({ certificate: `${authority.cert}${encryptedKey('sec1')}`.replaceAll('\n', ' ') }),
      /encrypted/,
    ],
    ['without its key', () => ({ certificate: authority.cert }), /private key/],
    [
      'with the key of another',
      () => ({ certificate: `${authority.cert}\n${certificate.slice(certificate.indexOf('-----BEGIN PRIVATE'))}` }),
      /does not belong/,
    ],
  ])('is refused %s', async (_, more, message) => {
    await expect(tries('correct horse', more())).rejects.toMatchObject({
      code: 'directory.misconfigured',
      message: expect.stringMatching(message),
    });
  });

  it('that has ended is refused with the time', async () => {
    const ended = await authority.issue(SUBJECT, -1);
    await expect(tries('correct horse', { certificate: ended })).rejects.toMatchObject({ message: expect.stringMatching(/ended.*20\d\d/) });
  });

  it('of an authority that the directory does not know signs nobody on', async () => {
    const stranger = await (await clientAuthority('CN=Elsewhere')).issue(SUBJECT);
    await expect(tries('correct horse', { certificate: stranger, ...secured() })).rejects.toMatchObject({ code: 'directory.unreachable' });
  });
});

/** A private key that wants a passphrase. */
function encryptedKey(type: 'pkcs8' | 'sec1'): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
}

describe('an offline directory with a certificate', () => {
  const connection = (more: object = {}) =>
    directoryConnection.parse({ connectionUrl: `ldap://${slapd.address}`, startTls: true, clientCertificate: certificate, ...more });

  it('is copied by it', async () => {
    const directory = offlineDirectory.parse({
      id: '6f3c8f4e-0d0b-4f5e-9b1a-2a4f2b6d7c11',
      idpId: 'x',
      type: 'OPEN_LDAP',
      connection: connection(),
      config: { userSearchDn: PEOPLE, groupSearchDn: GROUPS },
    });
    const { users } = await createDirectoryReader(surroundings).read(directory, AbortSignal.timeout(30_000), () => undefined);
    expect(users.map(({ dn }) => dn)).toContain(`uid=mia,${PEOPLE}`);
  });

  it('can be tried, and says what is wrong', async () => {
    await testDirectoryConnection(connection(), surroundings);
    const stranger = await (await clientAuthority('CN=Elsewhere')).issue(SUBJECT);
    const unknown = connection({ connectionUrl: `ldaps://${slapd.secureAddress}`, startTls: false, clientCertificate: stranger });
    await expect(testDirectoryConnection(unknown, surroundings)).rejects.toMatchObject({
      code: 'offline_directory.unreachable',
      message: expect.stringContaining('does not take the client certificate'),
    });
    const ended = await authority.issue(SUBJECT, -1);
    await expect(testDirectoryConnection(connection({ clientCertificate: ended }), surroundings)).rejects.toMatchObject({
      code: 'offline_directory.client_certificate',
      message: expect.stringContaining('ended'),
    });
  });

  it('that is an Active Directory can be tried', async () => {
    const wire = await certificateWatch(slapd, authority, certificate, []);
    await testDirectoryConnection(connection({ connectionUrl: `ldaps://${wire}`, startTls: false }), surroundings);
  });

  it.each([
    ['in clear', { startTls: false }],
    ['beside a bind user', { bindDn: 'cn=a', bindCredential: 'b' }],
    ['with neither', { clientCertificate: undefined }],
    ['with a bind user without a credential', { clientCertificate: undefined, bindDn: 'cn=a' }],
  ])('is refused %s', (_, more) => {
    expect(() => connection(more)).toThrow();
  });
});

it('a directory that phones are kept in is reached by a certificate', async () => {
  const keeping = deviceKeeping.parse({
    type: 'objects',
    directory: { addresses: [slapd.address], certificate },
    distinguishedNamePattern: `uid={username},${PEOPLE}`,
    attribute: 'mail',
  });
  if (keeping.type !== 'objects') throw new Error('not kept in objects');
  const owner = { realm: '/alpha', userId: 'id-mia', username: 'mia' };
  expect(await objectPlace(keeping, surroundings).read(owner)).toBe('mia@example.com');
  const wire = await certificateWatch(slapd, authority, certificate, []);
  const there = { ...keeping.directory, mode: 'LDAPS' as const, addresses: [wire] };
  expect(await objectPlace({ ...keeping, directory: there }, surroundings).read(owner), 'an Active Directory').toBe('mia@example.com');
  expect(() => deviceKeeping.parse({ ...keeping, directory: { ...keeping.directory, mode: 'LDAP' } })).toThrow('LDAPS');
});

/**
 * Stands before a slapd as Active Directory does on the port of LDAPS: who shows a certificate is signed on by it at once, and no bind is taken there any more. It notes of each connection whether one was shown.
 * @returns its address
 */
async function certificateWatch(behind: Slapd, { cert: ca }: ClientAuthority, pem: string, shown: boolean[]): Promise<string> {
  const port = Number(behind.secureAddress.split(':')[1]);
  const far = { host: '127.0.0.1', port, servername: 'localhost', ca: loopbackCertificate.cert };
  const sockets = new Set<TLSSocket>();
  const front = createServer({ ...loopbackCertificate, requestCert: true, rejectUnauthorized: false, ca }, (near) => {
    shown.push(near.authorized);
    void (async () => {
      const behindIt = connectTls({ ...far, ...(near.authorized ? { cert: pem, key: pem } : {}) });
      if (near.authorized) {
        const client = new Client({ url: `ldaps://localhost:${port}`, createSecureConnection: () => behindIt });
        await client.bind('EXTERNAL');
        behindIt.removeAllListeners('data');
      }
      for (const socket of [near, behindIt]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
      }
      const isCertified = near.getPeerX509Certificate() !== undefined;
      near.on('data', (request) => {
        const refusal = isCertified ? refusedBind(request, UNWILLING) : undefined;
        if (refusal === undefined) behindIt.write(request);
        else near.write(refusal);
      });
      near.once('close', () => behindIt.destroy());
      behindIt.pipe(near);
    })();
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    front.close();
  });
  return `localhost:${(front.address() as { port: number }).port}`;
}
