import { z } from 'zod';

const attribute = z.string().regex(/^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)$/, 'This is no name of an attribute.');
const objectClasses = z.array(attribute).min(1).max(20);
const dn = z.string().trim().min(1, 'Say where to look.').max(2_048);

const connectionUrl = z
  .string()
  .max(2_048)
  .regex(
    /^ldaps?:\/\/(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?\/?$/,
    'Write ldap:// or ldaps://, a host and a port, and nothing else.',
  )
  .meta({ description: 'ldap:// or ldaps:// address of the directory.' });

const connectionFields = {
  connectionUrl,
  bindDn: dn.optional().meta({ description: 'Who reads the directory; needed without a client certificate.' }),
  bindCredential: z.string().min(1).max(1_024).optional().meta({ description: 'Password of the bind user. No answer ever has it.' }),
  clientCertificate: z.string().min(1).max(65_536).optional().meta({
    description:
      'Certificate and its private key (PEM, one after the other) to sign on by in the place of a bind user (SASL EXTERNAL), over ldaps:// or with StartTLS. No answer ever has it.',
  }),
  startTls: z.boolean().default(false).meta({ description: 'Whether a connection by ldap:// is secured before anything is said.' }),
  certificateAuthority: z
    .string()
    .regex(/-----BEGIN CERTIFICATE-----/, 'This is no certificate (PEM).')
    .max(131_072)
    .optional()
    .meta({ description: 'Certificates (PEM) of the authorities that the directory is known by; then no others count.' }),
};
interface Credentials {
  readonly connectionUrl: string;
  readonly startTls: boolean;
  readonly bindDn?: string | undefined;
  readonly bindCredential?: string | undefined;
  readonly clientCertificate?: string | undefined;
}
const isOneWay = ({ connectionUrl: url, startTls }: Credentials) => !startTls || url.startsWith('ldap:');
const ONE_WAY = { message: 'A connection by ldaps:// is secured already. Leave StartTLS off.', path: ['startTls'] };
const isAlone = ({ clientCertificate, bindDn, bindCredential }: Credentials) =>
  clientCertificate === undefined || (bindDn === undefined && bindCredential === undefined);
const ALONE = {
  message: 'With a client certificate there is no bind user. Leave bindDn and bindCredential out.',
  path: ['clientCertificate'],
};
const isSecured = ({ clientCertificate, connectionUrl: url, startTls }: Credentials) =>
  clientCertificate === undefined || startTls || url.startsWith('ldaps:');
const SECURED = { message: 'A client certificate needs ldaps:// or StartTLS.', path: ['clientCertificate'] };
/** Each is told of by itself, also where something else is wrong. */
const neededWithoutCertificate = (member: 'bindDn' | 'bindCredential') => ({
  path: [member],
  message: 'Needed, where no client certificate signs on.',
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
});

/** How an offline directory is reached: Access Gateway's members, with StartTLS, own authorities and a certificate to sign on by as ours. */
export const directoryConnection = z
  .strictObject(connectionFields)
  .refine(isOneWay, ONE_WAY)
  .refine(isAlone, ALONE)
  .refine(isSecured, SECURED)
  .refine(({ clientCertificate, bindDn }) => clientCertificate !== undefined || bindDn !== undefined, neededWithoutCertificate('bindDn'))
  .refine(
    ({ clientCertificate, bindCredential }) => clientCertificate !== undefined || bindCredential !== undefined,
    neededWithoutCertificate('bindCredential'),
  );
export type DirectoryConnection = z.infer<typeof directoryConnection>;

/** The same where a directory is changed: without a credential or certificate the present one stays, if the rest of the connection does. */
const changedConnection = z
  .strictObject(connectionFields)
  .refine(isOneWay, ONE_WAY)
  .refine(isAlone, ALONE)
  .refine(isSecured, SECURED)
  .refine(({ bindDn, bindCredential }) => bindCredential === undefined || bindDn !== undefined, {
    message: 'Say whose credential it is.',
    path: ['bindDn'],
  });

/** Access Gateway's members with the values of its two examples as defaults. What has none depends on the directory. */
function configOf(
  byDefault: Readonly<Record<'username' | 'uniqueId' | 'userClass' | 'groupName' | 'groupClass' | 'member' | 'rdn', string>>,
) {
  return z.strictObject({
    usernameLDAPAttribute: attribute.default(byDefault.username).meta({ description: 'What people sign on with.' }),
    uniqueIdAttribute: attribute.default(byDefault.uniqueId).meta({ description: 'What stays when somebody is renamed.' }),
    userSearchDn: dn.meta({ description: 'Where people are.' }),
    userObjectClasses: objectClasses.default([byDefault.userClass]),
    userObjectFilter: z
      .string()
      .trim()
      .min(1)
      .max(4_096)
      .default(`(objectClass=${byDefault.userClass})`)
      .meta({ description: 'Which of them count (RFC 4515).' }),
    groupNameLDAPAttribute: attribute.default(byDefault.groupName),
    groupSearchDn: dn.meta({ description: 'Where groups are.' }),
    groupObjectClasses: objectClasses.default([byDefault.groupClass]),
    memberAttribute: attribute.default(byDefault.member).meta({ description: 'Attribute of a group that names its members.' }),
    memberUserAttribute: attribute
      .default('uid')
      .meta({ description: 'What of somebody stands in the attribute of members, where that is no distinguished name.' }),
    rdnLdapAttribute: attribute.default(byDefault.rdn).meta({ description: 'First part of the distinguished name of somebody.' }),
  });
}

const openLdapConfig = configOf({
  username: 'uid',
  uniqueId: 'entryUUID',
  userClass: 'inetOrgPerson',
  groupName: 'cn',
  groupClass: 'groupOfUniqueNames',
  member: 'uniqueMember',
  rdn: 'uid',
});
const activeDirectoryConfig = configOf({
  username: 'sAMAccountName',
  uniqueId: 'objectGUID',
  userClass: 'user',
  groupName: 'cn',
  groupClass: 'group',
  member: 'member',
  rdn: 'cn',
});
export type DirectoryConfig = z.infer<typeof openLdapConfig>;

const openLdap = z.literal('OPEN_LDAP');
const activeDirectory = z.literal('ACTIVE_DIRECTORY');
const kept = { id: z.uuid(), idpId: z.string() };

/** A directory that people of an identity provider sign on with while that cannot be reached. */
export const offlineDirectory = z.discriminatedUnion('type', [
  z.strictObject({ ...kept, type: openLdap, connection: directoryConnection, config: openLdapConfig }),
  z.strictObject({ ...kept, type: activeDirectory, connection: directoryConnection, config: activeDirectoryConfig }),
]);
export type OfflineDirectory = z.infer<typeof offlineDirectory>;

/** What makes one: Access Gateway's body. */
export const offlineDirectoryRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: openLdap, connection: directoryConnection, config: openLdapConfig }),
  z.strictObject({ type: activeDirectory, connection: directoryConnection, config: activeDirectoryConfig }),
]);
export type OfflineDirectoryRequest = z.infer<typeof offlineDirectoryRequest>;

/** What replaces one; only the credential may be left out. */
export const offlineDirectoryChange = z.discriminatedUnion('type', [
  z.strictObject({ type: openLdap, connection: changedConnection, config: openLdapConfig }),
  z.strictObject({ type: activeDirectory, connection: changedConnection, config: activeDirectoryConfig }),
]);
export type OfflineDirectoryChange = z.infer<typeof offlineDirectoryChange>;

const { bindCredential: _dropped, clientCertificate: _droppedToo, ...shownConnection } = connectionFields;

/** What every answer says of one: all but the credential and the certificate. One without a bind user signs on by a certificate. */
export const offlineDirectoryView = z.object({
  ...kept,
  type: z.enum(['OPEN_LDAP', 'ACTIVE_DIRECTORY']),
  connection: z.object(shownConnection),
  config: openLdapConfig,
});
export type OfflineDirectoryView = z.infer<typeof offlineDirectoryView>;
