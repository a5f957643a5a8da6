import type { RealmSettings } from '@waygate/engine';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { RealmStore } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

const realmSettings = z.object({
  path: z.string(),
  active: z.boolean(),
  defaultJourney: z.string().optional(),
  journeyMinutes: z.number(),
  maxSessionMinutes: z.number(),
  maxIdleMinutes: z.number(),
  successUrl: z.string(),
  redirectTargets: z.array(z.string()),
});

const ALL = { all: 'yes' };

export class RealmRepository implements RealmStore {
  readonly #realms: TypedCollection<z.infer<typeof realmSettings>>;

  constructor(store: DocumentStore, now: () => number) {
    this.#realms = new TypedCollection(store, COLLECTIONS.realms, realmSettings, now);
  }

  async settings(path: string): Promise<RealmSettings | undefined> {
    const read = await this.#realms.read(path);
    return read === undefined ? undefined : { ...read.value, defaultJourney: read.value.defaultJourney };
  }

  async list(): Promise<readonly RealmSettings[]> {
    return (await this.#realms.find('all', 'yes')).map((settings) => ({ ...settings, defaultJourney: settings.defaultJourney }));
  }

  async put(settings: RealmSettings): Promise<void> {
    const { defaultJourney, ...rest } = settings;
    const value = { ...rest, redirectTargets: [...settings.redirectTargets], ...(defaultJourney === undefined ? {} : { defaultJourney }) };
    await this.#realms.write(settings.path, 'any', value, { keys: ALL });
  }
}
