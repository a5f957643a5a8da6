import { randomBytes } from 'node:crypto';
import { hashKey, type SignOnSession } from '@waygate/engine';
import type { Stores } from '@waygate/storage';

/** Where programs outside of browsers and tests say that a request is meant. */
export const INTENT = { 'accept-api-version': 'resource=2.1', 'x-requested-with': 'test' };
export const COOKIE = 'iPlanetDirectoryPro';

/** Signs somebody on by hand, with everything proved. @returns the token */
export async function signedOn(stores: Stores, realm: string, username: string, more: Partial<SignOnSession> = {}): Promise<string> {
  const person = await stores.identities.findByName(realm, username);
  if (person === undefined) throw new Error(`There is no ${username} in ${realm}.`);
  const token = randomBytes(32).toString('base64url');
  const now = Date.now();
  const proofs = ['knowledge:password', 'possession:push'] as const;
  await stores.signOnSessions.create({
    id: hashKey(token),
    handle: randomBytes(12).toString('base64url'),
    realm,
    userId: person.id,
    username,
    createdAt: now,
    lastAccessAt: now,
    maxIdleSeconds: 7_200,
    maxSessionSeconds: 36_000,
    authLevel: 0,
    journeys: ['Login'],
    evidence: proofs.map((factor) => ({ factor, subjectId: person.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: now })),
    properties: {},
    ...more,
  });
  return token;
}
