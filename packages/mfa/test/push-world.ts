import type { PushDevice, PushSendRequest, PushSendResult } from '@waygate/node-kit';
import { Phone, type Platform } from '@waygate/phone';
import { WaygateError } from '@waygate/schema';
import { type DeviceStore, openMemoryStores, type Stores } from '@waygate/storage';
import {
  createPushService,
  type PushAction,
  type PushDelivery,
  type PushDeviceDirectory,
  type PushService,
  type PushServiceDeps,
  type PushSettings,
  type PushTransport,
} from '../src/index.ts';

export const REALM = '/alpha';
/** The run that everything belongs to that says no other. */
export const RUN = 'run';
export const MIA = { id: 'a3f6c1de-0d7c-4f8e-9d52-5b7f0c1e2a34', username: 'mia' };
export const TOM = { id: 'b1c2d3e4-0d7c-4f8e-9d52-5b7f0c1e2a35', username: 'tom' };
const BASE_URL = 'https://sso.example.com';

/** A push service on real stores, with a clock that the test moves and phones that reach it without a network. */
export class PushWorld {
  readonly service: PushService;
  /** What the service was made of. */
  readonly deps: PushServiceDeps;
  readonly stores: Stores;
  readonly transport = new RecordingTransport();
  readonly settings: { -readonly [K in keyof PushSettings]: PushSettings[K] } = { enabled: true, maximumPushes: 3, pushWindowSeconds: 600 };
  /** Epoch milliseconds. */
  now = Date.UTC(2026, 10, 24);
  /** Where what phones post goes instead of where it is addressed to. */
  detour: { readonly realm?: string; readonly action?: PushAction } = {};
  /** Address that phones answer from. */
  phoneAddress: string | undefined;
  /** What the service made of the last message of a phone. */
  lastStatus = 0;
  /** What a phone posted last. */
  lastBody: unknown;
  #sends = 0;

  constructor() {
    const now = () => this.now;
    const sealer = { seal: (context: string, text: string) => JSON.stringify([context, text]), open };
    this.stores = openMemoryStores({ sealer, now });
    this.deps = {
      messages: this.stores.pushMessages,
      throttle: this.stores.throttle,
      transports: [this.transport],
      devices: directoryOn(this.stores.devices),
      settings: async () => this.settings,
      baseUrl: BASE_URL,
      now,
    };
    this.service = createPushService(this.deps);
  }

  phone(platform: Platform = 'android', token = 'token-1'): Phone {
    return new Phone(platform, token, (url, init) => this.#post(new URL(String(url)), String(init?.body)));
  }

  /** Opens a registration. */
  register(subject = MIA, idempotencyKey = `registration-${subject.id}-${this.now}`) {
    return this.service.register({
      realm: REALM,
      subject,
      issuer: 'Example',
      accountName: subject.username,
      backgroundColor: '032b75',
      imageUrl: '',
      timeout: 60,
      runId: RUN,
      idempotencyKey,
    });
  }

  /** Registers a phone and keeps its device, as a journey would. */
  async enrol(phone: Phone, subject = MIA): Promise<PushDevice> {
    const { messageId, uri } = await this.register(subject);
    await phone.scan(uri);
    const status = await this.service.status(REALM, messageId, RUN);
    if (status.status !== 'approved' || status.device === undefined) throw new Error('The phone could not register.');
    await this.stores.devices.push.put(REALM, subject.id, { device: status.device, recoveryCodes: [], refreshes: [] });
    return status.device;
  }

  async enrolled(platform: Platform = 'android', subject = MIA): Promise<{ readonly phone: Phone; readonly device: PushDevice }> {
    const phone = this.phone(platform);
    return { phone, device: await this.enrol(phone, subject) };
  }

  /** Sends a push, each time as another run of a node unless told otherwise. */
  send(device: PushDevice, more: Partial<PushSendRequest> = {}): Promise<PushSendResult> {
    this.#sends += 1;
    return this.service.send({
      realm: REALM,
      subject: MIA,
      device,
      type: 'DEFAULT',
      text: 'Login attempt from mia at Example',
      subjectLine: 'Login attempt from mia at Example',
      customPayload: '{ }',
      context: undefined,
      timeout: 120_000,
      runId: RUN,
      idempotencyKey: `send-${this.#sends}`,
      ...more,
    });
  }

  /** Sends a push that is expected to go out, and lays it on the phone. */
  async push(phone: Phone, device: PushDevice, more: Partial<PushSendRequest> = {}) {
    const result = await this.send(device, more);
    if (result.status !== 'sent') throw new Error(`The push was not sent: ${result.status}`);
    const { messageId, jwt } = this.transport.newest();
    return { ...result, notification: phone.receive(messageId, jwt) };
  }

  async status(messageId: string, realm = REALM): Promise<string> {
    return (await this.service.status(realm, messageId, RUN)).status;
  }

  async #post(url: URL, body: string): Promise<Response> {
    const realm = url.pathname.replace('/am/json/realms/root', '').replace('/push/sns/message', '').replaceAll('/realms/', '/');
    this.lastBody = JSON.parse(body);
    const action = this.detour.action ?? (url.searchParams.get('_action') as PushAction);
    this.lastStatus = await this.answer(this.detour.realm ?? (realm === '' ? '/' : realm), action, this.lastBody);
    return Response.json({}, { status: this.lastStatus });
  }

