import { randomBytes } from 'node:crypto';
import type { Throttle } from '@waygate/mfa';
import type { CodeDelivery, CodePlace, OneTimeCodePort } from '@waygate/node-kit';
import { type Sealer, WaygateError } from '@waygate/schema';
import type { StepCode, StepCodeStore } from '@waygate/storage';
import { z } from 'zod';
import { randomDigits } from './random-digits.ts';

/** How long it is remembered what became of a code: longer than any is good for. */
const REMEMBERED_MS = 30 * 60_000;
/**
 * How long a step that is sent again has the code that it had: longer than a client waits for an answer before it tries another copy of the server, and short enough that
 * somebody who tries again because no message came has most of the time of a code.
 */
const SAME_STEP_MS = 2 * 60_000;

const noted = z.object({
  id: z.string(),
  code: z.string(),
  readable: z.string(),
  madeAt: z.number(),
  /** Step that it was made in; releases before 0.2 wrote none. */
  step: z.string().exactOptional(),
  ways: z.array(
    z.object({
      channel: z.enum(['sms', 'voice', 'email']),
      holder: z.object({ id: z.string(), username: z.string(), attribute: z.string(), address: z.string() }).exactOptional(),
      sentAt: z.number(),
    }),
  ),
});
type Noted = z.infer<typeof noted>;

export interface OneTimeCodesDeps {
  readonly sealer: Sealer;
  readonly throttle: Throttle;
  readonly stepCodes: StepCodeStore;
  /** A name that tells nothing of its parts. */
  readonly nameOf: (...parts: readonly string[]) => string;
}

/** Codes and how they went out, sealed for their run, and the one use that each has. Whichever process takes a step has the same code for it. */
export function createOneTimeCodes({ sealer, throttle, stepCodes, nameOf }: OneTimeCodesDeps): OneTimeCodePort {
  const seal = (place: CodePlace, note: Noted) => sealer.seal(contextOf(place), JSON.stringify(note));
  function open(place: CodePlace, text: string): Noted | undefined {
    try {
      return noted.safeParse(JSON.parse(sealer.open(contextOf(place), text))).data;
    } catch (error) {
      if (error instanceof WaygateError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
  /** The code of a step: the one that another process made for it, or a new one. @param step and what the code must be another for */
  function codeOf({ realm, runId }: CodePlace, digits: number, now: number, ...step: readonly string[]): Promise<StepCode> {
    const made = { id: randomBytes(16).toString('base64url'), code: randomDigits(digits), madeAt: now };
    return stepCodes.keep(JSON.stringify([realm, runId, digits, ...step]), made, now + SAME_STEP_MS);
  }
  /** Takes what only one may have. */
  const takes = async (what: string, use: string, now: number) => (await throttle.take(what, use, 1, REMEMBERED_MS, now)) === undefined;
  /** A note can be copied and put back, and a step can be sent with other answers. Each note has one successor, so that none that left out a way is taken for the latest. */
  const succession = ({ id, ways }: Noted) => `one-time-code-sent|${id}|${ways.length}`;
  return {
    async make(place, digits, now, step) {
      const kept = await codeOf(place, digits, now, step);
      // Scripts send it to whomever they like, so it is another for whoever sends the step once more, with other answers perhaps.
      let readable = randomDigits(digits);
      while (readable === kept.code) readable = randomDigits(digits);
      return { note: seal(place, { ...kept, readable, step, ways: [] }), readable };
    },
    async forAddress(place, digits, now, step, to) {
      const { code, madeAt } = await codeOf(place, digits, now, step, nameOf('address', to));
      return { code, madeAt };
    },
    open(place, note) {
      const found = open(place, note);
      if (found === undefined) return undefined;
      const { code, readable, madeAt, ways } = found;
      return { code, readable, madeAt, ways };
    },
    async sent(place, note, delivery, to, use) {
      const before = open(place, note);
      if (before === undefined) throw new WaygateError('unexpected', 'code.note_unreadable', 'There is no note of this code.');
      const way = wayOf(delivery, to, use);
      if (await takes(succession(before), nameOf('way', ...way), delivery.sentAt))
        return { note: seal(place, { ...before, ways: [...before.ways, delivery] }), code: before.code };
      // It went another way from here, by the same step with other answers or from a note that was put back, and whoever got it there must not have what goes this way.
      if (before.ways.length > 0) return undefined;
      const { step = randomBytes(16).toString('base64url') } = before;
      const other = await codeOf(place, before.code.length, delivery.sentAt, step, nameOf('way', ...way));
      return { note: seal(place, { ...before, ...other, ways: [delivery] }), code: other.code };
    },
    async use(place, note, use, now) {
      const found = open(place, note);
      return (
        found !== undefined && (await takes(`one-time-code|${found.id}`, use, now)) && (await takes(succession(found), `used ${use}`, now))
      );
    },
  };
}

/** Everything that makes one way of sending a code another one. */
function wayOf({ channel, holder }: CodeDelivery, to: string, use: string): readonly string[] {
  return [use, channel, to, ...(holder === undefined ? [] : [holder.id, holder.attribute, holder.address])];
}

/** A note opens in its run and nowhere else. */
function contextOf({ realm, runId }: CodePlace): string {
  return `one-time-code|${realm}|${runId}`;
}
