import { z } from 'zod';
import { groupName } from '../continuity/group-name.ts';

const name = z.string().trim().min(1, { message: 'Give a name.' }).max(128);

/** A rule of an access policy: who may use an application offline, and what they prove. */
const accessRule = z.strictObject({
  name,
  conditions: z.strictObject({
    groups: z.strictObject({
      include: z
        .array(z.strictObject({ name: groupName }))
        .min(1, { message: 'Name a group.' })
        .max(500),
    }),
  }),
  actions: z.strictObject({
    access: z.literal('allow', { message: 'Only allow is a rule: whoever no rule allows is refused.' }),
    chains: z
      .array(
        z.strictObject({
          authenticationMethods: z
            .array(
              z.strictObject({
                key: z.literal('password', { message: 'There is only the method password here.' }),
                method: z.literal('password').exactOptional(),
              }),
            )
            .min(1)
            .max(5),
        }),
      )
      .min(1, { message: 'Say what is to be proved.' })
      .max(5)
      .meta({ description: 'What is to be proved: a password, which is what offline sign-ons check.' }),
  }),
});

/** Makes an access policy: Access Gateway's body. */
export const accessPolicyRequest = z.strictObject({ name, rules: z.array(accessRule).min(1, { message: 'Give a rule.' }).max(50) });
export type AccessPolicyRequest = z.infer<typeof accessPolicyRequest>;

/** An access policy. The default one of an identity provider lets everybody in by password, where an application is given it. */
export const accessPolicy = accessPolicyRequest.extend({ id: z.uuid(), isDefault: z.boolean() });
export type AccessPolicy = z.infer<typeof accessPolicy>;

/** What is kept of one. */
export const keptAccessPolicy = accessPolicyRequest.extend({ idpId: z.string() });

/** The access policy that an application goes by. */
export const accessPolicyAssignment = z.strictObject({ accessPolicyId: z.uuid() });
