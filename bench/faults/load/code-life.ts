import { OathApp } from '@waygate/phone';
import { hiddenValue, recoveryCodesOn } from '@waygate/scenarios';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { Member } from './member.ts';
import { useRecoveryCodes } from './use-recovery-codes.ts';

type Algorithm = 'HOTP' | 'TOTP';

export const CODE_PROMPT = 'One-time code from your authenticator app';
const PERIOD_MS = 30_000;
const LOOKS_EVERY_MS = 200;
/** After so many tries without a success the next may be one too many. */
const MOST_TRIES = 3;

/** Somebody who registers, sets an app up, signs on by its codes, uses recovery codes, and changes the password. */
export async function liveByCodes(world: World, random: Random): Promise<void> {
  const member = await Member.register(world, random);
  if (member === undefined) return;
  const algorithm: Algorithm = random.chance(0.7) ? 'HOTP' : 'TOTP';
  await member.signOn(random.chance(0.4));
  await member.signOn();
  if (random.chance(0.6)) await member.signOff();
  const added = await addApp(member, algorithm);
  if (added !== undefined) {
    const use = new CodeUse(member, added.app, algorithm);
    const codes = algorithm === 'HOTP' ? random.between(3, 6) : 2;
    for (let count = 0; count < codes && !world.isOver; count += 1) await use.signOn();
    await useRecoveryCodes(member, added.recoveryCodes, {
      count: 3,
      journey: `By ${algorithm}`,
      kind: 'oath',
      instead: { press: 'Use recovery code' },
    });
  }
  if (random.chance(0.3)) await member.mistype();
  if (random.chance(0.6)) {
    await member.changePassword();
    await member.findPassword();
    await member.signOn();
  }
  world.ledger.afterwards(member.username, () => member.checkSessions());
}

interface Added {
  readonly app: OathApp;
  readonly recoveryCodes: readonly string[];
}

/** Sets an app up. @returns undefined when nobody was told that it is */
export async function addApp(member: Member, algorithm: Algorithm): Promise<Added | undefined> {
  const { world, username } = member;
  const { ledger } = world;
  const begun = await member.begin(`Add ${algorithm}`);
  const link = begun === undefined ? undefined : hiddenValue(begun.where.page, 'mfaDeviceRegistration');
  if (begun === undefined || link === undefined) return undefined;
  const apps = async () => (await member.devices()).filter(({ kind }) => kind === 'oath').length;
  ledger.afterwards(username, async () => {
    const count = await apps();
    if (count > 1) ledger.doubled('app registered', username, `there are ${count}`);
  });
  const shown = await begun.signOn.answer({ press: 'Next' });
  if (shown.at !== 'page') {
    if (shown.at === 'failure')
      ledger.violation(`${username} could not set an app up${shown.isDoubted ? ', after a try without an answer' : ''}`);
    ledger.unclear('app registered');
    return undefined;
  }
  ledger.acknowledge('app registered', username, async () => ((await apps()) > 0 ? undefined : 'there is none'));
  await member.ended(begun.signOn, {}, await begun.signOn.answer({}));
  return { app: new OathApp(link), recoveryCodes: recoveryCodesOn(shown.page) };
}

/** Somebody's app, and what became of its codes. */
class CodeUse {
  readonly #member: Member;
  readonly #app: OathApp;
  readonly #algorithm: Algorithm;
  /** Since the last success. */
  #tries = 0;

  constructor(member: Member, app: OathApp, algorithm: Algorithm) {
    this.#member = member;
    this.#app = app;
    this.#algorithm = algorithm;
  }

  /** Signs on by the next code, perhaps beside somebody else who has it, too. */
  async signOn(): Promise<void> {
    const { world, random, username } = this.#member;
    const rival = random.chance(0.25) ? await this.#member.begin(this.#journey) : undefined;
    const begun = await this.#member.begin(this.#journey);
    if (begun === undefined) return;
    const code = this.#app.code(world.now());
    const answer = answerOf(code);
    const runs = rival === undefined ? [begun.signOn] : [begun.signOn, rival.signOn];
    this.#tries += runs.length;
    const places = await Promise.all(runs.map(async (run) => [run, await run.answer(answer)] as const));
    let successes = 0;
    let isUnclear = false;
    for (const [run, where] of places) {
      const end = await this.#member.ended(run, answer, where);
      if (end === 'success') successes += 1;
      isUnclear ||= where.at === 'unclear' || where.isDoubted;
    }
    if (successes > 1) world.ledger.doubled('code of an app used', username, `${code} signed on ${successes} times`);
    if (successes > 0) {
      this.#tries = 0;
      await this.#used(code);
    } else if (isUnclear) world.ledger.unclear('code of an app used');
    // By the clock a code may be older than the last that was used, since clocks are stepped.
    else if (this.#algorithm === 'HOTP' && this.#tries <= MOST_TRIES)
      world.ledger.violation(`the right code ${code} of ${username} was refused`);
    if (this.#algorithm === 'TOTP') await this.#nextPeriod();
  }

  /** A code that was used is good for nothing, neither now nor later. */
  async #used(code: string): Promise<void> {
    const { world, random, username } = this.#member;
    // After half a minute a code by the clock says nothing any more.
    if (this.#algorithm === 'TOTP' || random.chance(0.3)) {
      world.ledger.shown('code of an app used', username, await this.#again(code));
      return;
    }
    world.ledger.acknowledge('code of an app used', username, async () => {
      if (this.#tries > MOST_TRIES) await this.signOn();
      return this.#again(code);
    });
  }

  /** @returns what is wrong when it signs on once more */
  async #again(code: string): Promise<string | undefined> {
    const begun = await this.#member.begin(this.#journey);
    if (begun === undefined) return undefined;
    const answer = answerOf(code);
    this.#tries += 1;
    const end = await this.#member.ended(begun.signOn, answer, await begun.signOn.answer(answer));
    return end === 'success' ? `${code} signs on once more` : undefined;
  }

  get #journey(): string {
    return `By ${this.#algorithm}`;
  }

  /** Until the app shows another code. */
  async #nextPeriod(): Promise<void> {
    const { world } = this.#member;
    const shown = Math.floor(world.now() / PERIOD_MS);
    while (Math.floor(world.now() / PERIOD_MS) === shown && !world.isOver)
      await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
}

const answerOf = (code: string) => ({ enter: { [CODE_PROMPT]: code }, press: 'Submit' });
