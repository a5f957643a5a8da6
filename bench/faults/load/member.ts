import { z } from 'zod';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { explainRefusal } from './explain-refusal.ts';
import { breathe, saidIn } from './installation.ts';
import { type OnPage, SignOn, type Where } from './sign-on.ts';

const PATH = '/am/json/realms/root/realms/alpha';
/** Each of two passwords is tried twice: one may still become the other. */
const MOST_REFUSALS = 4;

const person = z.object({ id: z.string() });
const registered = z.object({ devices: z.array(z.object({ kind: z.string(), uuid: z.string(), recoveryCodes: z.number() })) });
const sessions = z.object({ resultCount: z.number() });
const session = z.object({ username: z.string() });

/** How a sign-on ended. */
export type End = 'success' | 'failure' | 'unclear';

let made = 0;

/** Somebody with an account, who does one thing after the other, and what they were told. */
export class Member {
  readonly world: World;
  readonly random: Random;
  readonly username: string;
  readonly mail: string;
  password: string;
  /** The password that may be in force besides, when nobody said whether it was changed. */
  otherPassword: string | undefined;
  /** Tries with a right password since the last that succeeded: of a few in a row the throttle makes a rest. */
  #tries = 0;
  #tokens: string[] = [];
  #ended = 0;
  #unclearSessions = 0;
  #unclearEnds = 0;
  #isDoubted = false;
  /** Of the last sign-on that failed. */
  #failedCode: string | undefined;
  readonly #begun = new Map<string, number>();

  private constructor(world: World, random: Random) {
    made += 1;
    this.world = world;
    this.random = random;
    this.username = `person${made}`;
    this.mail = `${this.username}@example.com`;
    this.password = newPassword(random);
  }

