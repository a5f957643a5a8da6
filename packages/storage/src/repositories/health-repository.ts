import type { HealthRecord, HealthStore } from '@waygate/continuity';
import { healthCheck, healthOverride, healthTransition, monitorState, providerState } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const healthRecord = z.object({
  state: monitorState,
  failures: z.int(),
  successes: z.int(),
  nextCheckAt: z.number(),
  cooldownEndsAt: z.number().exactOptional(),
  lastCheck: healthCheck.exactOptional(),
  fence: z.int(),
  override: healthOverride.exactOptional(),
  simulation: z.object({ until: z.number(), by: z.string(), at: z.number() }).exactOptional(),
  suspectedAt: z.number().exactOptional(),
  shown: z.object({ state: providerState, since: z.number(), outageSince: z.number().exactOptional() }),
  transitions: z.array(healthTransition),
});

/** The health of providers, one document for each. Sign-ons read it far more often than the monitor writes. */
export class HealthRepository implements HealthStore {
  readonly #records: TypedCollection<HealthRecord>;

  constructor(store: DocumentStore, now: () => number) {
    this.#records = new TypedCollection<HealthRecord>(store, COLLECTIONS.providerHealth, healthRecord, now, { keep: true });
  }

  async find(idpId: string): Promise<HealthRecord | undefined> {
    return (await this.#records.read(compositeId(idpId)))?.value;
  }

  async update(idpId: string, change: (record: HealthRecord | undefined) => HealthRecord | undefined): Promise<HealthRecord | undefined> {
    const id = compositeId(idpId);
    for (;;) {
      const read = await this.#records.read(id);
      const next = change(read?.value);
      if (next === undefined) return read?.value;
      if (await this.#records.write(id, read?.revision ?? 'absent', next)) return next;
    }
  }

  async remove(idpId: string): Promise<void> {
    await this.#records.remove(compositeId(idpId));
  }
}
