import { createHmac, randomUUID } from 'node:crypto';
import type { DeliveryClaim, DeliveryClaimStore } from '@waygate/storage';

/** Claims of one queue on what it is to send, so that of all processes that were asked to send the same one does. */
export interface DeliveryClaims {
  /** A name of what is sent, of everything that makes it what it is. Whoever reads the store learns none of it: a code of some digits could be guessed from a plain hash. */
  nameOf(...parts: readonly string[]): string;
  /** @param milliseconds from now @param isTried whether a first try is over */
  take(name: string, milliseconds: number, isTried?: boolean): Promise<DeliveryClaim>;
  settle(name: string): Promise<void>;
  release(name: string): Promise<void>;
}

/** @param key of the purpose `deliveries` */
export function createDeliveryClaims(store: DeliveryClaimStore, key: Buffer): DeliveryClaims {
  const holder = randomUUID();
  return {
    nameOf: (...parts) => createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url'),
    take: (name, milliseconds, isTried) => store.take(name, holder, milliseconds, isTried),
    settle: (name) => store.settle(name),
    release: (name) => store.release(name, holder),
  };
}
