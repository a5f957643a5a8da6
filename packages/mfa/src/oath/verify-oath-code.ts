import type { OathDevice } from '@waygate/node-kit';
import { codeLength, oathMatcher } from './oath-code.ts';

/** How far codes may be off. */
export interface OathSettings {
  /** How many counters after the next one are tried. */
  readonly hotpWindowSize: number;
  /** How many steps before and after the present one are tried. */
  readonly totpTimeSteps: number;
  /** How many steps the clock of a device may be off in all. */
  readonly maximumAllowedClockDrift: number;
}

export type OathRuling =
  /** `device` is the device after the use; the code is good for nothing more once that is kept. */
  | { readonly accepted: true; readonly device: OathDevice }
  | { readonly accepted: false; readonly reason: 'malformed' | 'wrong' | 'used' | 'drift' };

/**
 * Judges a code of a device (RFC 4226, RFC 6238). Pure: it is for the one atomic step that also keeps the device, so that a code is worth one sign-on however
 * many ask at once. What it takes does not depend on which of the candidates was right.
 * @param now epoch milliseconds
 */
export function verifyOathCode(device: OathDevice, code: string, settings: OathSettings, now: number): OathRuling {
  if (code.length !== codeLength(device) || !/^\d+$/.test(code)) return { accepted: false, reason: 'malformed' };
  return device.algorithm === 'HOTP' ? verifyHotp(device, code, settings, now) : verifyTotp(device, code, settings, now);
}

function verifyHotp(device: OathDevice, code: string, { hotpWindowSize }: OathSettings, now: number): OathRuling {
  const matches = oathMatcher(device.sharedSecret, device);
  const candidates = Array.from({ length: hotpWindowSize + 1 }, (_, ahead) => device.counter + ahead);
  const [matched] = candidates.filter((counter) => matches(counter, code));
  if (matched === undefined) return { accepted: false, reason: 'wrong' };
  return { accepted: true, device: { ...device, counter: matched + 1, lastAccessDate: now } };
}

function verifyTotp(device: OathDevice, code: string, settings: OathSettings, now: number): OathRuling {
  const { period, lastLogin, clockDriftSeconds, sharedSecret } = device;
  const present = Math.floor(now / 1000 / period);
  const local = present + Math.trunc(clockDriftSeconds / period);
  const last = Math.floor(lastLogin / period);
  const steps = settings.totpTimeSteps;
  const matches = oathMatcher(sharedSecret, device);
  const candidates = Array.from({ length: steps }, (_, index) => [local + index + 1, local - index - 1]).flat();
  const matched = [local, ...candidates].filter((step) => step >= 0 && matches(step, code));
  const [step] = matched;
  if (step === undefined) return { accepted: false, reason: 'wrong' };
  const isPastAfterUse = step < local && Math.abs(last - local) <= steps;
  // Steps are used in order and once: a code that was seen over a shoulder, or one before it, is worth nothing.
  if (last === local || step <= last || isPastAfterUse) return { accepted: false, reason: 'used' };
  const drift = step - present;
  if (Math.abs(drift) > settings.maximumAllowedClockDrift) return { accepted: false, reason: 'drift' };
  return {
    accepted: true,
    device: { ...device, lastLogin: step * period, clockDriftSeconds: drift * period, lastAccessDate: now },
  };
}
