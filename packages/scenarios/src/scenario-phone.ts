import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  answerMessage,
  importPushKey,
  type PhoneAnswer,
  type ReceivedPush,
  type RegistrationLink,
  readPush,
  readRegistrationLink,
  registrationMessage,
} from '@waygate/mfa';
import type { PhoneAct } from './scenario.ts';

type PhoneKey = Awaited<ReturnType<typeof importPushKey>>;

/** Posts what a phone sends. @returns the status of the answer */
export type PhonePost = (url: string, body: unknown) => Promise<number>;

/** The phone of a scenario: a web authenticator without a screen. It does what the person of the scenario does with it. */
export class ScenarioPhone {
  /** Key of the inbox, base64url: whoever has it fetches the pushes. */
  readonly inboxKey: string;
  /** What the server knows the inbox by. */
  readonly inbox: string;
  readonly #post: PhonePost;
  #account: { readonly link: RegistrationLink; readonly key: PhoneKey } | undefined;
  readonly #pushes: ReceivedPush[] = [];
  readonly #arrivals = new Set<() => void>();

  constructor(post: PhonePost) {
    const key = randomBytes(32);
    this.inboxKey = key.toString('base64url');
    this.inbox = createHash('sha256').update(key).digest('base64url');
    this.#post = post;
  }

  /** Scans a code and registers. @returns the status of the server's answer */
  async scan(uri: string, name: string): Promise<number> {
    const { link, key, facts } = await this.#read(uri, name);
    const status = await this.#post(link.registerUrl, await registrationMessage(key, link, facts));
    if (status === 200) this.#account = { link, key };
    return status;
  }

  /** Scans a code and declines the account. @returns the status of the server's answer */
  async reject(uri: string, name: string): Promise<number> {
    const { link, key, facts } = await this.#read(uri, name);
    const denial = { ...facts, deny: true };
    return this.#post(link.registerUrl, await registrationMessage(key, link, denial));
  }

  async #read(uri: string, name: string) {
    const link = readRegistrationLink(uri);
    const facts = {
      mechanismUid: randomUUID(),
      deviceId: this.inbox,
      deviceName: name,
      deviceType: 'web',
      communicationType: 'local',
      capabilities: ['code-entry'],
    };
    return { link, key: await importPushKey(link.secret), facts };
  }

  /** Takes a push that was delivered. @throws Error when it is not signed for this phone */
  async receive(messageId: string, jwt: string): Promise<void> {
    const push = this.#account === undefined ? undefined : await readPush(this.#account.key, messageId, jwt);
    if (push === undefined) throw new Error('The phone got a push that is not for it.');
    this.#pushes.push(push);
    for (const arrived of this.#arrivals) arrived();
  }

  /** Resolves when this many pushes have arrived in all. */
  async received(count: number): Promise<void> {
    while (this.#pushes.length < count) {
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
   * @returns the status of the server's answer
   */
  async answer(act: PhoneAct, shown: string | undefined): Promise<number> {
    const push = this.#pushes.at(-1);
    if (push === undefined || this.#account === undefined) throw new Error('The phone has no push to answer.');
    return this.#post(this.#account.link.authenticateUrl, await answerMessage(this.#account.key, push, phoneAnswer(act, push, shown)));
  }
}

function phoneAnswer(act: PhoneAct, push: ReceivedPush, shown: string | undefined): PhoneAnswer {
  if ('deny' in act) return { approve: false };
  if ('tap' in act) return { approve: true };
  if ('choose' in act) return { approve: true, challengeResponse: chosenNumber(push.numbers, act.choose, shown) };
  if ('type' in act && shown !== undefined) {
    return { approve: true, challengeResponse: act.type === 'right' ? shown : String((Number(shown) + 1) % 1_000_000).padStart(6, '0') };
  }
  throw new Error('This is nothing that can be done with a push.');
}

/** The number to tap. @throws Error when the push does not offer what the page shows */
export function chosenNumber(offered: readonly string[], choice: 'right' | 'wrong', shown: string | undefined): string {
  const chosen = offered.find((number) => (number === shown) === (choice === 'right'));
  if (shown === undefined || !offered.includes(shown) || chosen === undefined) {
    throw new Error(`the page shows ${shown ?? 'no number'} and the phone offers ${offered.join(', ') || 'none'}`);
  }
  return chosen;
}
