import { randomBytes } from 'node:crypto';
import type { Throttle } from '@waygate/mfa';
import type { CodePlace, OneTimeCodePort } from '@waygate/node-kit';
import { type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { randomDigits } from './random-digits.ts';

/** How long it is remembered what became of a code: longer than any is good for. */
const REMEMBERED_MS = 30 * 60_000;

const noted = z.object({
  id: z.string(),
  code: z.string(),
  readable: z.string(),
  madeAt: z.number(),
  ways: z.array(
    z.object({
      channel: z.enum(['sms', 'voice', 'email']),
      holder: z.object({ id: z.string(), username: z.string(), attribute: z.string(), address: z.string() }).exactOptional(),
      sentAt: z.number(),
    }),
  ),
});
type Noted = z.infer<typeof noted>;

/** Codes and how they went out, sealed for their run, and the one use that each has. */
export function createOneTimeCodes(sealer: Sealer, throttle: Throttle): OneTimeCodePort {
  const seal = (place: CodePlace, note: Noted) => sealer.seal(contextOf(place), JSON.stringify(note));
  function open(place: CodePlace, text: string): Noted | undefined {
    try {
      return noted.safeParse(JSON.parse(sealer.open(contextOf(place), text))).data;
    } catch (error) {
      if (error instanceof WaygateError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
  /** Takes what only one may have. */
  const takes = async (what: string, use: string, now: number) => (await throttle.take(what, use, 1, REMEMBERED_MS, now)) === undefined;
  /** A note can be copied and put back. Each has one successor, so that none that left out a way is taken for the latest. */
  const succession = ({ id, ways }: Noted) => `one-time-code-sent|${id}|${ways.length}`;
  return {
    make(place, digits, now) {
      const code = randomDigits(digits);
      let readable = randomDigits(digits);
      while (readable === code) readable = randomDigits(digits);
      const id = randomBytes(16).toString('base64url');
      return { note: seal(place, { id, code, readable, madeAt: now, ways: [] }), readable };
    },
    open(place, note) {
      const found = open(place, note);
      if (found === undefined) return undefined;
      const { code, readable, madeAt, ways } = found;
      return { code, readable, madeAt, ways };
    },
    async sent(place, note, { holder, ...delivery }, use) {
      const before = open(place, note);
      if (before === undefined) throw new WaygateError('unexpected', 'code.note_unreadable', 'There is no note of this code.');
      const isLatest = await takes(succession(before), use, delivery.sentAt);
      const way = holder === undefined || !isLatest ? delivery : { ...delivery, holder };
      return seal(place, { ...before, ways: [...before.ways, way] });
    },
    async use(place, note, use, now) {
      const found = open(place, note);
      return (
        found !== undefined && (await takes(`one-time-code|${found.id}`, use, now)) && (await takes(succession(found), `used ${use}`, now))
      );
    },
  };
}

/** A note opens in its run and nowhere else. */
function contextOf({ realm, runId }: CodePlace): string {
  return `one-time-code|${realm}|${runId}`;
}
