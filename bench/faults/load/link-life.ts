import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { Member } from './member.ts';
import { SignOn } from './sign-on.ts';

/** How long a mail may take: what is refused is sent again after one second, five and twenty. */
const PATIENCE_MS = 20_000;
const LOOKS_EVERY_MS = 50;

/** Somebody who registers, forgets the password and chooses another by the link of a mail, again and again. */
export async function liveByLink(world: World, random: Random): Promise<void> {
  const member = await Member.register(world, random);
  if (member === undefined) return;
  await member.signOn();
  const times = random.between(2, 4);
  for (let count = 0; count < times && !world.isOver; count += 1) {
    if (!(await resetPassword(member))) break;
    await member.findPassword();
    await member.signOn();
  }
  world.ledger.afterwards(member.username, () => member.checkSessions());
}

/** @returns whether it is known what became of it */
async function resetPassword(member: Member): Promise<boolean> {
  const { world, random, username, mail } = member;
  const { ledger, mails } = world;
  const before = mails.linksOf(mail).length;
  const signOn = await SignOn.begin(world, username, random, 'By link');
  const waits = await signOn.answer({ enter: { 'User Name': username } });
  if (waits.at === 'failure') ledger.violation(`nothing was sent to ${username}`);
  const until = performance.now() + PATIENCE_MS;
  while (mails.linksOf(mail).length === before && performance.now() < until) await pause(LOOKS_EVERY_MS);
  const link = mails.linksOf(mail).at(-1);
  // What a copy had not sent when it was killed is lost, as a mail can be.
  if (link === undefined || mails.linksOf(mail).length === before || waits.at !== 'page') {
    ledger.unclear('mail sent');
    return false;
  }
  ledger.shown('mail sent', username, undefined);
  const opened = await SignOn.resume(world, username, random, link);
  if (opened === 'perhaps used') {
    ledger.unclear('link by mail used');
    return false;
  }
  if (opened === 'over') {
    // One whose answer was lost was sent again, and the link of the first is not the one that counts.
    if (!waits.isDoubted) ledger.violation(`the link that ${username} was sent is over`);
    return false;
  }
  const end = await member.setPassword(opened);
  if (end !== 'success') {
    ledger.unclear('link by mail used');
    return end === 'unclear';
  }
  const isOver = async () =>
    typeof (await SignOn.resume(world, username, random, link)) === 'string' ? undefined : 'the link leads on once more';
  if (random.chance(0.5)) ledger.shown('link by mail used', username, await isOver());
  else ledger.acknowledge('link by mail used', username, isOver);
  return true;
}
