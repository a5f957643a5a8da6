import { z } from 'zod';

const attributeName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9;-]{0,127}$/, 'A name of an attribute begins with a letter and has letters, digits and hyphens.');

/** A directory that what is known of phones is written to. */
const deviceDirectory = z
  .strictObject({
    addresses: z.array(z.string().min(1).max(256)).min(1).max(8).meta({ title: 'Servers, as host or host:port' }),
    mode: z.enum(['LDAP', 'LDAPS', 'START_TLS']).default('START_TLS').meta({ title: 'Connection' }),
    bindDn: z.string().max(1_024).default('').meta({ title: 'Who writes' }),
    bindPassword: z.string().max(1_024).default('').meta({ title: 'Password', secret: true }),
    certificate: z
      .string()
      .min(1)
      .max(65_536)
      .optional()
      .meta({ title: 'Client certificate and its private key (PEM), in the place of name and password', secret: true }),
  })
  .refine(({ mode, certificate }) => certificate === undefined || mode !== 'LDAP', {
    path: ['certificate'],
    message: 'A client certificate needs a connection by LDAPS or START_TLS.',
  });
export type DeviceDirectory = z.infer<typeof deviceDirectory>;

/** An attribute of the user: of the account here, or, with a directory, of the entry that the search finds there. */
const attributeKeeping = z.strictObject({
  type: z.literal('attribute'),
  attribute: attributeName.default('offlineDevices').meta({ title: 'Attribute' }),
  directory: deviceDirectory.optional().meta({ title: 'Directory' }),
  searchBase: z.string().max(1_024).default('').meta({ title: 'Where people are' }),
  searchAttribute: attributeName.default('uid').meta({ title: 'Attribute with the user name' }),
  searchFilter: z.string().max(4_096).default('').meta({ title: 'Further filter' }),
  searchScope: z.enum(['OBJECT', 'ONE_LEVEL', 'SUBTREE']).default('SUBTREE').meta({ title: 'Scope' }),
});

/** An object of its own for each person. */
const objectKeeping = z.strictObject({
  type: z.literal('objects'),
  directory: deviceDirectory.meta({ title: 'Directory' }),
  distinguishedNamePattern: z
    .string()
    .max(2_048)
    .regex(
      /^[A-Za-z][A-Za-z0-9-]*=.*\{username\}/,
      'A pattern begins with an attribute and names {username}, such as cn={username},ou=devices,dc=example,dc=com.',
    )
    .refine((pattern) => !/\{(?!username\}|realm\})/.test(pattern), 'Only {username} and {realm} can stand in a pattern.')
    .meta({ title: 'Distinguished name pattern' }),
  objectClass: attributeName.default('pf-pingid-device').meta({ title: 'Object class' }),
  attribute: attributeName.default('pf-pingid-local-fallback').meta({ title: 'Attribute' }),
  createEntries: z.boolean().default(false).meta({ title: 'Create entries' }),
});

/**
 * Where what is known of people's phones is kept: in the store of Waygate alone, or besides in an attribute of the user, in objects of a directory, or in files of the
 * folder that the server's configuration names.
 */
export const deviceKeeping = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('waygate') }),
  attributeKeeping.refine(({ directory, searchBase }) => directory === undefined || searchBase !== '', {
    path: ['searchBase'],
    message: 'With a directory it must be said where in it people are.',
  }),
  objectKeeping,
  z.strictObject({ type: z.literal('file') }),
]);
export type DeviceKeeping = z.infer<typeof deviceKeeping>;
