import { createHash, randomBytes } from 'node:crypto';
import { lintPush, lintRegistrationUri, Phone } from '@waygate/phone';
import type { PhoneAct, PhoneSystem } from './scenario.ts';

/**
 * The phone of a scenario, and its inbox. It does what the person of the scenario does with it, and throws when a link or a push is one that an app of the public SDKs
 * would misread.
 */
export class ScenarioPhone {
  /** Key of the inbox, base64url: whoever has it fetches the pushes. */
  readonly inboxKey: string;
  /** What the server knows the inbox by. */
  readonly inbox: string;
  readonly #phone: Phone;
  readonly #arrivals = new Set<() => void>();
  #system: Partial<PhoneSystem> = {};

  /** @param send takes what the phone posts */
  constructor(send: typeof fetch = fetch) {
    const key = randomBytes(32);
    this.inboxKey = key.toString('base64url');
    this.inbox = createHash('sha256').update(key).digest('base64url');
    this.#phone = new Phone('web', this.inbox, send);
  }

  /**
   * Scans a code and registers.
   * @param system what the phone says from now on that it runs on; without it the phone says nothing, as the apps of others do
   * @returns whether the server took it
   */
  scan(uri: string, name: string, system: Partial<PhoneSystem> = {}): Promise<boolean> {
    refuse('link', lintRegistrationUri(uri));
    this.#system = system;
    return this.#phone.scan(uri, { claims: { deviceName: name, ...system } });
  }

  /** Scans a code and declines the account. @returns whether the server took it */
  reject(uri: string): Promise<boolean> {
    return this.#phone.scan(uri, { claims: { deny: true } });
  }

  /** Takes a push that was delivered. @throws Error when it is not one for this phone */
  receive(messageId: string, jwt: string): void {
    refuse('push', lintPush(jwt));
    this.#phone.receive(messageId, jwt);
    for (const arrived of this.#arrivals) arrived();
  }

  /** Resolves when this many pushes have arrived in all. */
  async received(count: number): Promise<void> {
    while (this.#phone.notifications.length < count) {
      await new Promise<void>((resolve) => {
        const arrived = () => {
          this.#arrivals.delete(arrived);
          resolve();
        };
        this.#arrivals.add(arrived);
      });
    }
  }

  /**
   * Answers the newest push.
   * @param shown the number or code on the sign-on page, which the person has before their eyes
   * @returns whether the server took it
   */
  answer(act: PhoneAct, shown: string | undefined): Promise<boolean> {
    const said = { claims: this.#system };
    if ('deny' in act) return this.#phone.deny(undefined, said);
    if ('tap' in act) return this.#phone.approve(undefined, said);
    if ('choose' in act) {
      const offered = this.#phone.notifications.at(-1)?.claims['n']?.split(',') ?? [];
      return this.#phone.choose(chosenNumber(offered, act.choose, shown), undefined, said);
    }
    if ('type' in act && shown !== undefined) return this.#phone.choose(act.type === 'right' ? shown : otherCode(shown), undefined, said);
    throw new Error('This is nothing that can be done with a push.');
  }
}

/** The number to tap. @throws Error when the push does not offer what the page shows */
export function chosenNumber(offered: readonly string[], choice: 'right' | 'wrong', shown: string | undefined): string {
  const chosen = offered.find((number) => (number === shown) === (choice === 'right'));
  if (shown === undefined || !offered.includes(shown) || chosen === undefined) {
    throw new Error(`the page shows ${shown ?? 'no number'} and the phone offers ${offered.join(', ') || 'none'}`);
  }
  return chosen;
}

/** Another code of as many digits. */
export function otherCode(code: string): string {
  return String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');
}

function refuse(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`the ${what} is one that apps misread: ${problems.join(' ')}`);
}
