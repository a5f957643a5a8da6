import type { WireStep } from '@waygate/schema';
import type { TestPerson } from '../server/installation.ts';
import { type AmAnswer, type AmClient, hiddenValue, outputOf, recoveryCodesOn, stepOf } from './am-client.ts';
import type { PhoneAtHand } from './phone-at-hand.ts';

export const PUSH_JOURNEY = 'Login with Push MFA';

/** Answers the first page of a journey. */
export async function typePassword(am: AmClient, journey: string, person: TestPerson): Promise<AmAnswer> {
  const page = stepOf(await am.start(journey));
  return am.answer(page, { 'User Name': person.username, Password: person.password });
}

/** Goes on to the page with the code to scan. */
export async function toQrPage(am: AmClient, journey: string, person: TestPerson): Promise<WireStep> {
  const app = stepOf(await typePassword(am, journey, person));
  return stepOf(await am.answer(app, {}, 'Continue'));
}

/** The link that the page shows as a code. */
export function linkOn(step: WireStep): string {
  const link = hiddenValue(step, 'mfaDeviceRegistration');
  if (link === undefined) throw new Error('The page shows no code to scan.');
  return link;
}

/** The number or code that the page shows. */
export function numberOn(step: WireStep): string | undefined {
  return hiddenValue(step, 'pushChallengeNumber');
}

/**
 * Registers a phone by a first sign-on.
 * @returns the recovery codes, and the page that waits for the push which was sent then
 */
export async function enrol(
  am: AmClient,
  journey: string,
  person: TestPerson,
  phone: PhoneAtHand,
): Promise<{ readonly codes: readonly string[]; readonly waiting: WireStep }> {
  const qr = await toQrPage(am, journey, person);
  if (!(await phone.scan(linkOn(qr), 'Pixel 9'))) throw new Error('The phone was refused.');
  const shown = stepOf(await am.answer(qr));
  const codes = recoveryCodesOn(shown);
  const waiting = stepOf(await am.answer(shown));
  return { codes, waiting };
}

/** Posts a waiting page again and again, as often as it says, until it is another page or the end. */
export async function pollOn(am: AmClient, waiting: WireStep): Promise<AmAnswer> {
  let step = waiting;
  for (;;) {
    const wait = step.callbacks.find(({ type }) => type === 'PollingWaitCallback');
    await pause(Number(outputOf(wait, 'waitTime')));
    const answer = await am.answer(step);
    if (answer.status !== 200 || !Array.isArray(answer.body['callbacks'])) return answer;
    const next = stepOf(answer);
    if (next.callbacks.every(({ type }) => type !== 'PollingWaitCallback') || numberOn(next) !== numberOn(waiting)) return answer;
    step = next;
  }
}

/** A client waits as long as the server tells it to. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
