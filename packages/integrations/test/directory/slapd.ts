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
export const GROUPS = `ou=groups,${SUFFIX}`;
const POLICIES = `ou=policies,${SUFFIX}`;
/** Who may read only so many entries of a search. */
export const LIMITED = { dn: `uid=limited,${PEOPLE}`, password: 'limited-secret' };

/** An OpenLDAP of its own on loopback, with a password policy, in a folder that goes with it. */
export interface Slapd {
  /** `localhost:port` for clear text and StartTLS. */
  readonly address: string;
  /** `localhost:port` for LDAPS. */
  readonly secureAddress: string;
  /** What an entry says to the administrator; undefined when there is none. */
  read(dn: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Adds a person `uid=name` with a password. @param more further attributes */
  add(name: string, password: string, more?: Readonly<Record<string, string | string[]>>): Promise<string>;
  /** Adds any entry as the administrator. */
  entry(dn: string, attributes: Readonly<Record<string, string | string[] | Buffer>>): Promise<void>;
  /** Adds many people `uid=prefixN` at once, without passwords. */
  addMany(prefix: string, count: number): Promise<void>;
  rename(dn: string, newDn: string): Promise<void>;
  remove(dn: string): Promise<void>;
  /** Makes a policy that people can have as their `pwdPolicySubentry`. @returns its DN */
  policy(name: string, rules: Readonly<Record<string, string>>): Promise<string>;
  /** Sets operational and other attributes as the administrator. */
  set(dn: string, values: Readonly<Record<string, string | string[]>>): Promise<void>;
  /** Lets it hang, with its connections open, and go on. */
  freeze(): void;
  thaw(): void;
  /** Ends it as a power cut does. Its data stays for another one. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param at addresses of one that was stopped, for another in its place
 * @param clientAuthority certificate (PEM) of whoever gives out those that somebody can sign on by (SASL EXTERNAL)
 * @throws when there is no slapd: `apt-get install slapd`
 */
export async function startSlapd(at?: Pick<Slapd, 'address' | 'secureAddress'>, clientAuthority?: string): Promise<Slapd> {
  if (!existsSync(SLAPD)) throw new Error(`These tests need OpenLDAP: there is no ${SLAPD}. Install the package slapd.`);
  const folder = mkdtempSync(join(tmpdir(), 'waygate-slapd-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'cert.pem'), loopbackCertificate.cert);
  writeFileSync(join(folder, 'key.pem'), loopbackCertificate.key);
  if (clientAuthority !== undefined) writeFileSync(join(folder, 'clients.pem'), clientAuthority);
  writeFileSync(join(folder, 'slapd.conf'), configuration(folder, clientAuthority !== undefined));
  writeFileSync(join(folder, 'ad.schema'), ACTIVE_DIRECTORY_SCHEMA);
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
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (process_.exitCode !== null || process_.signalCode !== null) return;
    const gone = new Promise((resolve) => process_.once('exit', resolve));
    process_.kill('SIGCONT');
    process_.kill(signal);
    await gone;
  };
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
    for (const dn of [PEOPLE, GROUPS, POLICIES])
      await client.add(dn, { objectClass: 'organizationalUnit', ou: dn.slice(3, dn.indexOf(',')) });
  });
  return {
    address: `localhost:${port}`,
    secureAddress: `localhost:${securePort}`,
    async read(dn) {
      let found: Readonly<Record<string, unknown>> | undefined;
      await asAdmin(async (client) => {
        const { searchEntries } = await client.search(dn, { scope: 'base' }).catch(() => ({ searchEntries: [] }));
        found = searchEntries[0];
      });
      return found;
    },
    async add(name, password, more = {}) {
      const dn = `uid=${name},${PEOPLE}`;
      await asAdmin((client) =>
        client.add(dn, { objectClass: 'inetOrgPerson', uid: name, cn: name, sn: name, userPassword: password, ...more }),
      );
      return dn;
    },
    entry: (dn, attributes) =>
      asAdmin((client) =>
        client.add(
          dn,
          Object.entries(attributes).map(([type, value]) => new Attribute({ type, values: [value].flat() as string[] | Buffer[] })),
        ),
      ),
    addMany: (prefix, count) =>
      asAdmin(async (client) => {
        const names = Array.from({ length: count }, (_, at) => `${prefix}${at}`);
        while (names.length > 0) {
          const some = names.splice(0, 100);
          await Promise.all(some.map((uid) => client.add(`uid=${uid},${PEOPLE}`, { objectClass: 'inetOrgPerson', uid, cn: uid, sn: uid })));
        }
      }),
    rename: (dn, newDn) => asAdmin((client) => client.modifyDN(dn, newDn)),
    remove: (dn) => asAdmin((client) => client.del(dn)),
    async policy(name, rules) {
      const dn = `cn=${name},${POLICIES}`;
      await asAdmin((client) => client.add(dn, { objectClass: ['pwdPolicy', 'device'], cn: name, pwdAttribute: 'userPassword', ...rules }));
      return dn;
    },
    set: (dn, values) =>
      asAdmin(async (client) => {
        const changes = Object.entries(values).map(
          ([type, value]) => new Change({ operation: 'replace', modification: new Attribute({ type, values: [value].flat() }) }),
        );
        await client.modify(dn, changes);
      }),
    freeze: () => void process_.kill('SIGSTOP'),
    thaw: () => void process_.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As much of the schema of Active Directory as tells its people and groups apart from those of OpenLDAP. */
const ACTIVE_DIRECTORY_SCHEMA = `
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.146 NAME 'objectSid' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.98 NAME 'primaryGroupID' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP person STRUCTURAL MUST ( sAMAccountName $ objectGUID ) MAY ( objectSid $ userAccountControl $ primaryGroupID $ givenName $ mail $ displayName ) )
objectclass ( 1.2.840.113556.1.3.30 NAME 'computer' SUP user STRUCTURAL )
objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST ( cn $ sAMAccountName ) MAY ( member $ objectSid $ objectGUID ) )
`;

const configuration = (folder: string, takesCertificates: boolean) => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
include ${folder}/ad.schema
attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'pf-pingid-local-fallback' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'pf-pingid-state' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'pf-pingid-device' SUP top STRUCTURAL MUST cn MAY pf-pingid-local-fallback )
objectclass ( 1.3.6.1.4.1.32473.2.2 NAME 'pf-pingid-user' SUP top AUXILIARY MAY ( pf-pingid-local-fallback $ pf-pingid-state ) )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile ${folder}/slapd.pid
TLSCertificateFile ${folder}/cert.pem
TLSCertificateKeyFile ${folder}/key.pem
${takesCertificates ? `TLSCACertificateFile ${folder}/clients.pem\nTLSVerifyClient try` : ''}
database mdb
maxsize 67108864
suffix "${SUFFIX}"
rootdn "${ADMIN.dn}"
rootpw ${ADMIN.password}
directory ${folder}/data
dbnosync
overlay ppolicy
ppolicy_hash_cleartext
ppolicy_use_lockout
limits dn.exact="${LIMITED.dn}" size.soft=50 size.hard=50 size.prtotal=hard
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
