import { z } from 'zod';
import { readNetwork } from './ip-network.ts';
import { MFA_METHODS } from './methods.ts';

const network = z.string().refine((text) => readNetwork(text) !== undefined, {
  error: 'A network is written as an address and a length, such as 192.0.2.0/24 or 2001:db8::/32.',
});
const name = z.string().min(1).max(128);
const names = z.array(name).min(1).max(200);
const minutes = z.int().min(1).max(43_200);

const conditions = z.strictObject({
  /** The person is in one of them; letter case does not count. */
  groups: names.exactOptional(),
  /** The application is one of them, to the letter. */
  applications: names.exactOptional(),
  /** The client's address is in one of the networks of the policy. */
  networks: names.exactOptional(),
  /** A second factor was proved not long ago: in these networks, or at the client's own address. */
  recentAuthentication: z.strictObject({ minutes, networks: names.exactOptional() }).exactOptional(),
  /** The system of the authenticating phone is older. */
  mobileOs: z
    .strictObject({
      system: z.enum(['android', 'ios']),
      below: z.string().regex(/^\d{1,5}(\.\d{1,5}){0,3}$/, 'A version is written as numbers with dots between, such as 12 or 17.4.'),
    })
    .exactOptional(),
  /** The person was sent pushes and approved none of them. */
  pushes: z.strictObject({ atLeast: z.int().min(1).max(100), minutes: z.int().min(1).max(1_440) }).exactOptional(),
  /** The authenticating phone answered from one of the networks not long ago. */
  deviceNetworks: z.strictObject({ networks: names, minutes }).exactOptional(),
});
export type PolicyConditions = z.infer<typeof conditions>;

const rule = z
  .strictObject({
    /** For traces and for the author. */
    name,
    /** All must hold; a rule without conditions always matches. */
    when: conditions.default({}),
    /** What follows. */
    action: z.enum(['allow', 'mfa', 'deny']),
    /** What MFA may be done with; any method when left out. */
    methods: z.array(z.enum(MFA_METHODS)).min(1).exactOptional(),
  })
  .refine((one) => one.methods === undefined || one.action === 'mfa', { path: ['methods'], error: 'Only MFA has methods.' });
export type PolicyRule = z.infer<typeof rule>;

/** When a sign-on needs a second factor. The first rule that matches decides; without one MFA is required. */
export const mfaPolicy = z
  .strictObject({
    /** Ranges of addresses by name. */
    networks: z.record(name, z.array(network).min(1).max(1_000)).default({}),
    rules: z.array(rule).max(200).default([]),
  })
  .superRefine(({ networks, rules }, context) => {
    for (const [index, { when }] of rules.entries()) {
      const used = {
        networks: when.networks,
        recentAuthentication: when.recentAuthentication?.networks,
        deviceNetworks: when.deviceNetworks?.networks,
      };
      for (const [member, wanted] of Object.entries(used)) {
        for (const one of wanted ?? []) {
          if (Object.hasOwn(networks, one)) continue;
          context.addIssue({ code: 'custom', path: ['rules', index, 'when', member], message: `The policy has no network ${one}.` });
        }
      }
    }
  });
export type MfaPolicy = z.infer<typeof mfaPolicy>;
