import { explainRefusal } from './explain-refusal.ts';
import type { Member } from './member.ts';
import type { OnPage } from './sign-on.ts';

const PROMPT = 'Recovery Code';

/** How a person comes to where a recovery code is asked for. */
interface Way {
  /** How many of the codes are used. */
  readonly count: number;
  readonly journey: string;
  /** Kind of the device that they are of. */
  readonly kind: string;
  /** What leads from the device's own page to theirs. */
  readonly instead: OnPage;
}

/** Signs on by recovery codes, tries each once more, and holds how many are left against what was told. */
export async function useRecoveryCodes(member: Member, codes: readonly string[], way: Way): Promise<void> {
  const { world, random, username } = member;
  const { ledger } = world;
  let told = 0;
  let unclear = 0;
  let tries = 0;

  /** @returns how it ended; undefined when it did not come so far */
  const use = async (code: string, twice: boolean) => {
    const begun = await member.begin(way.journey);
    if (begun === undefined || (await begun.signOn.answer(way.instead)).at !== 'page') return undefined;
    const answer = { enter: { [PROMPT]: code } };
    tries += 1;
    const where = twice ? await begun.signOn.answerTwice(answer) : await begun.signOn.answer(answer);
    const end = await member.ended(begun.signOn, answer, where);
    return { end, isDoubted: where.at === 'unclear' || where.isDoubted, code: where.at === 'failure' ? where.code : undefined };
  };
  const again = async (code: string) => ((await use(code, false))?.end === 'success' ? 'it signs on once more' : undefined);

  for (const code of codes.slice(0, way.count)) {
    if (world.isOver) break;
    const used = await use(code, random.chance(0.3));
    if (used === undefined) continue;
    if (used.end === 'success') {
      told += 1;
      tries = 0;
      if (random.chance(0.5)) ledger.shown('recovery code used', username, await again(code));
      else ledger.acknowledge('recovery code used', username, () => again(code));
    } else if (used.isDoubted) {
      unclear += 1;
      ledger.unclear('recovery code used');
    } else if (tries <= 3) {
      const why = await explainRefusal(world.installation, username, used.code);
      ledger.violation(`a fresh recovery code of ${username} was refused\n  ${why}`);
    }
  }
  ledger.afterwards(username, async () => {
    const device = (await member.devices()).find(({ kind }) => kind === way.kind);
    if (device === undefined) return;
    const gone = codes.length - device.recoveryCodes;
    if (gone < told) ledger.violation(`recovery code used, lost: ${username}: ${gone} are gone and ${told} were used`);
    if (gone > told + unclear) ledger.doubled('recovery code used', username, `${gone} are gone, ${told} were used and ${unclear} perhaps`);
  });
}
