import type { NodeContext } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { OutageConfig } from './outage-fields.ts';

const BLOCKED = 'outage.blocked';

/**
 * Goes by what is known of the provider that a node depends on: nobody need wait for what is known to be away, and a rehearsal has no other way to be noticed.
 * @throws WaygateError which is an outage by `isOutage`, or blocked by `isBlocked`, when it is not online
 */
export async function refuseKnownOutage(
  { outageOutcome, identityProvider = '' }: OutageConfig,
  { realm, ports }: Pick<NodeContext, 'realm' | 'ports'>,
): Promise<void> {
  if (outageOutcome !== true || identityProvider === '') return;
  const { state } = await ports.continuity.state(realm, identityProvider);
  if (state === 'online') return;
  if (state === 'blocked') throw new WaygateError('operational', BLOCKED, `An operator blocks sign-ons by "${identityProvider}".`);
  throw new WaygateError('operational', 'outage.known', `"${identityProvider}" is known to be ${state}.`);
}

/** Whether an error says that an operator lets nobody in. */
export function isBlocked(error: unknown): error is WaygateError {
  return error instanceof WaygateError && error.code === BLOCKED;
}
