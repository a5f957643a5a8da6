import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { explainRefusal } from './explain-refusal.ts';
import { Member } from './member.ts';

/** How long a mail may take: what is refused is sent again after one second, five and twenty. */
const PATIENCE_MS = 20_000;

/** Somebody who registers and signs on by codes that come by mail. */
export async function liveByMail(world: World, random: Random): Promise<void> {
  const member = await Member.register(world, random);
  if (member === undefined) return;
  await member.signOn(random.chance(0.3));
  const sends = random.between(3, 5);
  for (let count = 0; count < sends && !world.isOver; count += 1) if (!(await signOnByMail(member))) break;
  world.ledger.afterwards(member.username, async () => {
    const came = world.mails.codesOf(member.mail).length;
    const asked = member.begun('By mail');
    if (came > asked) world.ledger.doubled('mail sent', member.username, `${came} came of ${asked} that were asked for`);
  });
  world.ledger.afterwards(member.username, () => member.checkSessions());
}

/** @returns whether every mail came */
async function signOnByMail(member: Member): Promise<boolean> {
  const { world, random, username, mail } = member;
  const { ledger, mails } = world;
  const before = mails.codesOf(mail).length;
  const begun = await member.begin('By mail');
  if (begun === undefined) return false;
  const codes = await mails.moreThan(mail, before, PATIENCE_MS);
  // What a copy had not sent when it was killed is lost, as a mail can be.
  if (codes.length === before) {
    ledger.unclear('mail sent');
    return false;
  }
  ledger.shown('mail sent', username, undefined);
  const code = codes.at(-1);
  // That of a sign-on whose page nobody was shown may have come instead.
  if (code === undefined || codes.length !== member.begun('By mail')) return true;
  const answer = { enter: { 'One Time Password': code } };
  const where = random.chance(0.3) ? await begun.signOn.answerTwice(answer) : await begun.signOn.answer(answer);
  const end = await member.ended(begun.signOn, answer, where);
  if (end !== 'success') {
    if (end === 'failure' && !begun.where.isDoubted && where.at === 'failure' && !where.isDoubted)
      ledger.violation(
        `the right code by mail of ${username} was refused\n  ${await explainRefusal(world.installation, username, where.code)}`,
      );
    ledger.unclear('code by mail used');
    return true;
  }
  const next = await member.begin('By mail');
  if (next === undefined) return true;
  const again = await member.ended(next.signOn, answer, await next.signOn.answer(answer));
  ledger.shown('code by mail used', username, again === 'success' ? `${code} signs on once more` : undefined);
  // One that comes late would be taken for the next.
  return (await mails.moreThan(mail, before + 1, PATIENCE_MS)).length > before + 1;
}
