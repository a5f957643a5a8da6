import { judgeDevices, type MfaPolicy, mfaPolicy, type PersonVerdict } from '@waygate/mfa';
import { isForOutages, type NodePorts, type Subject } from '@waygate/node-kit';
import { z } from 'zod';

/** Fields of nodes that evaluate the policy. */
export const policyFields = {
  policy: mfaPolicy.prefault({}).meta({
    title: 'Policy',
    help: 'When MFA is needed, and with what: networks by name, and rules of which the first that matches decides. Without a rule that matches MFA is required.',
    field: 'json',
  }),
  groupAttribute: z.string().min(1).max(256).default('groups').meta({
    title: 'Group attribute',
    help: 'Attribute of the account that holds its groups. It must not be one that people can edit themselves.',
  }),
  applicationId: z
    .string()
    .max(100)
    .default('')
    .meta({ title: 'Application', help: 'Application that the sign-on is for, unless the caller names one. Empty when it is not known.' }),
};

/** Longest time that any rule looks back, milliseconds. */
function lookBack({ rules }: MfaPolicy): number {
  return Math.max(0, ...rules.map(({ when }) => when.recentAuthentication?.minutes ?? 0)) * 60_000;
}

/** Evaluates the policy for a person. What is asked comes from the server's own records; only the application is the caller's to say. */
export async function judgePerson(asked: {
  readonly realm: string;
  readonly subject: Subject;
  readonly policy: MfaPolicy;
  readonly groupAttribute: string;
  readonly application: string | undefined;
  readonly clientIp: string | undefined;
  readonly now: number;
  readonly ports: Pick<NodePorts, 'identities' | 'devices' | 'signOns' | 'push'>;
}): Promise<PersonVerdict> {
  const { realm, subject, policy, groupAttribute, application, clientIp, now, ports } = asked;
  const [person, schema, phones, proofs, pushes] = await Promise.all([
    ports.identities.read(realm, subject.id),
    ports.identities.schema(realm),
    ports.devices.push.list(realm, subject),
    ports.signOns.proofs(realm, subject, now - lookBack(policy)),
    ports.push.unapproved(realm, subject),
  ]);
  // Groups that people give themselves say nothing.
  const isTheirs = Object.hasOwn(schema.properties, groupAttribute) && schema.properties[groupAttribute]?.userEditable === true;
  const facts = {
    now,
    groups: person === undefined || isTheirs ? undefined : (person.identity.attributes[groupAttribute] ?? []),
    application: application === '' ? undefined : application,
    clientIp,
    // A mailbox is none: the password that was typed beside it may have been chosen by it. Neither is what was shown for an outage.
    proofs: proofs.filter(({ factor }) => factor.startsWith('possession:') && !isForOutages(factor)),
    pushes,
  };
  return judgeDevices(
    policy,
    facts,
    phones.map(({ uuid, seen }) => ({
      uuid,
      system: seen?.system,
      version: seen?.version,
      address: seen?.address,
      answeredAt: seen?.at,
    })),
  );
}
