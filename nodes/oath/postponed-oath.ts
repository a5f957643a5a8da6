import type { NodePorts, ValueOf } from '@waygate/node-kit';
import { z } from 'zod';
import { oathDevice, type pendingOathDevice } from './state-keys.ts';

const postponedOath = z.object({
  device: oathDevice,
  /** Whether nothing shows yet that the app was set up, so that a code must before it is kept. */
  needsCode: z.boolean(),
});
type PostponedOath = z.infer<typeof postponedOath>;

/** Whose app it is to become, and the run in which that was proved. */
interface OathPlace {
  readonly realm: string;
  readonly runId: string;
  readonly personId: string;
}
type Ports = Pick<NodePorts, 'postponedDevices'>;

/** What stands in state of an app that is to be kept later: its secret is sealed with it. */
export function postponeOath({ postponedDevices }: Ports, place: OathPlace, kept: PostponedOath): ValueOf<typeof pendingOathDevice> {
  const { uuid, deviceName } = kept.device;
  return { uuid, deviceName, sealed: postponedDevices.seal({ kind: 'oath', ...place }, kept) };
}

/** @returns undefined when no app of this person was left for later in this run */
export function postponedOathOf(
  { postponedDevices }: Ports,
  place: OathPlace,
  pending: ValueOf<typeof pendingOathDevice> | undefined,
): PostponedOath | undefined {
  if (pending?.sealed === undefined) return undefined;
  return postponedOath.safeParse(postponedDevices.open({ kind: 'oath', ...place }, pending.sealed)).data;
}
