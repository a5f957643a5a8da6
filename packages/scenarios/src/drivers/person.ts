import { answerWebAuthn, type PasskeyMisbehaviour, SoftwareAuthenticator } from '@waygate/phone';
import type { WireCallback } from '@waygate/schema';
import type { ComposedEngine } from '@waygate/server';
import { passkeyAnswer } from '../passkey-answer.ts';
import { RecoveryCodeBook } from '../recovery-code-book.ts';
import { registerApp } from '../register-app.ts';
import { registerPasskey } from '../register-passkey.ts';
import { registerPhone } from '../register-phone.ts';
import type { OfflineCodeAct, PasskeyAct, PhoneAct, ScenarioUser } from '../scenario.ts';
import { ScenarioApp } from '../scenario-app.ts';
import { ScenarioCodes } from '../scenario-codes.ts';
import { ScenarioOfflinePhone } from '../scenario-offline-phone.ts';
import { ScenarioPhone } from '../scenario-phone.ts';
import { fillAnswer, hiddenValue, recoveryCodesOn, type SignOnPage } from '../sign-on-page.ts';
import type { World } from '../world.ts';

/** How each way of using a passkey wrongly goes about it. */
const WRONG: Readonly<Record<Extract<PasskeyAct, { use: string }>['use'], PasskeyMisbehaviour>> = {
  right: {},
  unverified: { unverified: true },
  absent: { absent: true },
  otherOrigin: { origin: 'https://evil.example' },
  otherDomain: { rpId: 'evil.example' },
  oldChallenge: { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
  foreignKey: { foreignKey: true },
  counterBack: { signCount: 0 },
  unknown: { userHandle: 'b2f6e1a0-0000-4000-8000-000000000000' },
};

/** The person of a scenario, with a phone in one hand and the recovery codes in a drawer. Drivers without a browser share it. */
export class Person {
  readonly phone: ScenarioPhone;
  readonly codes = new RecoveryCodeBook();
  readonly oath = new ScenarioCodes();
  readonly #offline = new ScenarioOfflinePhone();
  readonly app: ScenarioApp;
  /** The one in the computer. */
  readonly authenticator = new SoftwareAuthenticator();
  readonly #securityKey = new SoftwareAuthenticator({ attachment: 'cross-platform' });
  /** The one that made a passkey last. */
  #inHand = this.authenticator;
  readonly #world: World;
  readonly #composed: ComposedEngine;
  readonly #realm: string;

  readonly #origin: string;

  /** @param origin of the pages */
  constructor(world: World, composed: ComposedEngine, realm: string, origin: string, send?: typeof fetch) {
    this.#origin = origin;
    this.#world = world;
    this.#composed = composed;
    this.#realm = realm;
    this.phone = new ScenarioPhone(send);
    this.app = new ScenarioApp(world.clock.now);
  }

  /** Registers the devices that people are given. */
  async prepare(users: readonly ScenarioUser[]): Promise<void> {
    for (const { username, phone, phoneSystem, phoneWorksOffline, passkey, app } of users) {
      if (app !== undefined) await registerApp(this.#world, this.#composed, this.#realm, username, app);
      if (passkey !== undefined)
        this.codes.note(await registerPasskey(this.#world, this.#composed, this.#realm, username, passkey, this.authenticator));
      if (phone === undefined) continue;
      this.codes.note(
        await registerPhone(this.#world, this.#composed, this.#realm, username, async (uri) => {
          if (!(await this.phone.scan(uri, phone, phoneSystem))) throw new Error(`the server refused the phone of ${username}`);
        }),
      );
      if (phoneWorksOffline === true) await this.#offline.prepare(this.#world, this.#composed, this.#realm, username);
    }
  }

  /** The code that the phone shows of the QR code on a page. */
  offlineCode(act: OfflineCodeAct, page: SignOnPage): Promise<string> {
    return this.#offline.code(act, hiddenValue(page, 'offlineDeviceChallenge'), this.#world.clock.now());
  }

  /** Reads a page that has opened, and notes the recovery codes that stand there. */
  look(page: SignOnPage): void {
    this.codes.note(recoveryCodesOn(page));
  }

  /** Does something with the phone. @throws Error when the server answers otherwise than expected */
  async use(act: PhoneAct, page: SignOnPage): Promise<void> {
    if ('addCodes' in act) return this.oath.scan(hiddenValue(page, 'mfaDeviceRegistration'));
    const taken = await this.#act(act, page);
    if (taken === act.refused) throw new Error(`the server ${taken ? 'took' : 'refused'} what the phone posted`);
  }

  /** The page, answered by what came of a passkey. */
  answerByPasskey(page: SignOnPage, act: PasskeyAct): WireCallback[] {
    const enter = 'without' in act ? act.enter : {};
    const typed = { ...page, callbacks: fillAnswer(page, { enter }, this.codes.textOf) };
    return passkeyAnswer(typed, (data) => {
      if ('without' in act) return act.without === 'cancelled' ? 'ERROR::NotAllowedError:The person said no.' : 'unsupported';
      if ('make' in act) {
        const wantsKey = String(data['authenticatorSelection']).includes('"cross-platform"');
        this.#inHand = wantsKey ? this.#securityKey : this.authenticator;
        return answerWebAuthn(this.#inHand, data, this.#origin, {
          deviceName: act.make,
          ...(act.wrong === undefined ? {} : WRONG[act.wrong]),
        });
      }
      return answerWebAuthn(this.#inHand, data, this.#origin, WRONG[act.use]);
    });
  }

  async passkeysOf(username: string): Promise<readonly string[]> {
    const user = await this.#world.workspace.stores.identities.findByName(this.#realm, username);
    const kept = user === undefined ? [] : await this.#world.workspace.stores.devices.webauthn.list(this.#realm, user.id);
    return kept.map(({ device }) => device.deviceName);
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
