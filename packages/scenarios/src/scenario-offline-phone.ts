import { importOfflineKeyPair, makeOfflineKey, type OfflineAccount, offlineJwkOf, openOfflineQr, pinnedIssuerOf } from '@waygate/mfa';
import type { ComposedEngine } from '@waygate/server';
import type { OfflineCodeAct } from './scenario.ts';
import { otherCode } from './scenario-phone.ts';
import type { World } from './world.ts';

/** What the phone of a scenario does without a network: it opens what was sealed for it, and shows the code. */
export class ScenarioOfflinePhone {
  #account: OfflineAccount | undefined;

  /** Has the phone of a person show its key to the server, as it does with a push that it approves. */
  async prepare({ workspace }: World, { ports }: ComposedEngine, realm: string, username: string): Promise<void> {
    const owner = await workspace.stores.identities.findByName(realm, username);
    const [phone] = owner === undefined ? [] : await ports.devices.push.list(realm, owner);
    if (owner === undefined || phone === undefined) throw new Error(`${username} has no phone`);
    const device = await importOfflineKeyPair(await makeOfflineKey());
    const shown = { userId: owner.id, deviceUuid: phone.uuid, offlineKey: offlineJwkOf(device) };
    const issuer = await pinnedIssuerOf(await ports.offlineDevices.approved(realm, shown));
    if (issuer === undefined) throw new Error(`the server did not take the offline key of ${username}`);
    this.#account = { device, issuer };
  }

  /**
   * What the person types of what the phone shows of a QR code.
   * @param now epoch milliseconds
   */
  async code(act: OfflineCodeAct, qr: string | undefined, now: number): Promise<string> {
    if (this.#account === undefined || qr === undefined) throw new Error('there is nothing to scan, or nothing to scan it with');
    const read = await openOfflineQr(qr, { accounts: [this.#account], now, remember: async () => true });
    if (read.status !== 'opened') throw new Error(`the phone does not open the QR code: ${read.reason}`);
    const { code } = read.challenge;
    return act === 'right' ? code : otherCode(code);
  }
}
