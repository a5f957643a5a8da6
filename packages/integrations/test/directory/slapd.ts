import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';

const SLAPD = '/usr/sbin/slapd';
export const SUFFIX = 'dc=example,dc=com';
export const PEOPLE = `ou=people,${SUFFIX}`;
export const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'admin-secret' };
const POLICIES = `ou=policies,${SUFFIX}`;

/** An OpenLDAP of its own on loopback, with a password policy, in a folder that goes with it. */
export interface Slapd {
  /** `localhost:port` for clear text and StartTLS. */
  readonly address: string;
  /** `localhost:port` for LDAPS. */
  readonly secureAddress: string;
  /** Adds a person `uid=name` with a password. @param more further attributes */
  add(name: string, password: string, more?: Readonly<Record<string, string>>): Promise<string>;
  /** Makes a policy that people can have as their `pwdPolicySubentry`. @returns its DN */
  policy(name: string, rules: Readonly<Record<string, string>>): Promise<string>;
  /** Sets operational and other attributes as the administrator. */
  set(dn: string, values: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param at addresses of one that was stopped, for another in its place
 * @throws when there is no slapd: `apt-get install slapd`
 */
export async function startSlapd(at?: Pick<Slapd, 'address' | 'secureAddress'>): Promise<Slapd> {
  if (!existsSync(SLAPD)) throw new Error(`These tests need OpenLDAP: there is no ${SLAPD}. Install the package slapd.`);
  const folder = mkdtempSync(join(tmpdir(), 'waygate-slapd-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'cert.pem'), loopbackCertificate.cert);
  writeFileSync(join(folder, 'key.pem'), loopbackCertificate.key);
  writeFileSync(join(folder, 'slapd.conf'), configuration(folder));
  const portOf = async (address: string | undefined) =>
    address === undefined ? freePort() : Number(address.slice(address.indexOf(':') + 1));
  const [port, securePort] = [await portOf(at?.address), await portOf(at?.secureAddress)];
  const urls = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${securePort}`;
  const process_ = spawn(SLAPD, ['-f', join(folder, 'slapd.conf'), '-h', urls, '-d', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  process_.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await listening(port, process_, () => said);
  const asAdmin = async (use: (client: Client) => Promise<void>) => {
    const client = new Client({ url: `ldap://127.0.0.1:${port}` });
    try {
      await client.bind(ADMIN.dn, ADMIN.password);
      await use(client);
    } finally {
      await client.unbind();
    }
  };
  await asAdmin(async (client) => {
    await client.add(SUFFIX, { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' });
    for (const dn of [PEOPLE, POLICIES]) await client.add(dn, { objectClass: 'organizationalUnit', ou: dn.slice(3, dn.indexOf(',')) });
  });
  return {
    address: `localhost:${port}`,
    secureAddress: `localhost:${securePort}`,
    async add(name, password, more = {}) {
      const dn = `uid=${name},${PEOPLE}`;
      await asAdmin((client) =>
        client.add(dn, { objectClass: 'inetOrgPerson', uid: name, cn: name, sn: name, userPassword: password, ...more }),
      );
      return dn;
    },
    async policy(name, rules) {
      const dn = `cn=${name},${POLICIES}`;
      await asAdmin((client) => client.add(dn, { objectClass: ['pwdPolicy', 'device'], cn: name, pwdAttribute: 'userPassword', ...rules }));
      return dn;
    },
    set: (dn, values) =>
      asAdmin(async (client) => {
        const changes = Object.entries(values).map(
          ([type, value]) => new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) }),
        );
        await client.modify(dn, changes);
      }),
    async stop() {
      const gone = new Promise((resolve) => process_.once('exit', resolve));
      process_.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configuration = (folder: string) => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile ${folder}/slapd.pid
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
database mdb
maxsize 10485760
suffix "${SUFFIX}"
rootdn "${ADMIN.dn}"
rootpw ${ADMIN.password}
directory ${folder}/data
dbnosync
overlay ppolicy
ppolicy_hash_cleartext
ppolicy_use_lockout
access to attrs=userPassword by self write by anonymous auth by * none
access to * by users read by * none
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until somebody answers, or the process is gone. */
async function listening(port: number, process_: ChildProcess, said: () => string): Promise<void> {
  while (process_.exitCode === null) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`slapd did not start: ${said()}`);
}
