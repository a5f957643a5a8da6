import { z } from 'zod';
import { groupPolicy, offlineState } from '../continuity/application.ts';
import { groupName } from '../continuity/group-name.ts';

/** An application as the offline API lists it, in Access Gateway's form. */
export const apiApplication = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.literal('OAG_HEADER_BASED'),
  label: z.string(),
  description: z.string(),
  idpId: z.uuid().exactOptional().meta({ description: 'Absent when the health of none decides whether it is offline.' }),
  publicDomain: z.string().meta({ description: 'Host, and the port where it is not the usual one.' }),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  groups: z.array(z.object({ name: groupName })).meta({ description: 'Who may enter at all; none means everybody.' }),
  _embedded: z.object({ offlineMode: z.object({ state: offlineState, accessPolicyId: z.string().exactOptional() }) }),
});
export type ApiApplication = z.infer<typeof apiApplication>;

/** What an application does offline. */
export const apiOfflineState = z.strictObject({ state: offlineState });

/** Who may use an application offline. None means nobody; `Everyone` means all. */
export const apiGroupPolicy = z.strictObject({ groups: groupPolicy.shape.groups.unwrap() });
