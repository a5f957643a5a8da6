import type { ChangeableKind, SignedOn } from '@waygate/client';

/** A change of a device that the person asked for. */
export interface DeviceChange {
  readonly what: 'rename' | 'remove' | 'codes' | 'first' | 'notFirst';
  readonly kind: ChangeableKind;
  readonly uuid: string;
  /** The new name, or what the device is called. */
  readonly deviceName: string;
}

/** Something that the person wants to take away from whoever else has it: sessions, or the access of an application. */
export type TakingAway =
  | { readonly what: 'endSessions'; readonly handles: readonly string[] }
  | { readonly what: 'takeBack'; readonly id: string; readonly name: string };

/** What waits for a proof of who the person is. */
export type AccountChange = DeviceChange | TakingAway;

interface Pending {
  readonly change: AccountChange;
  readonly id: string;
  readonly realm: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const NAME = 'waygate.change';
/** How long a change waits for its proof, milliseconds. */
const KEPT_MS = 15 * 60_000;

/** Keeps a change in this tab while the person proves anew who they are. */
export function keepChange({ id, realm }: SignedOn, change: AccountChange): void {
  sessionStorage.setItem(NAME, JSON.stringify({ change, id, realm, at: Date.now() } satisfies Pending));
}

/** Takes out the change that waits, if it is this person's and not too old. It is gone then, whatever becomes of it. */
export function takeChange({ id, realm }: SignedOn): AccountChange | undefined {
  const text = sessionStorage.getItem(NAME);
  sessionStorage.removeItem(NAME);
  if (text === null) return undefined;
  const { change, ...kept } = JSON.parse(text) as Partial<Pending>;
  return kept.id === id && kept.realm === realm && Date.now() - (kept.at ?? 0) < KEPT_MS ? change : undefined;
}

/** Whether any proof of the person does for a change, or only one by a device. */
export function isTakingAway(change: AccountChange): change is TakingAway {
  return change.what === 'endSessions' || change.what === 'takeBack';
}
