import type { SignOnPort } from '@waygate/node-kit';
import type { Stores } from '@waygate/storage';

/** What is recorded of sign-ons, from the sessions that still live. @param now epoch milliseconds */
export function createSignOnRecords(sessions: Pick<Stores['signOnSessions'], 'listByUser'>, now: () => number): SignOnPort {
  return {
    async proofs(realm, subject, since) {
      const living = await sessions.listByUser(realm, subject.id, now());
      return living
        .flatMap(({ evidence }) => evidence)
        .filter(({ subjectId, at }) => subjectId === subject.id && at >= since)
        .map(({ factor, at, clientIp }) => ({ factor, at, clientIp }));
    },
  };
}
