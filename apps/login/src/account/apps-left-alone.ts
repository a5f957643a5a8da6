import type { AccountDevice } from '@waygate/client';

/**
 * Apps with a key of their own that are all that is left to somebody: they answer to themselves alone and have no recovery codes, so that a browser can ask for none of them. Who no
 * longer has the phone that they are on changes nothing any more, and needs an administrator.
 * @param gone the device that goes, if one does
 * @returns none while there is anything else to prove oneself with
 */
export function appsLeftAlone(devices: readonly AccountDevice[], gone?: AccountDevice): readonly AccountDevice[] {
  const left = devices.filter(({ uuid }) => uuid !== gone?.uuid);
  return left.every(({ kind }) => kind === 'binding') ? left : [];
}
