import type { RealmSettings } from '@waygate/engine';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { RealmStore } from '../ports/realm-store.ts';
import { TypedCollection } from '../typed-collection.ts';

/** Settings of a realm as they are stored. */
export const realmSettings = z.object({
  path: z.string(),
  active: z.boolean(),
  defaultJourney: z.string().exactOptional(),
  journeyMinutes: z.number(),
  // Realms that were made before journeys could be suspended do not have it.
  suspendedMinutes: z.number().default(5),
  maxSessionMinutes: z.number(),
  maxIdleMinutes: z.number(),
  successUrl: z.string(),
  redirectTargets: z.array(z.string()).readonly(),
  tokenInBody: z.boolean().exactOptional(),
});
type Stored = z.infer<typeof realmSettings>;

/** Every realm has this one key, so that all can be listed. */
export const LISTED = { all: 'yes' };

export class RealmRepository implements RealmStore {
  readonly #realms: TypedCollection<Stored>;

  constructor(store: DocumentStore, now: () => number) {
    this.#realms = new TypedCollection(store, COLLECTIONS.realms, realmSettings, now, { keep: true });
  }

  async settings(path: string): Promise<RealmSettings | undefined> {
    const read = await this.#realms.read(path);
    return read === undefined ? undefined : toSettings(read.value);
  }

  async list(): Promise<readonly RealmSettings[]> {
    return (await this.#realms.find('all', LISTED.all)).map(toSettings);
  }

  async put({ defaultJourney, ...settings }: RealmSettings): Promise<void> {
    const value = { ...settings, ...(defaultJourney === undefined ? {} : { defaultJourney }) };
    await this.#realms.write(settings.path, 'any', value, { keys: LISTED });
  }
}

/** JSON has no undefined: a realm without a default journey has no such member at rest. */
function toSettings({ defaultJourney, ...stored }: Stored): RealmSettings {
  return { ...stored, defaultJourney };
}
