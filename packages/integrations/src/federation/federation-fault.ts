import { WaygateError } from '@waygate/schema';

/** Faults of the network that another try may be without. */
const DOWN = new Set(['outbound.too_late', 'outbound.failed', 'outbound.unresolved']);

/**
 * What an error on the way to a provider means for whoever runs the server.
 * @returns `federation.unreachable` (operational) when the provider is down, `federation.provider_unusable` (authoring) for everything else
 */
export function federationFault(provider: string, error: unknown): WaygateError {
  if (error instanceof WaygateError && error.code.startsWith('federation.')) return error;
  const outbound = causes(error).find((one) => one instanceof WaygateError);
  if (isDown(error)) {
    return new WaygateError('operational', 'federation.unreachable', `The provider ${provider} does not answer.`, { cause: error });
  }
  const why = outbound?.message ?? describe(error);
  return new WaygateError('authoring', 'federation.provider_unusable', `Nobody can sign on with the provider ${provider}: ${why}`, {
    cause: error,
  });
}

/** Whether a provider could not be reached, took too long, or failed by itself. */
export function isDown(error: unknown): boolean {
  return causes(error).some(
    (one) =>
      (one instanceof WaygateError && DOWN.has(one.code)) ||
      (one instanceof Response && one.status >= 500) ||
      (typeof one === 'object' && one !== null && 'status' in one && typeof one.status === 'number' && one.status >= 500) ||
      (typeof one === 'object' && one !== null && 'code' in one && one.code === 'OAUTH_TIMEOUT'),
  );
}

/** What an error of the library says, without what was sent. */
export function describe(error: unknown): string {
  const [said, ...causedBy] = causes(error).filter((one): one is Error => one instanceof Error);
  return [said, ...causedBy.slice(0, 1)]
    .map((one) => one?.message ?? '')
    .join(': ')
    .slice(0, 300);
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && found.length < 10; one = one instanceof Error ? one.cause : undefined)
    found.push(one);
  return found;
}
