import { z } from 'zod';
import { failoverMode } from '../continuity/offline-idp.ts';
import { providerState } from '../continuity/provider-health.ts';

/** An identity provider as the offline API lists it. Access Gateway's types are those of its own clouds; ours say what is asked of it. */
export const apiIdp = z.object({
  id: z.uuid(),
  type: z.enum(['IDP_OIDC', 'IDP_HTTP', 'IDP_LDAP', 'IDP_SNS']),
  name: z.string(),
  description: z.string(),
  domain: z.string().meta({ description: 'Host that is asked whether it can be reached; empty for the push service.' }),
  validationStatus: z
    .object({
      state: providerState,
      since: z.iso.datetime(),
      lastChecked: z.iso.datetime().exactOptional(),
      valid: z.boolean().exactOptional().meta({ description: 'What the last check found.' }),
    })
    .meta({ description: 'What sign-ons go by now.' }),
});
export type ApiIdp = z.infer<typeof apiIdp>;

/** How it fails over. */
export const apiFailover = z.strictObject({ mode: failoverMode });
