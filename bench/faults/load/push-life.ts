import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Phone } from '@waygate/phone';
import { hiddenValue, recoveryCodesOn } from '@waygate/scenarios';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { explainRefusal } from './explain-refusal.ts';
import { Inbox } from './inbox.ts';
import { Member } from './member.ts';
import type { SignOn, Where } from './sign-on.ts';
import { useRecoveryCodes } from './use-recovery-codes.ts';

/** How often a page that waits asks, milliseconds. */
const POLL_MS = 300;
/** How long somebody waits for what the server does within two seconds when nothing is wrong, milliseconds. */
const PATIENCE_MS = 45_000;

/** Somebody who registers, sets a phone up, and signs on by approving what it is sent, or denies it. */
export async function liveByPush(world: World, random: Random): Promise<void> {
  const member = await Member.register(world, random);
  if (member === undefined) return;
  await member.signOn();
  const key = randomBytes(32).toString('base64url');
  const phone = new Phone('web', createHash('sha256').update(Buffer.from(key, 'base64url')).digest('base64url'), world.installation.fetch);
  const recoveryCodes = await addPhone(member, phone);
  if (recoveryCodes !== undefined) {
    const use = new PushUse(member, phone, new Inbox(world.installation, key));
    const pushes = random.between(3, 6);
    for (let count = 0; count < pushes && !world.isOver; count += 1) await use.signOn();
    await useRecoveryCodes(member, recoveryCodes, { count: 2, journey: 'By push', kind: 'push', instead: { press: 'Cancel' } });
    // Those were sent pushes, too.
    world.ledger.afterwards(member.username, () => use.checkSent());
  }
  if (random.chance(0.4)) await member.signOff();
  world.ledger.afterwards(member.username, () => member.checkSessions());
}

/** Sets a phone up. @returns the recovery codes; undefined when nobody was told that it is */
async function addPhone(member: Member, phone: Phone): Promise<readonly string[] | undefined> {
  const { world, username } = member;
  const { ledger } = world;
  const begun = await member.begin('Add phone');
  const link = begun === undefined ? undefined : hiddenValue(begun.where.page, 'mfaDeviceRegistration');
  if (begun === undefined || link === undefined) return undefined;
  const phones = async () => (await member.devices()).filter(({ kind }) => kind === 'push').length;
  ledger.afterwards(username, async () => {
    const count = await phones();
    if (count > 1) ledger.doubled('phone registered', username, `there are ${count}`);
  });
  await sentAgain(phone, () => phone.scan(link));
  const shown = await poll(begun.signOn, ({ page }) => recoveryCodesOn(page).length === 0);
  if (shown.at !== 'page' || recoveryCodesOn(shown.page).length === 0) {
    if (shown.at === 'failure')
      ledger.violation(`${username} could not set a phone up${shown.isDoubted ? ', after a try without an answer' : ''}`);
    ledger.unclear('phone registered');
    return undefined;
  }
  ledger.acknowledge('phone registered', username, async () => ((await phones()) > 0 ? undefined : 'there is none'));
  await member.ended(begun.signOn, {}, await begun.signOn.answer({}));
  return recoveryCodesOn(shown.page);
}

/** A phone posts what got no answer again, word for word. @returns whether it was taken; undefined when nobody knows */
async function sentAgain(phone: Phone, first: () => Promise<boolean>): Promise<boolean | undefined> {
  let isDoubted = false;
  for (let tries = 0; tries < 10; tries += 1) {
    try {
      const isTaken = await (tries === 0 ? first() : phone.replay());
      // A refusal after that may be of what was taken before.
      if (isTaken || !isDoubted) return isTaken;
      return undefined;
    } catch {
      isDoubted = true;
      await pause(POLL_MS);
    }
  }
  return undefined;
}

/** Answers a page that waits until it is another one. */
async function poll(signOn: SignOn, isStill: (at: Extract<Where, { at: 'page' }>) => boolean, patienceMs = PATIENCE_MS): Promise<Where> {
  for (const until = performance.now() + patienceMs; ; ) {
    await pause(POLL_MS);
    const where = await signOn.answer({});
    if (where.at !== 'page' || !isStill(where) || performance.now() > until) return where;
  }
}

/** What somebody does with a push. */
const DEEDS = ['approve', 'approve', 'approve', 'deny', 'wrong number', 'approve and deny', 'nothing'] as const;
type Deed = (typeof DEEDS)[number];

