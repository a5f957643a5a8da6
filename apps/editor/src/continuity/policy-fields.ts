import { type HealthPolicy, healthPolicy } from '@waygate/schema';

/** A number of the health policy with what it may be. */
export interface PolicyField {
  readonly key: keyof HealthPolicy;
  readonly min: number;
  readonly max: number;
  readonly usual: number;
  readonly isTime: boolean;
}

const USUAL = healthPolicy.parse({});
const TIMES: ReadonlySet<keyof HealthPolicy> = new Set(['healthCheckInterval', 'timeout', 'recoveryCooldownInterval']);
const KEYS = Object.keys(USUAL) as (keyof HealthPolicy)[];

/** The numbers of the health policy, in its order. Ranges are those of the schema. */
export const POLICY_FIELDS: readonly PolicyField[] = KEYS.map((key) => {
  const { minValue, maxValue } = healthPolicy.shape[key].unwrap();
  return { key, min: minValue ?? 0, max: maxValue ?? Number.MAX_SAFE_INTEGER, usual: USUAL[key], isTime: TIMES.has(key) };
});
