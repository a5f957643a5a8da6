import type { ChangeableKind, SignedOn } from '@waygate/client';

/** A change of a device that the person asked for. */
export interface DeviceChange {
  readonly what: 'rename' | 'remove' | 'codes' | 'first' | 'notFirst';
  readonly kind: ChangeableKind;
  readonly uuid: string;
  /** The new name, or what the device is called. */
  readonly deviceName: string;
}

interface Pending extends DeviceChange {
  readonly id: string;
  readonly realm: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const NAME = 'waygate.change';
/** How long a change waits for its proof, milliseconds. */
const KEPT_MS = 15 * 60_000;

/** Keeps a change in this tab while the person proves anew who they are. */
export function keepChange({ id, realm }: SignedOn, change: DeviceChange): void {
  sessionStorage.setItem(NAME, JSON.stringify({ ...change, id, realm, at: Date.now() } satisfies Pending));
}

/** Takes out the change that waits, if it is this person's and not too old. It is gone then, whatever becomes of it. */
export function takeChange({ id, realm }: SignedOn): DeviceChange | undefined {
  const text = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  if (text === null) return undefined;
  const kept = JSON.parse(text) as Pending;
  const isTheirs = kept.id === id && kept.realm === realm && Date.now() - kept.at < KEPT_MS;
  return isTheirs ? { what: kept.what, kind: kept.kind, uuid: kept.uuid, deviceName: kept.deviceName } : undefined;
}
