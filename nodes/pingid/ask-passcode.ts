import type { Answers, CodeRequest, MessageChannel, NodePorts, Scratch, Subject } from '@waygate/node-kit';
import type { CallbackInput } from '@waygate/schema';
import { z } from 'zod';
import { maskedAddress } from './paired-devices.ts';

/** A code that went out and waits, sealed with the visit. `until` in epoch milliseconds. */
export const openPasscode = z.object({
  /** Empty when none could go out: then nothing that is typed is right. */
  code: z.string(),
  to: z.string(),
  until: z.number(),
  tries: z.int(),
  /** Requests that a code went out for in this visit. */
  requests: z.array(z.string()).default([]),
});
type OpenPasscode = z.infer<typeof openPasscode>;

/** How often a code may be typed in one visit. */
const MOST_TRIES = 3;
const DIGITS = 6;

/** What people read; the keys are those of the texts of a node. */
export const PASSCODE_TEXTS = {
  prompt: { en: 'Code', de: 'Code' },
  // People learn of the risk where they meet it (ASVS 6.6.1).
  sentSMS: {
    en: 'A code was sent by text message to {{to}}. Messages and calls can be intercepted: a passkey or an authenticator app is safer.',
    de: 'Ein Code wurde per SMS an {{to}} gesendet. SMS und Anrufe lassen sich abfangen: Ein Passkey oder eine Authenticator-App ist sicherer.',
  },
  sentVOICE: {
    en: 'You are being called at {{to}} and told a code. Messages and calls can be intercepted: a passkey or an authenticator app is safer.',
    de: 'Sie werden unter {{to}} angerufen und hören einen Code. SMS und Anrufe lassen sich abfangen: Ein Passkey oder eine Authenticator-App ist sicherer.',
  },
  sentEMAIL: { en: 'A code was sent by e-mail to {{to}}.', de: 'Ein Code wurde per E-Mail an {{to}} gesendet.' },
  keptBack: {
    en: 'No further code is sent for now. Type the one that was sent to {{to}} last. If it did not come, sign in again in another way.',
    de: 'Im Moment wird kein weiterer Code gesendet. Geben Sie den ein, der zuletzt an {{to}} ging. Ist er nicht angekommen, melden Sie sich neu auf einem anderen Weg an.',
  },
  notSent: {
    en: 'If a code could be sent to {{to}}, it is on its way. If none comes, sign in again in another way, or try later.',
    de: 'Wenn ein Code an {{to}} gesendet werden konnte, ist er unterwegs. Kommt keiner an, melden Sie sich neu auf einem anderen Weg an, oder versuchen Sie es später.',
  },
  wrong: { en: 'That code is not right, or no longer good.', de: 'Dieser Code stimmt nicht oder gilt nicht mehr.' },
  submit: { en: 'Continue', de: 'Weiter' },
  again: { en: 'Send another code', de: 'Neuen Code senden' },
  another: { en: 'Use another device', de: 'Anderes Gerät verwenden' },
  subject: { en: 'Your code', de: 'Ihr Code' },
  message: {
    en: 'Your code is {{code}}. It is good for {{minutes}} minutes. Tell it to nobody.',
    de: 'Ihr Code ist {{code}}. Er gilt {{minutes}} Minuten. Nennen Sie ihn niemandem.',
  },
} as const;
type PasscodeText = keyof typeof PASSCODE_TEXTS;

const CHANNEL: Readonly<Record<'SMS' | 'VOICE' | 'EMAIL', MessageChannel>> = { SMS: 'sms', VOICE: 'voice', EMAIL: 'email' };

/** What became of a step: a page to show, or the end. `moved`: the address is no longer the one that a code went to, and nothing was sent to the new one. `left`: the person wants another device. */
export type PasscodeStep =
  | { readonly kind: 'page'; readonly callbacks: readonly CallbackInput[] }
  | { readonly kind: 'right' | 'wrong' | 'moved' | 'left' };

/**
 * Sends a code to an address and asks for it. A code is good for one visit, a few minutes and a few tries, each of which the throttle counts before anything is compared;
 * another code begins no new count. How many go out holds for the person, over all visits; a code that may not go out is not made. The page never says that a code was
 * sent which was not: whoever reads it has proved a first factor, and learns no more than that a limit was reached.
 */
