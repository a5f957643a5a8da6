import type { ActiveTerms, AdministratorFactorRule, ConsentMapping, KbaSettings } from '@waygate/schema';

/** What a realm has decided about self-service. */
export interface SelfServicePort {
  kba(realm: string): Promise<KbaSettings>;
  /** The terms that are in force; undefined when there are none. */
  terms(realm: string): Promise<ActiveTerms | undefined>;
  /** Mappings that need the person's consent. */
  consentMappings(realm: string): Promise<readonly ConsentMapping[]>;
  /** What is asked of administrators beside their first factor. */
  administratorFactor(realm: string): Promise<AdministratorFactorRule>;
}