  /** @returns the status that the endpoint answers with */
  async answer(realm: string, action: PushAction, body: unknown): Promise<number> {
    try {
      await this.service.answer(realm, action, body, this.phoneAddress);
      return 200;
    } catch (error) {
      if (!(error instanceof WaygateError)) throw error;
      return { input: 400, notFound: 404, operational: 503 }[error.kind as string] ?? 500;
    }
  }
}

/** Carries everything but `pigeon`, and keeps what it delivered. */
export class RecordingTransport implements PushTransport {
  readonly deliveries: PushDelivery[] = [];
  readonly registered: string[] = [];
  /** Thrown by the next delivery or registration. */
  failure: Error | undefined;
  /** What the next delivery says that the device is called now. */
  moved: string | undefined;
  /** Runs while a phone is being made reachable. */
  duringRegistration = () => {};

  async carries(_realm: string, communicationType: string): Promise<boolean> {
    return communicationType !== 'pigeon';
  }

  async register(_realm: string, { deviceId }: { readonly deviceId: string }): Promise<string> {
    this.#failIfTold();
    this.duringRegistration();
    this.registered.push(deviceId);
    return `endpoint of ${deviceId}`;
  }

  async deliver(delivery: PushDelivery): Promise<{ readonly communicationId: string } | undefined> {
    this.#failIfTold();
    this.deliveries.push(delivery);
    return this.moved === undefined ? undefined : { communicationId: this.moved };
  }

  newest(): PushDelivery {
    const newest = this.deliveries.at(-1);
    if (newest === undefined) throw new Error('Nothing was delivered.');
    return newest;
  }

  #failIfTold(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}

function open(context: string, sealed: string): string {
  const [place, text] = JSON.parse(sealed) as [string, string];
  if (place !== context) throw new WaygateError('operational', 'seal.unreadable', 'It belongs elsewhere.');
  return text;
}

function directoryOn(store: DeviceStore): PushDeviceDirectory {
  return {
    async find(realm, userId, mechanismUid) {
      return (await store.push.list(realm, userId)).find(({ device }) => device.deviceMechanismUID === mechanismUid)?.device;
    },
    async moved(realm, userId, uuid, communicationId) {
      await store.push.update(realm, userId, uuid, (record) => ({ ...record, device: { ...record.device, communicationId } }));
    },
    async refresh(realm, userId, uuid, change, hash, at) {
      let repeated = false;
      const done = await store.push.update(realm, userId, uuid, (record) => {
        repeated = record.refreshes.some((one) => one.hash === hash);
        const device = { ...record.device, ...change };
        return repeated ? undefined : { ...record, device, refreshes: [...record.refreshes, { hash, at }] };
      });
      return repeated ? 'repeated' : done ? 'done' : 'gone';
    },
  };
}
