import { WaygateError } from '@waygate/schema';

/** Codes that say that something was not there, as against those of something that was and refused. */
const OUTAGES: ReadonlySet<string> = new Set([
  'outbound.failed',
  'outbound.unresolved',
  'outbound.too_late',
  'directory.unreachable',
  'federation.unreachable',
  'messages.unreachable',
  'push.unreachable',
  'outage.too_late',
  'outage.server_failed',
  'outage.known',
]);

/** Whether an error means that what a node depends on cannot be reached, does not answer or fails by itself. */
export function isOutage(error: unknown): error is WaygateError {
  return error instanceof WaygateError && OUTAGES.has(error.code);
}
