import type { Copies } from './copies.ts';

const SAMPLE = 50;

/**
 * Holds what was counted against what the server says, so that no figure is one of sign-ons that came to nothing.
 * @param counted tokens of all sign-ons that were counted
 * @param before what the metrics said before
 * @param others who signed on by other journeys meanwhile
 * @throws Error when a session of the sample is not valid, or the metrics count others
 */
export async function checkSignOns(
  copies: Copies,
  journey: string,
  counted: readonly string[],
  before: ReadonlyMap<string, number>,
  others = 0,
): Promise<void> {
  if (counted.length === 0) throw new Error(`Nobody signed on by ${journey}.`);
  if (new Set(counted).size !== counted.length) throw new Error('A session was counted twice.');
  const after = await copies.metrics();
  const expected = {
    waygate_sessions_started_total: counted.length + others,
    [`waygate_journeys_ended_total{journey="${journey}",result="succeeded"}`]: counted.length,
  };
  for (const [name, count] of Object.entries(expected)) {
    const grown = (after.get(name) ?? 0) - (before.get(name) ?? 0);
    if (grown !== count) throw new Error(`${count} sign-ons were counted, and ${name} grew by ${grown}.`);
  }
  const every = Math.ceil(counted.length / SAMPLE);
  for (const tokenId of counted.filter((_, index) => index % every === 0)) {
    const { status, text } = await copies.send(
      'POST',
      '/am/json/realms/root/realms/alpha/sessions?_action=validate',
      JSON.stringify({ tokenId }),
    );
    if (status !== 200 || (JSON.parse(text) as { valid?: boolean }).valid !== true)
      throw new Error(`A session is not valid: ${status} ${text}`);
  }
}