/** What the server said to the answers of a phone: whether each was taken; undefined when nobody knows, or none was given. */
interface Taken {
  readonly approved?: boolean | undefined;
  readonly denied?: boolean | undefined;
}

/** Somebody's phone, and what it was sent. */
class PushUse {
  readonly #member: Member;
  readonly #phone: Phone;
  readonly #inbox: Inbox;

  constructor(member: Member, phone: Phone, inbox: Inbox) {
    this.#member = member;
    this.#phone = phone;
    this.#inbox = inbox;
  }

  async signOn(): Promise<void> {
    const { world, random, username } = this.#member;
    await this.#inbox.glance();
    const known = new Set(this.#inbox.received.keys());
    const begun = await this.#member.begin('By push');
    if (begun === undefined) return;
    const number = hiddenValue(begun.where.page, 'pushChallengeNumber');
    if (number === undefined) throw new Error(`${username} is at no page that waits for a push.`);
    await this.#inbox.moreThan(known.size, PATIENCE_MS);
    const fresh = [...this.#inbox.received.keys()].filter((id) => !known.has(id));
    world.ledger.shown('push sent', username, fresh.length > 0 ? undefined : 'none came');
    // That of a sign-on whose page nobody was shown may come late.
    const ours = fresh.filter((id) => numbersOf(this.#inbox.received.get(id)).includes(number));
    const [id] = ours;
    if (id === undefined || ours.length > 1) return;
    const deed = random.oneOf(DEEDS);
    const taken = await this.#answer(deed, id, number);
    const isAwaited = taken.approved === true || taken.denied === true;
    const where = await poll(begun.signOn, () => true, deed === 'nothing' ? 1_000 : isAwaited ? PATIENCE_MS : 6_000);
    const why = where.at === 'failure' && taken.approved === true ? await explainRefusal(world.installation, username, where.code) : '';
    this.#judge(deed, taken, where, why);
    if (where.at !== 'page') await this.#member.ended(begun.signOn, {}, where);
  }

  /** Holds how many pushes came against how many were asked for. */
  async checkSent(): Promise<void> {
    const { world, username } = this.#member;
    await this.#inbox.glance();
    const asked = this.#member.begun('By push');
    const { size } = this.#inbox.received;
    if (size > asked) world.ledger.doubled('push sent', username, `${size} came of ${asked} that were asked for`);
  }

  async #answer(deed: Deed, id: string, number: string): Promise<Taken> {
    const jwt = this.#inbox.received.get(id) ?? '';
    const push = this.#phone.receive(id, jwt);
    switch (deed) {
      case 'approve':
        return { approved: await sentAgain(this.#phone, () => this.#phone.choose(number, push)) };
      case 'deny':
        return { denied: await sentAgain(this.#phone, () => this.#phone.deny(push)) };
      case 'wrong number': {
        const wrong = numbersOf(jwt).find((one) => one !== number) ?? '00';
        await sentAgain(this.#phone, () => this.#phone.choose(wrong, push));
        return {};
      }
      case 'approve and deny': {
        const once = (act: () => Promise<boolean>) => act().catch(() => undefined);
        const [approved, denied] = await Promise.all([once(() => this.#phone.choose(number, push)), once(() => this.#phone.deny(push))]);
        return { approved, denied };
      }
      case 'nothing':
        return {};
    }
  }

  /** @param why what the server noted of a failure */
  #judge(deed: Deed, { approved, denied }: Taken, where: Where, why: string): void {
    const { ledger } = this.#member.world;
    const { username } = this.#member;
    const isIn = where.at === 'success';
    if (approved === true && denied === true) ledger.doubled('push answered', username, 'an approval and a denial were both taken');
    if (isIn && deed !== 'approve' && deed !== 'approve and deny') ledger.violation(`${username} was signed on by a push: ${deed}`);
    if (isIn && denied === true) ledger.violation(`${username} was signed on by a push that was denied`);
    if (where.at === 'unclear' || (approved !== true && denied !== true)) {
      if (deed !== 'nothing') ledger.unclear('push answered');
    } else if (approved === true) ledger.shown('push answered', username, isIn ? undefined : `an approval led to ${where.at}\n  ${why}`);
    else ledger.shown('push answered', username, where.at === 'failure' ? undefined : `a denial led to ${where.at}`);
  }
}

/** The numbers that a push offers. */
function numbersOf(jwt = ''): readonly string[] {
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { readonly n?: string };
  return (claims.n ?? '').split(',');
}
