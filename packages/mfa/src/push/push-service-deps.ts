import type { PushDeviceDirectory } from './device-directory.ts';
import type { PushMessageStore, PushTransport, Throttle } from './ports.ts';

/** What a realm says about push. */
export interface PushSettings {
  readonly enabled: boolean;
  /** How many pushes a person may be sent in the window without approving one. */
  readonly maximumPushes: number;
  readonly pushWindowSeconds: number;
}

export interface PushServiceDeps {
  readonly messages: PushMessageStore;
  readonly throttle: Throttle;
  readonly transports: readonly PushTransport[];
  readonly devices: PushDeviceDirectory;
  settings(realm: string): Promise<PushSettings>;
  /** Public address without a slash at the end. */
  readonly baseUrl: string;
  /** Epoch milliseconds. */
  now(): number;
}