  /** Registers. @returns undefined when nobody was told that there is an account */
  static async register(world: World, random: Random): Promise<Member | undefined> {
    const member = new Member(world, random);
    const { username, mail, password } = member;
    const end = await member.walk('Join', [
      { enter: { 'User Name': username } },
      { enter: { 'First Name': username, 'Last Name': username, 'Email Address': mail } },
      { enter: { Password: password } },
    ]);
    if (end === 'failure') world.ledger.violation(`nobody could register as ${username}, which was free`);
    if (end === 'success') {
      world.ledger.acknowledge('person registered', username, () => member.#canSignOn());
      return member;
    }
    world.ledger.unclear('person registered');
    return undefined;
  }

  /** Begins a journey and signs on by the password. @returns where it is then; undefined when it ended in failure or nobody knows */
  async begin(journey: string): Promise<{ readonly signOn: SignOn; readonly where: Extract<Where, { at: 'page' }> } | undefined> {
    const signOn = await SignOn.begin(this.world, this.username, this.random, journey);
    const named = await signOn.answer({ enter: { 'User Name': this.username } });
    if (named.at !== 'page') return undefined;
    this.#tries += 1;
    this.#begun.set(journey, this.begun(journey) + 1);
    const where = await signOn.answer({ enter: { Password: this.password } });
    this.#isDoubted = where.at === 'unclear' || where.isDoubted;
    if (where.at === 'page') {
      this.#tries = 0;
      return { signOn, where };
    }
    if (where.at === 'failure') await this.#refused(where.code);
    if (where.at === 'success') this.world.ledger.violation(`${journey} asked ${this.username} for nothing but the password`);
    return undefined;
  }

  /** How often the password was sent in a journey: so often at most came what follows it. */
  begun(journey: string): number {
    return this.#begun.get(journey) ?? 0;
  }

  /** Signs on by the password alone. @param twice sends it to two copies at once */
  async signOn(twice = false): Promise<End> {
    this.#tries += 1;
    const end = await this.walk('Password', [{ enter: { 'User Name': this.username } }, { enter: { Password: this.password } }], twice);
    if (end === 'success') this.#tries = 0;
    if (end === 'failure') await this.#refused(this.#failedCode);
    return end;
  }

  /** Tries a wrong password, which must come to nothing. */
  async mistype(): Promise<void> {
    const wrong = [{ enter: { 'User Name': this.username } }, { enter: { Password: `not ${this.password}` } }];
    if ((await this.walk('Password', wrong)) === 'success')
      this.world.ledger.violation(`${this.username} was signed on by a wrong password`);
    this.#tries += 1;
  }

  /** Walks through a journey. @param twice sends the last answer to two copies at once */
  async walk(journey: string, answers: readonly OnPage[], twice = false): Promise<End> {
    const signOn = await SignOn.begin(this.world, this.username, this.random, journey);
    for (const [index, answer] of answers.entries()) {
      const isLast = index === answers.length - 1;
      const where = twice && isLast ? await signOn.answerTwice(answer) : await signOn.answer(answer);
      if (where.at === 'page' && !isLast) continue;
      return this.ended(signOn, answer, where);
    }
    throw new Error(`${journey} has no end.`);
  }

  /** Notes how a sign-on ended, and that its last step is good for nothing any more. @param last what was answered then */
  async ended(signOn: SignOn, last: OnPage, where: Where): Promise<End> {
    this.#isDoubted = where.at === 'unclear' || where.isDoubted;
    switch (where.at) {
      case 'success':
        this.#keep(where.token);
        if (this.random.chance(0.3) && (await signOn.replay(last))) {
          this.world.ledger.doubled('session', this.username, 'the last step was taken once more');
        }
        return 'success';
      case 'unclear':
        this.#unclearSessions += 1;
        this.world.ledger.unclear('session');
        return 'unclear';
      case 'failure':
        this.#failedCode = where.code;
        return 'failure';
      default:
        throw new Error(`${this.username} is at a page: ${JSON.stringify(where.page.callbacks.map(({ type }) => type))}`);
    }
  }

  /** Ends one session. */
  async signOff(): Promise<void> {
    const token = this.#tokens.pop();
    if (token === undefined) return;
    const reply = await this.world.installation.ask('POST', `${PATH}/sessions?_action=logout`, { token, body: {} });
    if (!reply.isClear || reply.status !== 200) {
      // Nobody knows whether it goes on.
      this.#unclearEnds += 1;
      this.world.ledger.unclear('sign-off');
      return;
    }
    this.#ended += 1;
    this.world.ledger.acknowledge('sign-off', this.username, async () => {
      const { status } = await this.#sessionInfo(token);
      return status === 401 ? undefined : `the session answers ${status}`;
    });
  }

  /** Chooses another password. */
  async changePassword(): Promise<void> {
    const begun = await this.begin('NewPassword');
    if (begun !== undefined) await this.setPassword(begun.signOn);
  }

  /** Answers a page that asks for a new password. @returns how the sign-on ended */
  async setPassword(signOn: SignOn): Promise<End> {
    const next = newPassword(this.random);
    const before = this.password;
    // A new password ends the sessions that were made by the old one.
    const { length } = this.#tokens;
    this.#tokens = [];
    const answer = { enter: { Password: next } };
    const end = await this.ended(signOn, answer, await signOn.answer(answer));
    if (end === 'failure') {
      this.world.ledger.violation(`${this.username} could not change the password`);
      this.#unclearSessions += length;
      return end;
    }
    if (end === 'success') {
      this.password = next;
      this.world.ledger.acknowledge('password changed', this.username, () => this.#isNoLonger(before));
      return end;
    }
    this.world.ledger.unclear('password changed');
    this.#unclearSessions += length;
    this.otherPassword = next;
    return end;
  }

  /** Finds which password is in force, when it is not known: one of both must be. It may still become the other, when the step is only on its way in a server that stands still. */
  async findPassword(): Promise<void> {
    if (this.otherPassword === undefined) return;
    for (let refusals = 0; refusals < MOST_REFUSALS && !this.world.isOver; ) {
      const end = await this.signOn();
      if (end === 'success') return;
      // What got no clear answer says nothing of either.
      if (end === 'failure') refusals += 1;
      else await breathe(this.random);
    }
    // It is looked for at the end, too.
    if (this.world.isOver) return;
    const why = await explainRefusal(this.world.installation, this.username, this.#failedCode);
    this.world.ledger.violation(`${this.username} has neither the old nor the new password\n  ${why}`);
  }

  /** A token of a session that lives. */
  async token(): Promise<string> {
    for (;;) {
      const token = this.#tokens.at(-1);
      if (token !== undefined) return token;
      await this.signOn();
      await breathe(this.random);
    }
  }

  /** What the account page shows of the person's devices. */
  async devices(): Promise<readonly { readonly kind: string; readonly uuid: string; readonly recoveryCodes: number }[]> {
    const token = await this.token();
    const me = await this.world.installation.read('POST', `${PATH}/users?_action=idFromSession`, { token, body: {} });
    const path = `${PATH}/users/${saidIn(me, person).id}/devices/2fa`;
    return saidIn(await this.world.installation.read('GET', path, { token }), registered).devices;
  }

  /** Holds the number of sessions that the person has against what they were told. To be asked when nothing is under way. */
  async checkSessions(): Promise<void> {
    const { installation, ledger } = this.world;
    const token = await this.token();
    const reply = await installation.read('GET', `${PATH}/sessions?_queryFilter=true`, { token });
    if (reply.status !== 200) {
      ledger.violation(`${this.username} cannot see the own sessions: ${reply.status} ${JSON.stringify(reply.body)}`);
      return;
    }
    const { resultCount } = saidIn(reply, sessions);
    const told = this.#tokens.length;
    const most = told + this.#unclearSessions + this.#unclearEnds;
    if (resultCount > most) {
      const known = `${told} told, ${this.#ended} ended, ${this.#unclearSessions} unclear`;
      ledger.doubled('session', this.username, `there are ${resultCount} (${known})`);
    }
  }

  #keep(token: string): void {
    this.#tokens.push(token);
    this.world.ledger.acknowledge('session', this.username, async () => {
      if (this.#isGivenUp(token)) return undefined;
      const { status, body } = await this.#sessionInfo(token);
      return status === 200 && session.safeParse(body).data?.username === this.username
        ? undefined
        : `it answers ${status} ${JSON.stringify(body)}`;
    });
  }

  /** Whether a sign-off or a new password has ended it, or perhaps has. */
  #isGivenUp(token: string): boolean {
    return !this.#tokens.includes(token);
  }

  #sessionInfo(token: string) {
    return this.world.installation.read('POST', `${PATH}/sessions?_action=getSessionInfo`, { token, body: {} });
  }

  /** A right password was refused. That is right only when it may be another by now, or when tries that came to nothing made it rest. */
  async #refused(code: string | undefined): Promise<void> {
    if (this.otherPassword !== undefined) {
      [this.password, this.otherPassword] = [this.otherPassword, this.password];
      return;
    }
    if (this.#isDoubted || this.#tries > 4) return;
    const why = await explainRefusal(this.world.installation, this.username, code);
    this.world.ledger.violation(`the right password of ${this.username} was refused after ${this.#tries} tries\n  ${why}`);
  }

  async #canSignOn(): Promise<string | undefined> {
    if (this.#tries > 4) return undefined;
    if ((await this.signOn()) === 'success') return undefined;
    // The other one, when nobody knows which it is.
    const isRight = this.otherPassword !== undefined && (await this.signOn()) === 'success';
    return isRight ? undefined : 'the password is refused';
  }

  async #isNoLonger(before: string): Promise<string | undefined> {
    if (before === this.password) return undefined;
    const end = await this.walk('Password', [{ enter: { 'User Name': this.username } }, { enter: { Password: before } }]);
    return end === 'success' ? 'the old password signs on' : undefined;
  }
}

function newPassword(random: Random): string {
  return `horse ${random.between(1e8, 1e9)} battery`;
}
