import type { AttemptPermit, AttemptPort, AttemptTarget } from '@waygate/node-kit';
import type { AttemptJudge } from './ports/attempt-judge.ts';
import type { Run } from './run.ts';
import { hashKey } from './session-key.ts';

/**
 * The throttle for one run of one node. Another answer to a step is another try, also when it comes while the first is being looked at elsewhere; what was begun and
 * not found right was wrong when the node is done.
 */
export class RunAttempts implements AttemptPort {
  readonly #run: Run;
  readonly #judge: AttemptJudge;
  readonly #open = new Map<string, { readonly target: AttemptTarget; readonly key: string }>();
  #locked = false;
  #right = false;
  /** Whether anything was tried. */
  used = false;

  constructor(run: Run, judge: AttemptJudge) {
    this.#run = run;
    this.#judge = judge;
  }

  readonly begin = async (target: AttemptTarget, key: string): Promise<AttemptPermit> => {
    this.used = true;
    const own = this.#ownKey(key);
    const permit = await this.#judge.begin(target, own, { unproved: !this.#isProved(target) });
    if (permit.allowed) this.#open.set(nameOf(target, key), { target, key: own });
    else if (permit.reason === 'locked') this.#locked = true;
    return permit;
  };

  readonly succeeded = async (target: AttemptTarget, key: string): Promise<void> => {
    this.#open.delete(nameOf(target, key));
    this.#right = true;
    await this.#judge.succeeded(target, this.#ownKey(key));
  };

  readonly undecided = async (target: AttemptTarget, key: string): Promise<void> => {
    this.#open.delete(nameOf(target, key));
    await this.#judge.undecided(target, this.#ownKey(key));
  };

  /** The node is done. @returns whether its tries found the account locked, or locked it */
  async settle(): Promise<boolean> {
    for (const { target, key } of this.#open.values()) {
      // An answer that was held against several devices and was right of one is no failure of the others.
      if (this.#right) await this.#judge.withdrawn(target, key);
      else if (await this.#judge.failed(target, key)) this.#locked = true;
    }
    return this.#locked && !this.#right;
  }

  #ownKey(key: string): string {
    return `${key}|${hashKey(JSON.stringify(this.#run.answers))}`;
  }

  #isProved({ subject }: AttemptTarget): boolean {
    if ('nobody' in subject) return false;
    return this.#run.evidence.some(({ subjectId, factor }) => subjectId === subject.id && factor !== 'remembered:persistent-cookie');
  }
}

function nameOf({ authenticator, subject }: AttemptTarget, key: string): string {
  return JSON.stringify([authenticator, subject, key]);
}
