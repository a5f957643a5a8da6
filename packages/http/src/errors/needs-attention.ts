import { WaygateError } from '@waygate/schema';

/** That somebody is told to come again since too many passwords wait to be hashed: what the server does to go on, and counted in the metrics. */
const BUSY = 'hash.busy';

/**
 * Whether an error that was answered with this status is something that somebody must act on; that a client was told no is no fault of the server's, and what an AM client
 * asks for that this server does not have is no fault of anybody's.
 */
export function needsAttention(error: unknown, status: number): boolean {
  return status >= 500 && status !== 501 && !(error instanceof WaygateError && error.code === BUSY);
}
