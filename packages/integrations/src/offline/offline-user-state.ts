import type { OfflineStateWish, OfflineUserStanding } from '@waygate/node-kit';
import { type ContinuityService, offlineUserState } from '@waygate/schema';
import type { OfflineDeviceRecord } from '@waygate/storage';

/** Whether people's attributes stand in a directory, which may not answer; else they stand in their accounts here. */
export function isStateInDirectory({ deviceKeeping }: ContinuityService): boolean {
  return deviceKeeping.type === 'attribute' && deviceKeeping.directory !== undefined;
}

/** What somebody's state means. A word that is none keeps them out: whoever wrote it wanted something. @param readAt epoch milliseconds */
export function standingOf(value: string, byDefault: OfflineUserStanding['state'], readAt: number): OfflineUserStanding {
  const word = value.trim().toLowerCase();
  if (word === '') return { state: byDefault, readAt };
  const state = offlineUserState.safeParse(word);
  return state.success ? { state: state.data, readAt } : { state: 'block', readAt, isUnknown: true };
}

/** What is left of a state that cannot be relied on: it keeps out, and spares nobody their phone. */
function withoutBypass(standing: OfflineUserStanding): OfflineUserStanding {
  return standing.state === 'bypass' ? { ...standing, state: '' } : standing;
}

/** Whether what was read counts without reading it again. */
export function isStateFresh({ readAt }: { readonly readAt: number }, { lifetimeSeconds }: OfflineStateWish, now: number): boolean {
  return readAt > now - lifetimeSeconds * 1000;
}

/**
 * What counts of somebody while the directory with their state does not answer. A `block` that was read counts however long ago that was; nothing lets in without a phone
 * that an administrator may have taken back since. Of whom nothing was ever read may be blocked, so they are.
 */
export function keptStanding(kept: OfflineDeviceRecord['userState'], wish: OfflineStateWish, now: number): OfflineUserStanding {
  if (kept === undefined || kept.attribute !== wish.attribute) return { state: 'block', isUnread: true };
  const standing = standingOf(kept.value, wish.byDefault, kept.readAt);
  return isStateFresh(kept, wish, now) ? standing : withoutBypass(standing);
}
