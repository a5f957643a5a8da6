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
  /** A phone showed a code without a network. No recent authentication: it enrols nothing. */
  'possession:offline-device',
  /** A code of the app that somebody enrolled for an outage, or the backup code for it. No recent authentication: it enrols nothing. */
  'possession:offline-code',
  'mailbox:link',
  'mailbox:code',
  'remembered:persistent-cookie',
  /** Another server says who it is. How they proved it there is not known here, so it is no factor beside another either. */
  'federated:oidc',
] as const;
export type Factor = (typeof FACTORS)[number];

/** @returns whether it is a proof of who somebody is: neither what is remembered of an earlier sign-on nor that somebody reads a mailbox */
export function provesIdentity(factor: Factor): boolean {
  return !factor.startsWith('remembered:') && !factor.startsWith('mailbox:');
}

/** @returns whether it is a proof for the time of an outage: it lets somebody in, and is worth nothing beyond that sign-on */
export function isForOutages(factor: Factor): boolean {
  return factor === 'possession:offline-device' || factor === 'possession:offline-code';
}

/** @returns whether it is a proof of something that somebody has, or does with it, that was asked for while everything could be */
export function isSecondFactor(factor: Factor): boolean {
  return /^(possession|verification):/.test(factor) && !isForOutages(factor);
}

/** @returns whether proofs are of two factors at least: something of which a second factor is one, and not only that */
export function isMultiFactor(evidence: readonly { readonly factor: Factor }[]): boolean {
  const proofs = evidence.map(({ factor }) => factor).filter((factor) => provesIdentity(factor) && !isForOutages(factor));
  return proofs.some(isSecondFactor) && new Set(proofs.map((factor) => factor.split(':')[0])).size > 1;
}

/** Factors that a device shows, and the codes that stand in for one. */
const OF_DEVICES: ReadonlySet<Factor> = new Set([
  'possession:push',
  'possession:push-code',
  'possession:recovery-code',
  'possession:oath',
  'possession:passkey',
  'verification:passkey',
  'possession:bound-device',
  'possession:offline-device',
]);

/** @returns whether a proof of it names a device: the one that showed it, or the one whose recovery code it was */
export function namesDevice(factor: Factor): boolean {
  return OF_DEVICES.has(factor);
}

/**
 * Whether a proof is worth anything beyond the sign-on that it was made for: what a device showed is only while its person has that device. Who takes a lost phone off their
 * account takes from whoever found it what it has proved. A proof that should name its device and does not is worth nothing.
 * @param owned uuids of the devices that the person has now
 */
export function isStillOwned({ factor, device }: Pick<Evidence, 'factor' | 'device'>, owned: ReadonlySet<string>): boolean {
  return !namesDevice(factor) || (device !== undefined && owned.has(device));
}

/**
 * Whether something was proved with a password that another has replaced since. Which password it was decides, since clocks are put back; of a proof that does not say so, the
 * time at which it was made.
 * @param passwordChangedAt when the password that counts now was set, epoch milliseconds; undefined when it is the first
 */
export function isPasswordReplaced(
  { factor, at, passwordSetAt }: Pick<Evidence, 'factor' | 'at' | 'passwordSetAt'>,
  passwordChangedAt: number | undefined,
): boolean {
  if (factor !== 'knowledge:password') return false;
  if (passwordSetAt !== undefined) return passwordSetAt !== (passwordChangedAt ?? 0);
  return passwordChangedAt !== undefined && at < passwordChangedAt;
}

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
  /** Uuid of the device that showed it, or whose recovery code it was, when it is a factor of a device. Its owner alone may know. */
  readonly device?: string;
  /** Which password it was, when it was one of this server: when that was set, epoch milliseconds, 0 for somebody's first. */
  readonly passwordSetAt?: number;
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
