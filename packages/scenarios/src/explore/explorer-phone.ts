import type { WireStep } from '@waygate/schema';
import { readInbox } from '../read-inbox.ts';
import { RecoveryCodeBook } from '../recovery-code-book.ts';
import { registerPhone } from '../register-phone.ts';
import { ScenarioPhone } from '../scenario-phone.ts';
import { hiddenValue, recoveryCodesOn } from '../sign-on-page.ts';
import type { WorldServer } from '../world-server.ts';

/** The phone of somebody who explores, which does by itself what a page asks of it. */
export class ExplorerPhone {
  readonly #server: WorldServer;
  readonly #phone = new ScenarioPhone();
  readonly #codes = new RecoveryCodeBook();
  readonly #closing = new AbortController();
  #answered = 0;

  private constructor(server: WorldServer) {
    this.#server = server;
  }

  /** Switches a phone on. */
  static async open(server: WorldServer): Promise<ExplorerPhone> {
    const one = new ExplorerPhone(server);
    const phone = one.#phone;
    await readInbox(server.url, phone.inboxKey, (messageId, jwt) => phone.receive(messageId, jwt), one.#closing.signal);
    return one;
  }

  /** Registers it for a person. */
  async register(realm: string, username: string): Promise<void> {
    const scan = async (uri: string) => void (await this.#phone.scan(uri, 'Phone'));
    this.#codes.note(await registerPhone(this.#server.world, this.#server.composed, realm, username, scan));
    this.#answered = this.#pushes();
  }

  /** Scans what a page shows, notes recovery codes, and answers a push that has come. */
  async look(page: WireStep, approves: boolean): Promise<void> {
    this.#codes.note(recoveryCodesOn(page));
    const link = hiddenValue(page, 'mfaDeviceRegistration');
    if (link?.startsWith('pushauth:') === true) await this.#phone.scan(link, 'Phone');
    if (this.#pushes() <= this.#answered) return;
    this.#answered = this.#pushes();
    await this.#phone.received(this.#answered);
    const shown = hiddenValue(page, 'pushChallengeNumber');
    const refused = false;
    if (!approves) await this.#phone.answer({ deny: 'push', refused }, shown);
    else await this.#phone.answer(shown === undefined ? { tap: 'approve', refused } : { choose: 'right', refused }, shown);
  }

  /** The next recovery code that was never typed. */
  recoveryCode(): string | undefined {
    try {
      return this.#codes.textOf({ recoveryCode: 'fresh' });
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  #pushes(): number {
    return this.#server.world.sent.filter(({ inbox }) => inbox === this.#phone.inbox).length;
  }
}
