/** Members that the answer to a success has already, or that would make a client take it for something else. */
const TAKEN = new Set(['tokenId', 'realm', 'successUrl', 'authId', 'callbacks']);

/** What an author reads who names one of them. */
export const TAKEN_KEY = 'tokenId, realm, successUrl, authId and callbacks belong to the server. Take another key.';

/** Whether a journey may add a member to the answer to a success. */
export function isFreeKey(key: string): boolean {
  return !TAKEN.has(key);
}
