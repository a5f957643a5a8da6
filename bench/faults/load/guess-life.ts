import type { Random } from '../random.ts';
import { FREE_FAILURES } from '../setting.ts';
import type { World } from '../world.ts';
import { addApp, CODE_PROMPT } from './code-life.ts';
import { Member } from './member.ts';

/** Somebody whose codes are guessed at. What was counted stays counted: after so many wrong ones the right one is refused, too. */
export async function liveWithGuesses(world: World, random: Random): Promise<void> {
  const member = await Member.register(world, random);
  if (member === undefined) return;
  const added = await addApp(member, 'HOTP');
  if (added === undefined) return;
  const { ledger } = world;
  const { app } = added;
  const right = new Set(Array.from({ length: 150 }, () => app.code(0)));
  const isLeft = (code: string) => !right.has(code);
  let told = 0;
  let begun = await member.begin('Guess');
  while (told <= FREE_FAILURES && !world.isOver) {
    begun ??= await member.begin('Guess');
    if (begun === undefined) return;
    const guess = wrongCode(random, isLeft);
    const where = await begun.signOn.answer({ enter: { [CODE_PROMPT]: guess }, press: 'Submit' });
    if (where.at === 'success') ledger.violation(`${member.username} was signed on by the wrong code ${guess}`);
    if (where.at === 'page') told += 1;
    else begun = undefined;
  }
  if (told <= FREE_FAILURES) return;
  const looks = async () => {
    const run = await member.begin('Guess');
    if (run === undefined) return undefined;
    const where = await run.signOn.answer({ enter: { [CODE_PROMPT]: [...right][0] ?? '' }, press: 'Submit' });
    return where.at === 'success' ? 'the right code was taken after too many wrong ones' : undefined;
  };
  ledger.shown('wrong try counted', member.username, await looks());
  ledger.acknowledge('wrong try counted', member.username, looks);
  ledger.afterwards(member.username, () => member.checkSessions());
}

function wrongCode(random: Random, isLeft: (code: string) => boolean): string {
  for (;;) {
    const code = String(random.between(0, 999_999)).padStart(6, '0');
    if (isLeft(code)) return code;
  }
}
