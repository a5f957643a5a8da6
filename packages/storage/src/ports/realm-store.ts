import type { RealmSettings, Realms } from '@waygate/engine';

export interface RealmStore extends Realms {
  list(): Promise<readonly RealmSettings[]>;
  put(settings: RealmSettings): Promise<void>;
}
