import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const made = (code: string) => ({ id: `id-${code}`, code, madeAt: 1_000 });

/** What `StepCodeStore` promises. */
export function stepCodesContract(open: OpenStores): void {
  describe('codes of steps', () => {
    it('are one for each step, of many that are made at once', async () => {
      const { stepCodes, clock } = await storesFor(open);
      const until = clock.now + 60_000;
      const kept = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stepCodes.keep('step', made(String(100_000 + index)), until)),
      );
      expect(new Set(kept.map(({ code }) => code)).size).toBe(1);
      expect(await stepCodes.keep('step', made('999999'), until)).toEqual(kept[0]);
      expect(await stepCodes.keep('another', made('999999'), until)).toEqual(made('999999'));
    });

    it('are others after their time', async () => {
      const { stepCodes, clock } = await storesFor(open);
      await stepCodes.keep('step', made('111111'), clock.now + 10);
      clock.now += 9;
      expect(await stepCodes.keep('step', made('222222'), clock.now + 10)).toEqual(made('111111'));
      clock.now += 1;
      expect(await stepCodes.keep('step', made('222222'), clock.now + 10)).toEqual(made('222222'));
      expect(await stepCodes.keep('late', made('333333'), clock.now)).toEqual(made('333333'));
    });
  });
}
