import type { ComposedEngine } from '@waygate/server';
import { RecoveryCodeBook } from '../recovery-code-book.ts';
import { registerPhone } from '../register-phone.ts';
import type { PhoneAct, ScenarioUser } from '../scenario.ts';
import { ScenarioPhone } from '../scenario-phone.ts';
import { hiddenValue, recoveryCodesOn, type SignOnPage } from '../sign-on-page.ts';
import type { World } from '../world.ts';

/** The person of a scenario, with a phone in one hand and the recovery codes in a drawer. Drivers without a browser share it. */
export class Person {
  readonly phone: ScenarioPhone;
  readonly codes = new RecoveryCodeBook();
  readonly #world: World;
  readonly #composed: ComposedEngine;
  readonly #realm: string;

  constructor(world: World, composed: ComposedEngine, realm: string, send?: typeof fetch) {
    this.#world = world;
    this.#composed = composed;
    this.#realm = realm;
    this.phone = new ScenarioPhone(send);
  }

  /** Registers the phones that people are given. */
  async prepare(users: readonly ScenarioUser[]): Promise<void> {
    for (const { username, phone } of users) {
      if (phone === undefined) continue;
      this.codes.note(
        await registerPhone(this.#world, this.#composed, this.#realm, username, async (uri) => {
          if (!(await this.phone.scan(uri, phone))) throw new Error(`the server refused the phone of ${username}`);
        }),
      );
    }
  }

  /** Reads a page that has opened, and notes the recovery codes that stand there. */
  look(page: SignOnPage): void {
    this.codes.note(recoveryCodesOn(page));
  }

  /** Does something with the phone. @throws Error when the server answers otherwise than expected */
  async use(act: PhoneAct, page: SignOnPage): Promise<void> {
    const taken = await this.#act(act, page);
    if (taken === act.refused) throw new Error(`the server ${taken ? 'took' : 'refused'} what the phone posted`);
  }

  async attributesOf(username: string): Promise<Readonly<Record<string, readonly string[]>>> {
    return (await this.#world.workspace.stores.identities.findByName(this.#realm, username))?.attributes ?? {};
  }

  async phonesOf(username: string): Promise<number> {
    const user = await this.#world.workspace.stores.identities.findByName(this.#realm, username);
    return user === undefined ? 0 : (await this.#world.workspace.stores.devices.push.list(this.#realm, user.id)).length;
  }

  async #act(act: PhoneAct, page: SignOnPage): Promise<boolean> {
    if ('scan' in act || 'reject' in act) {
      const uri = hiddenValue(page, 'mfaDeviceRegistration');
      if (uri === undefined) throw new Error('the page shows no code to scan');
      return 'scan' in act ? this.phone.scan(uri, act.scan) : this.phone.reject(uri);
    }
    await this.phone.received(this.#world.sent.filter(({ inbox }) => inbox === this.phone.inbox).length);
    return this.phone.answer(act, hiddenValue(page, 'pushChallengeNumber'));
  }
}
