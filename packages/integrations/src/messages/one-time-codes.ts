import { randomBytes } from 'node:crypto';
import type { Throttle } from '@waygate/mfa';
import type { OneTimeCode, OneTimeCodePort } from '@waygate/node-kit';
import { type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** How long it is remembered that a code was used up: longer than any is good for. */
const USED_MS = 30 * 60_000;

const noted = z.object({
  id: z.string(),
  code: z.string(),
  ways: z.array(
    z.object({
      channel: z.enum(['sms', 'voice', 'email']),
      holder: z.object({ id: z.string(), username: z.string(), attribute: z.string(), address: z.string() }).exactOptional(),
      sentAt: z.number(),
    }),
  ),
});
type Noted = z.infer<typeof noted>;

/** Notes of how codes went out, sealed for the run and the code, and the one use that each has. */
export function createOneTimeCodes(sealer: Sealer, throttle: Throttle): OneTimeCodePort {
  function open(code: OneTimeCode, text: string): Noted | undefined {
    try {
      const { data } = noted.safeParse(JSON.parse(sealer.open(placeOf(code), text)));
      return data?.code === code.code ? data : undefined;
    } catch (error) {
      if (error instanceof WaygateError || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
  return {
    note: (code, delivery, earlier) => {
      const before = earlier === undefined ? undefined : open(code, earlier);
      const id = before?.id ?? randomBytes(16).toString('base64url');
      const next: Noted = { id, code: code.code, ways: [...(before?.ways ?? []), delivery] };
      return sealer.seal(placeOf(code), JSON.stringify(next));
    },
    read: (code, text) => open(code, text)?.ways ?? [],
    use: async (code, text, use, now) => {
      const found = open(code, text);
      return found !== undefined && (await throttle.take(`one-time-code|${found.id}`, use, 1, USED_MS, now)) === undefined;
    },
  };
}

/** A note opens in its run and nowhere else. The code is not part of the place: of that the sealed text carries a hash, by which a code can be guessed. */
function placeOf({ realm, runId }: OneTimeCode): string {
  return `one-time-code|${realm}|${runId}`;
}
