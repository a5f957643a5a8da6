import { z } from 'zod';

const hostname = z
  .string()
  .regex(/^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/, {
    message: 'This is no name of a host.',
  });

const databaseFields = {
  type: z.literal('mysql'),
  host: hostname,
  port: z.int().min(1).max(65_535).default(3_306),
  name: z.string().regex(/^[\w$-]{1,64}$/, { message: 'This is no name of a database.' }),
};

const settings = {
  serverNodes: z
    .array(hostname)
    .min(1, { message: 'Name a server.' })
    .max(50)
    .meta({ description: 'Hosts on which the authentication service runs.' }),
  publicDomain: hostname.meta({ description: 'Where people sign on while offline.' }),
  certificateId: z.uuid().meta({ description: 'Certificate of the public domain.' }),
};

/** Sets up the authentication service: Access Gateway's body. */
export const authenticationServiceRequest = z.strictObject({
  ...settings,
  database: z.strictObject({
    ...databaseFields,
    username: z.string().min(1).max(128),
    password: z.string().min(1).max(1_024).meta({ description: 'No answer ever has it.' }),
  }),
});
export type AuthenticationServiceRequest = z.infer<typeof authenticationServiceRequest>;

/** What every answer says of it: neither user name nor password of the database. */
export const authenticationServiceView = z.object({ ...settings, database: z.object(databaseFields) });
export type AuthenticationServiceView = z.infer<typeof authenticationServiceView>;

/** How the authentication service does. */
export const authenticationServiceHealth = z.object({
  status: z.enum(['HEALTHY', 'UNHEALTHY']),
  lastChecked: z.iso.datetime(),
  problems: z.array(z.string()).exactOptional().meta({ description: 'Why people could not sign on offline now. Absent when they can.' }),
});
export type AuthenticationServiceHealth = z.infer<typeof authenticationServiceHealth>;

/** A certificate that the authentication service uses, by what it is for. */
export const authenticationServiceCertificate = z.strictObject({ type: z.enum(['mtls']), hostname, certificateId: z.uuid() });
export type AuthenticationServiceCertificate = z.infer<typeof authenticationServiceCertificate>;
