import type { VerdictPlace, VerdictPort } from '@waygate/node-kit';
import type { Sealer } from '@waygate/schema';
import { openJson } from '../sealing/open-json.ts';

/** Verdicts of policies that stand in the state of a run for the nodes that go by them. */
export function createVerdicts(sealer: Sealer): VerdictPort {
  return {
    seal: (place, verdict) => sealer.seal(contextOf(place), JSON.stringify(verdict)),
    open: (place, sealed) => openJson(sealer, contextOf(place), sealed),
  };
}

function contextOf({ realm, runId, personId }: VerdictPlace): string {
  return `policy-verdict|${realm}|${runId}|${personId}`;
}
