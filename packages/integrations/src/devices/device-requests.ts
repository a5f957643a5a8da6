import type { DeviceRequestPort } from '@waygate/node-kit';
import type { ServiceStore } from '@waygate/storage';

/** Keys of applications that name devices by signed requests, from the service settings of realms. */
export function createDeviceRequests(services: Pick<ServiceStore, 'get'>): DeviceRequestPort {
  return {
    async key(realm, application) {
      const { applications } = (await services.get(realm, 'deviceRequests')) ?? { applications: {} };
      return Object.hasOwn(applications, application) ? applications[application] : undefined;
    },
  };
}
