import type { CertificationLevel } from '@waygate/node-kit';
import type { FidoModel } from '@waygate/storage';

/** From the least to the most. */
const LEVELS: readonly CertificationLevel[] = [
  'SELF_ASSERTION_SUBMITTED',
  'FIDO_CERTIFIED_L1',
  'FIDO_CERTIFIED_L1plus',
  'FIDO_CERTIFIED_L2',
  'FIDO_CERTIFIED_L2plus',
  'FIDO_CERTIFIED_L3',
  'FIDO_CERTIFIED_L3plus',
];

/** After which a model is not trusted any more. Which device has what mends it, an attestation does not say, so an update that there is changes nothing. */
const COMPROMISED: ReadonlySet<string> = new Set([
  'REVOKED',
  'USER_VERIFICATION_BYPASS',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
]);

/** Whether something was found out about a model that makes its attestations worth nothing, whenever that was. */
export function isCompromised({ reports }: FidoModel): boolean {
  return reports.some(({ status }) => COMPROMISED.has(status));
}

/**
 * Whether a model is certified to a level at least. What was said last counts, and of the same day the most, unless the certification was taken back.
 * @param now epoch milliseconds; what is said for a later day does not count yet
 */
export function isCertified({ reports }: FidoModel, level: CertificationLevel, now: number): boolean {
  const today = new Date(now).toISOString().slice(0, 10);
  const said = reports.flatMap(({ status, effectiveDate = '' }) => {
    const rank = rankOf(status);
    return rank === undefined || effectiveDate > today ? [] : [{ rank, effectiveDate }];
  });
  const last = said
    .map(({ effectiveDate }) => effectiveDate)
    .sort()
    .at(-1);
  const ranks = said.filter(({ effectiveDate }) => effectiveDate === last).map(({ rank }) => rank);
  return ranks.length > 0 && !ranks.includes(NONE) && Math.max(...ranks) >= LEVELS.indexOf(level);
}

const NONE = -1;

/** @returns undefined for what says nothing of a certification */
function rankOf(status: string): number | undefined {
  if (status === 'NOT_FIDO_CERTIFIED') return NONE;
  // What the first level was called before there were several.
  const rank = LEVELS.findIndex((one) => one === (status === 'FIDO_CERTIFIED' ? 'FIDO_CERTIFIED_L1' : status));
  return rank < 0 ? undefined : rank;
}
