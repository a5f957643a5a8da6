import { messagesService, type ServiceName, WaygateError } from '@waygate/schema';
import { unusableKeys } from '@waygate/server/administration';

/**
 * Refuses private keys that the server could not sign with, which only a library can tell.
 * @throws WaygateError `service.invalid` (input)
 */
export function refuseUnusableKeys(service: ServiceName, settings: object): void {
  const details = service === 'messages' ? unusableKeys(messagesService.parse(settings)) : [];
  if (details.length > 0) throw new WaygateError('input', 'service.invalid', 'A private key in the settings is not right.', { details });
}
