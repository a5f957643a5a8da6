import { serviceSchemas } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { pushSettings } from '../samples/push-settings.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `ServiceStore` promises. */
export function servicesContract(open: OpenStores): void {
  describe('services', () => {
    it('keep what was last set, by realm and name', async () => {
      const { services } = await storesFor(open);
      expect(await services.get('/alpha', 'pushNotification')).toBeUndefined();
      await services.set('/alpha', 'pushNotification', pushSettings);
      const limits = serviceSchemas.authenticatorPushService.parse({ maximumPushes: 5, ofAnotherVersion: { a: 1 } });
      await services.set('/alpha', 'authenticatorPushService', limits);
      expect(await services.get('/alpha', 'pushNotification')).toEqual(pushSettings);
      expect(await services.get('/alpha', 'authenticatorPushService')).toEqual(limits);
      expect(await services.get('/', 'pushNotification')).toBeUndefined();
      await services.set('/alpha', 'pushNotification', { ...pushSettings, region: 'eu-west-1' });
      expect((await services.get('/alpha', 'pushNotification'))?.region).toBe('eu-west-1');
    });

    it('are removed once', async () => {
      const { services } = await storesFor(open);
      await services.set('/alpha', 'pushNotification', pushSettings);
      expect(await services.remove('/', 'pushNotification')).toBe(false);
      expect(await services.remove('/alpha', 'pushNotification')).toBe(true);
      expect(await services.remove('/alpha', 'pushNotification')).toBe(false);
      expect(await services.get('/alpha', 'pushNotification')).toBeUndefined();
    });
  });
}
