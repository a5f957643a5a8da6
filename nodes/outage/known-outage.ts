import type { NodeContext, ProviderStanding } from '@waygate/node-kit';
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
  if (state === 'blocked') throw blocked(identityProvider);
  throw new WaygateError('operational', 'outage.known', `"${identityProvider}" is known to be ${state}.`);
}

/** @throws WaygateError which is blocked by `isBlocked`, when an operator blocks the provider; one that nobody watches is none that could be */
export async function refuseBlocked(provider: string, { realm, ports }: Pick<NodeContext, 'realm' | 'ports'>): Promise<void> {
  const { state } = await ports.continuity.state(realm, provider).catch(ifUnwatched);
  if (state === 'blocked') throw blocked(provider);
}

function ifUnwatched(error: unknown): Pick<ProviderStanding, 'state'> {
  if (error instanceof WaygateError && error.code === 'continuity.provider_unknown') return { state: 'online' };
  throw error;
}

function blocked(provider: string): WaygateError {
  return new WaygateError('operational', BLOCKED, `An operator blocks sign-ons by "${provider}".`);
}

/** Whether an error says that an operator lets nobody in. */
export function isBlocked(error: unknown): error is WaygateError {
  return error instanceof WaygateError && error.code === BLOCKED;
}
