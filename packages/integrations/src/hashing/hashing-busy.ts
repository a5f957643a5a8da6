import { BUSY_ERROR_CODE, WaygateError } from '@waygate/schema';

/** What is answered when as many wait for their turn as may. */
export function hashingBusy(): WaygateError {
  return new WaygateError('operational', BUSY_ERROR_CODE, 'Too many people sign on at this moment. Try again.');
}
