/**
 * What an outcome proves, as `kind:method`. What is only remembered of an earlier sign-on makes a session, and is no factor beside another; neither is a mailbox,
 * by which a forgotten password is replaced.
 */
export const FACTORS = [
  'knowledge:password',
  'possession:push',
  'possession:push-code',
  'possession:recovery-code',
  'possession:oath',
  'possession:passkey',
  /** The authenticator of a passkey verified its owner by itself, by PIN, finger or face. */
  'verification:passkey',
  'possession:sms',
  'possession:voice',
  'possession:bound-device',
  'mailbox:link',
  'mailbox:code',
  'remembered:persistent-cookie',
  /** Another server says who it is. How they proved it there is not known here, so it is no factor beside another either. */
  'federated:oidc',
] as const;
export type Factor = (typeof FACTORS)[number];

/** A factor that was proved, by whom, when (epoch ms) and by which node. Assurance is computed from these at Success and from nothing else. */
export interface Evidence {
  readonly factor: Factor;
  readonly subjectId: string;
  readonly nodeId: string;
  readonly nodeType: string;
  readonly outcome: string;
  readonly at: number;
  /** Who says so, when it is another server: its issuer. */
  readonly issuer?: string;
  /** Address of the client at which it was proved, as far as trusted proxies tell. */
  readonly clientIp?: string;
}

/** What another server said in this run of somebody who has no account yet, or none that they are known by there. */
export interface Vouched {
  readonly factor: Factor;
  readonly issuer: string;
  /** What they are called there, as it stands among the aliases of an account. */
  readonly alias: string;
}
