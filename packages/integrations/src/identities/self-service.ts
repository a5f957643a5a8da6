import type { SelfServicePort } from '@waygate/node-kit';
import { administratorSignOnService, kbaService } from '@waygate/schema';
import type { ServiceStore } from '@waygate/storage';

/** What realms have decided about self-service, from their service settings. */
export function createSelfService(services: Pick<ServiceStore, 'get'>): SelfServicePort {
  return {
    kba: async (realm) => (await services.get(realm, 'kba')) ?? kbaService.parse({}),
    async terms(realm) {
      const terms = await services.get(realm, 'terms');
      return terms?.versions.find(({ version }) => version === terms.active);
    },
    async consentMappings(realm) {
      const { mappings } = (await services.get(realm, 'consentMappings')) ?? { mappings: [] };
      return mappings.filter(({ consentRequired }) => consentRequired);
    },
    administratorFactor: async (realm) =>
      ((await services.get(realm, 'administratorSignOn')) ?? administratorSignOnService.parse({})).secondFactor,
  };
}
