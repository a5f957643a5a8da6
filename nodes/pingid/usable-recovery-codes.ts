import type { GuardedView, NodePorts, Subject } from '@waygate/node-kit';
import { keptVerdict } from './kept-verdict.ts';
import { pairedDevices } from './paired-devices.ts';
import { takesCodesOf } from './required-verdict.ts';
import { pingIdVerdict } from './state-keys.ts';

/**
 * Which devices' recovery codes a policy takes that was asked in this run, so that a code is refused before it is used up.
 * @returns undefined where no policy was asked: it has nothing to say then. Where it was asked about somebody else, no device
 */
export async function usableRecoveryCodes(
  realm: string,
  subject: Subject,
  guarded: Pick<GuardedView<typeof pingIdVerdict>, 'get'>,
  ports: Pick<NodePorts, 'devices' | 'identities'>,
): Promise<((uuid: string) => boolean) | undefined> {
  if (guarded.get(pingIdVerdict) === undefined) return undefined;
  const verdict = keptVerdict(subject, guarded);
  if (verdict === undefined) return () => false;
  const taken = new Set(
    (await pairedDevices(realm, subject, ports)).filter((device) => takesCodesOf(verdict, device)).map(({ uuid }) => uuid),
  );
  return (uuid) => taken.has(uuid);
}
