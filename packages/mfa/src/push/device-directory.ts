import type { PushDevice } from '@waygate/node-kit';

/** What the push service needs of the device store. */
export interface PushDeviceDirectory {
  find(realm: string, userId: string, mechanismUid: string): Promise<PushDevice | undefined>;
  /** Keeps what the transport calls a device from now on. A device that is gone is left alone. */
  moved(realm: string, userId: string, uuid: string, communicationId: string): Promise<void>;
  /**
   * Changes where a device is reached, in one atomic step, and remembers the message that asked for it.
   * @param messageHash of the signed message; one that was seen before is refused
   */
  refresh(
    realm: string,
    userId: string,
    uuid: string,
    change: Pick<PushDevice, 'deviceId' | 'deviceName' | 'communicationId'>,
    messageHash: string,
    now: number,
  ): Promise<'done' | 'repeated' | 'gone'>;
}