export async function askPasscode(step: {
  readonly realm: string;
  readonly subject: Subject;
  readonly method: 'SMS' | 'VOICE' | 'EMAIL';
  readonly to: string;
  readonly minutes: number;
  /** Whether the page has a way back to other devices. */
  readonly wayBack?: boolean;
  readonly answers: Answers;
  readonly local: Scratch<OpenPasscode>;
  readonly ports: Pick<NodePorts, 'messages' | 'oneTimeCodes' | 'attempts'>;
  readonly now: number;
  readonly runId: string;
  readonly idempotencyKey: string;
  readonly text: (key: PasscodeText, values?: Readonly<Record<string, string>>) => string;
}): Promise<PasscodeStep> {
  const { realm, subject, method, to, minutes, wayBack = false, answers, local, ports, now, runId, idempotencyKey, text } = step;
  const page = (shown: Pick<OpenPasscode, 'code'>, more: { readonly problem?: string; readonly keptBack?: boolean } = {}): PasscodeStep => {
    const { problem, keptBack = false } = more;
    const said = shown.code === '' ? 'notSent' : keptBack ? 'keptBack' : (`sent${method}` as const);
    const callbacks: CallbackInput[] = [
      { type: 'TextOutputCallback', messageType: 'information', message: text(said, { to: maskedAddress(to) }) },
      ...(problem === undefined ? [] : [{ type: 'TextOutputCallback' as const, messageType: 'error' as const, message: problem }]),
      { type: 'NameCallback', prompt: text('prompt') },
      { type: 'ConfirmationCallback', options: [text('submit'), text('again'), ...(wayBack ? [text('another')] : [])], selected: 0 },
    ];
    return { kind: 'page', callbacks };
  };
  const request = (use: string): CodeRequest => ({ realm, personId: subject.id, channel: CHANNEL[method], use });
  const send = async (before: OpenPasscode | undefined): Promise<PasscodeStep> => {
    const mayAsk = await ports.messages.mayAskForCode(request(idempotencyKey));
    // The code that went out last stays good, as long as it is.
    if (!mayAsk && before !== undefined) return now < before.until ? page(before, { keptBack: true }) : page({ code: '' });
    const place = { realm, runId };
    const { code, madeAt } = mayAsk
      ? await ports.oneTimeCodes.forAddress(place, DIGITS, now, `${idempotencyKey} ${method}`, to)
      : { code: '', madeAt: now };
    const requests = [...(before?.requests ?? []), ...(mayAsk ? [idempotencyKey] : [])];
    local.set({ code, to, until: madeAt + minutes * 60_000, tries: before?.tries ?? 0, requests });
    if (!mayAsk) return page({ code });
    const spoken = method === 'VOICE' ? [...code].join(' ') : code;
    ports.messages.send({
      realm,
      channel: CHANNEL[method],
      to,
      ...(method === 'EMAIL' ? { subject: text('subject') } : {}),
      text: text('message', { code: spoken, minutes: String(minutes) }),
      personId: subject.id,
      runId,
      idempotencyKey,
    });
    return page({ code });
  };
  const open = local.get();
  if (open === undefined) return send(open);
  if (wayBack && answers.submitted && answers.first('ConfirmationCallback')?.index === 2) return { kind: 'left' };
  // What was allowed to stand in for a device was the address that the code went to, and no other.
  if (open.to !== to) return { kind: 'moved' };
  if (!answers.submitted || answers.first('ConfirmationCallback')?.index === 1) return send(open);
  const typed = (answers.first('NameCallback')?.value ?? '').replaceAll(/\s/g, '');
  if (typed === '') return page(open);
  const target = { realm, subject, authenticator: 'otp' };
  const permit = await ports.attempts.begin(target, idempotencyKey);
  if (permit.allowed && now < open.until && isSame(typed, open.code)) {
    await ports.attempts.succeeded(target, idempotencyKey);
    for (const use of open.requests) await ports.messages.codeCameBack(request(use));
    return { kind: 'right' };
  }
  const tries = open.tries + 1;
  if (tries >= MOST_TRIES) return { kind: 'wrong' };
  local.set({ ...open, tries });
  return page(open, { problem: text('wrong') });
}

/** Compares without telling by the time how much was right. */
function isSame(typed: string, code: string): boolean {
  let difference = typed.length ^ code.length;
  for (let index = 0; index < code.length; index += 1) difference |= typed.charCodeAt(index) ^ code.charCodeAt(index);
  return difference === 0;
}
