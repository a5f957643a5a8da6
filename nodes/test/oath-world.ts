import { createHmac } from 'node:crypto';
import { createDeviceService, createPostponedDevices, createRecoveryCodeHasher, createSealer, KeyRing } from '@waygate/integrations';
import { makeOathDevice, type OathDeviceWish } from '@waygate/mfa';
import type { AttemptPermit, DevicePort, Evidence, Identity, OathDevice, PushStatus } from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import { codeOf, OathApp } from '@waygate/phone';
import { openMemoryStores, type Stores } from '@waygate/storage';
import oathRegistration from '../oath-registration/node.ts';

export const MIA: Identity = {
  id: 'b2f6e1a0-0000-4000-8000-00000000000a',
  realm: '/alpha',
  username: 'mia',
  active: true,
  attributes: { mail: ['mia@example.com'] },
};
export const BEN: Identity = { ...MIA, id: 'b2f6e1a0-0000-4000-8000-00000000000b', username: 'ben' };
export const PASSWORD: Evidence = { factor: 'knowledge:password', subjectId: MIA.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 };
export const APP: Evidence = { ...PASSWORD, factor: 'possession:oath' };
export const NEXT = { type: 'ConfirmationCallback', index: 0 } as const;
export const OATH_WISH: OathDeviceWish = {
  issuer: 'Example',
  algorithm: 'TOTP',
  digits: 6,
  hash: 'HMAC_SHA1',
  period: 30,
  checksumDigit: false,
  truncationOffset: -1,
  minSharedSecretLength: 40,
};

/** The sealer of every world. */
export const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));

/** A realm with two people and the real service that keeps their devices. */
export class OathWorld {
  readonly devices: DevicePort;
  /** Tries that were begun, and those that were right. */
  readonly tries: string[] = [];
  readonly successes: string[] = [];
  /** What people were told. */
  readonly notices: string[] = [];
  permit: AttemptPermit = { allowed: true };
  push: PushStatus = { status: 'waiting' };
  now = 1_790_000_010_000;
  #run = 0;

  /** @param stores where devices are kept; memory when left out */
  constructor(stores: Stores = openMemoryStores({ sealer })) {
    // Cheap: what is tested here does not depend on the cost of a hash.
    const hash = async (code: string, salt: Buffer) => createHmac('sha256', salt).update(code).digest();
    this.devices = createDeviceService(stores.devices, createRecoveryCodeHasher(Buffer.alloc(32, 1), hash), stores.stepCodes, Date.now);
  }

  /** What a run of a node is given: somebody who typed a name. */
  named(more: NodeRun = {}): NodeRun {
    this.#run += 1;
    return { now: this.now, idempotencyKey: `run ${this.#run}`, shared: { username: 'mia' }, ports: this.#ports(), ...more };
  }

  /** Somebody who has proved by a password that they are Mia. */
  signedOn(more: NodeRun = {}): NodeRun {
    return this.named({ subject: MIA, evidence: [PASSWORD], ...more });
  }

  /** Keeps an app of Mia's. */
  async has(more: Partial<OathDevice> = {}): Promise<OathDevice> {
    const device = { ...makeOathDevice(OATH_WISH, this.now), ...more };
    await this.devices.oath.enrol('/alpha', MIA, device, { recoveryCodes: false, run: 'elsewhere' });
    return device;
  }

  /** The code of an app at a counter; at the present step when none is given. */
  code(device: OathDevice, counter = Math.floor(this.now / 1000 / device.period)): string {
    return codeOf({ ...device, secret: Buffer.from(device.sharedSecret, 'hex') }, counter);
  }

  /** Apps that Mia has. */
  kept(): Promise<readonly OathDevice[]> {
    return this.devices.oath.list('/alpha', MIA);
  }

  /** Registers an app and postpones the storage. */
  async postponed(config: NonNullable<NodeRun['config']> = {}): Promise<{ app: OathApp; done: NodeRunResult }> {
    const given = { config: { postponeDeviceProfileStorage: true, ...config } };
    const shown = await runNode(oathRegistration, this.signedOn(given));
    const done = await runNode(oathRegistration, this.signedOn({ ...given, local: shown.local ?? null, answers: [NEXT] }));
    return { app: new OathApp(linkOf(shown)), done };
  }

  #ports(): NonNullable<NodeRun['ports']> {
    return {
      identities: { find: async (_realm, name) => [MIA, BEN].find(({ username }) => username === name) },
      devices: this.devices,
      postponedDevices: createPostponedDevices(sealer),
      attempts: {
        begin: async ({ authenticator }, key) => {
          this.tries.push(`${authenticator} ${key}`);
          return this.permit;
        },
        succeeded: async ({ authenticator }, key) => void this.successes.push(`${authenticator} ${key}`),
      },
      notices: { tell: ({ subject, event, facts }) => void this.notices.push(`${subject.username} ${event} ${facts?.deviceName ?? ''}`) },
      push: {
        register: async () => ({
          messageId: 'REGISTER:1',
          uri: 'pushauth://push/ForgeRock:mia?l=bGI9MA&issuer=Rm9yZ2VSb2Nr&m=REGISTER:1&s=c2VjcmV0&uid=dQ&pid=cA&b=032b75',
        }),
        status: async () => this.push,
      },
    };
  }
}

/** The link that a step shows. */
export function linkOf({ action }: NodeRunResult): string {
  const shown = action.kind === 'send' ? action.callbacks.find(({ type }) => type === 'HiddenValueCallback') : undefined;
  if (shown?.type !== 'HiddenValueCallback') throw new Error(`no link was shown: ${JSON.stringify(action)}`);
  return shown.value;
}
