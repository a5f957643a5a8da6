import { z } from 'zod';
import { healthPolicy } from './health-policy.ts';

const address = z.url({ protocol: /^https?$/ }).max(2_048);

/** What is asked to learn whether an identity provider can be reached. */
export const healthProbe = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('OIDC'),
    url: address.meta({
      description: 'Its metadata, such as https://id.example/.well-known/openid-configuration. Only metadata is an answer.',
    }),
  }),
  z.strictObject({ type: z.literal('HTTP'), url: address.meta({ description: 'Any address of it. An answer below 500 is good.' }) }),
  z.strictObject({
    type: z.literal('LDAP'),
    url: z
      .url({ protocol: /^ldaps?$/ })
      .max(2_048)
      .meta({ description: 'ldap:// or ldaps:// address of the directory.' }),
    startTls: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('SNS').meta({ description: 'The push notification service of the realm.' }) }),
]);
export type HealthProbe = z.infer<typeof healthProbe>;

/** Access Gateway's failover modes; it publishes AUTOMATIC alone. MANUAL keeps what an operator set, DISABLED is always online. */
export const failoverMode = z.enum(['AUTOMATIC', 'MANUAL', 'DISABLED']);
export type FailoverMode = z.infer<typeof failoverMode>;

/** Something that sign-ons depend on, and whose outage journeys are to notice: a provider, a directory, the push service. */
export const offlineIdp = z.strictObject({
  id: z.uuid(),
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, 'Use letters, digits, spaces, dots, dashes and underscores, 64 at most.')
    .meta({ description: 'Names it to journeys; unique in its realm.' }),
  label: z.string().max(128).default(''),
  probe: healthProbe,
  mode: failoverMode.default('AUTOMATIC'),
  healthPolicy: healthPolicy.default(healthPolicy.parse({})),
});
export type OfflineIdp = z.infer<typeof offlineIdp>;
