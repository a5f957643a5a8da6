import { type DevicePort, isForOutages, isStillOwned, type SignOnPort } from '@waygate/node-kit';
import type { Stores } from '@waygate/storage';

/** What is recorded of sign-ons, from the sessions that still live and the devices that there still are. @param now epoch milliseconds */
export function createSignOnRecords(
  sessions: Pick<Stores['signOnSessions'], 'listByUser'>,
  devices: Pick<DevicePort, 'owned'>,
  now: () => number,
): SignOnPort {
  return {
    async proofs(realm, subject, since) {
      const [living, owned] = await Promise.all([sessions.listByUser(realm, subject.id, now()), devices.owned(realm, subject)]);
      return (
        living
          // What was proved while something was down is no recent proof of anything.
          .filter(({ offline }) => offline === undefined)
          .flatMap(({ evidence }) => evidence)
          .filter(({ factor }) => !isForOutages(factor))
          .filter((proof) => proof.subjectId === subject.id && proof.at >= since && isStillOwned(proof, owned))
          .map(({ factor, at, device, clientIp }) => ({ factor, at, ...(device === undefined ? {} : { device }), clientIp }))
      );
    },
  };
}
