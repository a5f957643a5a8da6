import { flagField, listField, secretField } from '@waygate/node-kit';
import { z } from 'zod';

const text = (title: string, help: string, byDefault = '') => z.string().max(1_024).default(byDefault).meta({ title, help });

const isNotEmpty = ({ length }: { readonly length: number }) => length > 0;

/** What AM's nodes of directories have in common. */
export const connectionFields = {
  primaryServers: listField(
    'Primary servers',
    'host:port of the servers that are tried first. Servers inside must be allowed by the operator.',
  ).refine(isNotEmpty, 'Name at least one server.'),
  secondaryServers: listField('Secondary servers', 'host:port of the servers that are tried when none of the first answers.'),
  accountSearchBaseDn: listField('Search bases', 'DNs under which people are looked for.').refine(isNotEmpty, 'Name at least one DN.'),
  adminDn: text('Bind user DN', 'Who searches. Without one nobody in particular does.'),
  adminPassword: secretField('Bind user password', 'Password of the bind user.'),
  userProfileAttribute: text('Profile attribute', 'Attribute by which a person of the directory is called here.', 'uid').refine(
    isNotEmpty,
    'Name an attribute.',
  ),
  searchFilterAttributes: listField('Name attributes', 'Attributes of which one must be the name that was typed.', ['uid']).refine(
    isNotEmpty,
    'Name at least one attribute.',
  ),
  userSearchFilter: text('Search filter', 'Further condition, as in RFC 4515, such as (objectClass=person).'),
  searchScope: z
    .enum(['OBJECT', 'ONE_LEVEL', 'SUBTREE'])
    .default('SUBTREE')
    .meta({
      title: 'Search scope',
      help: 'How deep people are looked for.',
      options: { OBJECT: 'The base alone', ONE_LEVEL: 'Right under the base', SUBTREE: 'Everything under the base' },
    }),
  ldapConnectionMode: z
    .enum(['LDAP', 'LDAPS', 'START_TLS'])
    .default('LDAP')
    .meta({
      title: 'Connection',
      help: 'With LDAP alone passwords cross the network in clear.',
      options: { LDAP: 'LDAP, in clear', LDAPS: 'LDAPS', START_TLS: 'StartTLS' },
    }),
  mtlsEnabled: flagField(
    'Use mTLS',
    'Signs on at the directory by the certificate below in the place of the bind user (SASL EXTERNAL). Needs LDAPS or StartTLS.',
  ),
  mtlsSecretLabel: z.string().max(256).optional().meta({
    title: 'mTLS secret label',
    help: 'Where AM keeps the certificate; this server has no store of labels and uses the certificate below.',
  }),
  mtlsCertificate: secretField(
    'Client certificate',
    'Certificate and its private key (PEM), one after the other, or a placeholder such as &{esv.directory.certificate}. Passwords of people are tried without it.',
  ),
  returnUserDn: flagField(
    'Return the DN',
    'Calls a person who has no account here by their DN instead of the profile attribute. Who has an account is called by its name.',
    true,
  ),
  userCreationAttrs: listField(
    'Creation attributes',
    'Pairs such as mail|mail, attribute here and attribute there: what a new account is made of.',
  ).refine((pairs) => pairs.every((pair) => /^[^|]+(\|[^|]+)?$/.test(pair)), 'Each must be a name, or two with | between them.'),
  trustAllServerCertificates: flagField('Trust all certificates', 'Kept as it is: certificates are checked always.'),
  heartbeatInterval: z
    .int()
    .min(0)
    .default(10)
    .meta({ title: 'Heartbeat interval', help: 'Kept as it is: each sign-on has a connection of its own.' }),
  heartbeatTimeUnit: z
    .enum(['SECONDS', 'MINUTES', 'HOURS'])
    .default('SECONDS')
    .meta({
      title: 'Heartbeat unit',
      help: 'Kept as it is.',
      options: { SECONDS: 'Seconds', MINUTES: 'Minutes', HOURS: 'Hours' },
    }),
  ldapOperationsTimeout: z
    .int()
    .min(0)
    .max(60)
    .default(0)
    .meta({ title: 'Operation timeout', help: 'How long one operation may take; 0 stands for 10.', unit: 'seconds' }),
  affinityLevel: z
    .enum(['NONE', 'BIND', 'ALL'])
    .optional()
    .meta({ title: 'Affinity', help: 'Kept as it is.', options: { NONE: 'None', BIND: 'Bind', ALL: 'All' } }),
};

export type DirectoryConfig = z.infer<z.ZodObject<typeof connectionFields>>;
