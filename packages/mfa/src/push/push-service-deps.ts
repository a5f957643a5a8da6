import type { PushDeviceDirectory } from './device-directory.ts';
import type { OfflineEnroller, PushMessageStore, PushTransport, Throttle } from './ports.ts';

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
  /** Without it no phone is told how to show codes without a network. */
  readonly offline?: OfflineEnroller;
  settings(realm: string): Promise<PushSettings>;
  /** Public address without a slash at the end. */
  readonly baseUrl: string;
  /** Epoch milliseconds. */
  now(): number;
}
