import type { ComposedEngine } from '@waygate/server';
import { RecoveryCodeBook } from '../recovery-code-book.ts';
import { registerPhone } from '../register-phone.ts';
import type { PhoneAct, ScenarioUser } from '../scenario.ts';
import { type PhonePost, ScenarioPhone } from '../scenario-phone.ts';
import { hiddenValue, recoveryCodesOn, type SignOnPage } from '../sign-on-page.ts';
import type { World } from '../world.ts';

/** The person of a scenario, with a phone in one hand and the recovery codes in a drawer. Drivers without a browser share it. */
export class Person {
  readonly phone: ScenarioPhone;
  readonly codes = new RecoveryCodeBook();
  readonly #world: World;
  readonly #composed: ComposedEngine;
  readonly #realm: string;

  constructor(world: World, composed: ComposedEngine, realm: string, post: PhonePost) {
    this.#world = world;
    this.#composed = composed;
    this.#realm = realm;
    this.phone = new ScenarioPhone(post);
  }

  /** Registers the phones that people are given. */
  async prepare(users: readonly ScenarioUser[]): Promise<void> {
    for (const { username, phone } of users) {
      if (phone === undefined) continue;
      this.codes.note(
        await registerPhone(this.#world, this.#composed, this.#realm, username, async (uri) => {
          const status = await this.phone.scan(uri, phone);
          if (status !== 200) throw new Error(`the server answered ${status} to the phone of ${username}`);
        }),
      );
    }
  }

  /** Takes a push that was delivered to the phone. */
  deliver(messageId: string, jwt: string): void {
    // Whoever waits for the push finds out when it does not arrive.
    this.phone.receive(messageId, jwt).catch(() => undefined);
  }

  /** Reads a page that has opened, and notes the recovery codes that stand there. */
  look(page: SignOnPage): void {
    this.codes.note(recoveryCodesOn(page));
  }

  /** Does something with the phone. @throws Error when the server answers otherwise than expected */
  async use(act: PhoneAct, page: SignOnPage): Promise<void> {
    const status = await this.#act(act, page);
    if ((status === 200) === act.refused) throw new Error(`the server answered ${status} to the phone`);
  }

  async phonesOf(username: string): Promise<number> {
    const user = await this.#world.workspace.stores.identities.findByName(this.#realm, username);
    return user === undefined ? 0 : (await this.#world.workspace.stores.devices.listPush(this.#realm, user.id)).length;
  }

  async #act(act: PhoneAct, page: SignOnPage): Promise<number> {
    if ('scan' in act || 'reject' in act) {
      const uri = hiddenValue(page, 'mfaDeviceRegistration');
      if (uri === undefined) throw new Error('the page shows no code to scan');
      return 'scan' in act ? this.phone.scan(uri, act.scan) : this.phone.reject(uri, act.reject);
    }
    await this.phone.received(this.#world.sent.filter(({ inbox }) => inbox === this.phone.inbox).length);
    return this.phone.answer(act, hiddenValue(page, 'pushChallengeNumber'));
  }
}
