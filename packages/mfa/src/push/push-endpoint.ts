import { WaygateError } from '@waygate/schema';

/** What a phone may ask of the push endpoint (AM). */
export type PushAction = 'register' | 'authenticate' | 'refresh';

/**
 * Address that a phone answers to. The realm stands in the path, because one SDK escapes other query members twice when it derives the refresh address.
 * @param baseUrl the public address, without a slash at the end; links are built from nothing else
 */
export function pushEndpoint(baseUrl: string, realm: string, action: PushAction): string {
  const path = realm
    .split('/')
    .filter((part) => part !== '')
    .map((part) => `/realms/${encodeURIComponent(part)}`)
    .join('');
  return `${baseUrl}/am/json/realms/root${path}/push/sns/message?_action=${action}`;
}

/** One answer to everything that does not fit, so that nobody learns what exists. */
export function refusedAnswer(): WaygateError {
  return new WaygateError('input', 'push.refused', 'The message is not known, is over, or the answer does not fit it.');
}
