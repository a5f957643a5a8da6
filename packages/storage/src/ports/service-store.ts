import type { ServiceName, ServiceSettings } from '@waygate/schema';

export interface ServiceStore {
  get<N extends ServiceName>(realm: string, name: N): Promise<ServiceSettings<N> | undefined>;
  /** Sealed as a whole. The settings must have been parsed by their schema. */
  set<N extends ServiceName>(realm: string, name: N, settings: ServiceSettings<N>): Promise<void>;
  remove(realm: string, name: ServiceName): Promise<boolean>;
}
