import { WaygateError } from '@waygate/schema';

/** There is nothing to send: the journey is drawn so for everybody. */
export function noCode(): WaygateError {
  return new WaygateError('authoring', 'node.code_missing', 'There is no one-time code yet. Put a HOTP Generator before this node.');
}
