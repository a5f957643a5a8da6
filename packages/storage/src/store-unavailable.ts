import { WaygateError } from '@waygate/schema';

/** The error of a store that does not answer. */
export function storeUnavailable(cause?: unknown): WaygateError {
  return new WaygateError('operational', 'storage.unavailable', 'The store does not answer.', cause === undefined ? {} : { cause });
}
