import { describe, expect, it } from 'vitest';
import { boundDevice, oathDevice, webAuthnDevice } from '../samples/other-devices.ts';
import { pushDevice } from '../samples/push-device.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `DeviceStore` promises. */
export function devicesContract(open: OpenStores): void {
  describe('devices', () => {
    it('belong to one person in one realm and are listed oldest first', async () => {
      const { devices } = await storesFor(open);
      const used = { ...pushDevice('two', 2), lastUse: { hash: 'h', use: 'u' } };
      await devices.push.put('/alpha', 'id-demo', used);
      await devices.push.put('/alpha', 'id-demo', pushDevice('one', 1));
      await devices.push.put('/alpha', 'id-other', pushDevice('one', 3));
      expect(await devices.push.list('/alpha', 'id-demo')).toEqual([pushDevice('one', 1), used]);
      expect(await devices.push.list('/alpha', 'id-other')).toEqual([pushDevice('one', 3)]);
      expect(await devices.push.list('/', 'id-demo')).toEqual([]);
    });

    it('of each kind stand for themselves', async () => {
      const { devices } = await storesFor(open);
      const rest = { recoveryCodes: ['{SCRYPT2}a'], refreshes: [] };
      const oath = { device: oathDevice('one'), ...rest };
      const webauthn = { device: webAuthnDevice('one'), ...rest };
      const binding = { device: boundDevice('one'), ...rest };
      await devices.oath.put('/alpha', 'id-demo', oath);
      await devices.webauthn.put('/alpha', 'id-demo', webauthn);
      await devices.binding.put('/alpha', 'id-demo', binding);
      expect(await devices.push.list('/alpha', 'id-demo')).toEqual([]);
      expect(await devices.oath.list('/alpha', 'id-demo')).toEqual([oath]);
      expect(await devices.webauthn.list('/alpha', 'id-demo')).toEqual([webauthn]);
      expect(await devices.oath.remove('/alpha', 'id-demo', 'one')).toBe(true);
      expect(await devices.binding.list('/alpha', 'id-demo')).toEqual([binding]);
    });

    it('are replaced whole by one of the same uuid', async () => {
      const { devices } = await storesFor(open);
      await devices.push.put('/alpha', 'id-demo', pushDevice('one'));
      const fresh = { ...pushDevice('one'), recoveryCodes: ['{SCRYPT2}new'], refreshes: [] };
      await devices.push.put('/alpha', 'id-demo', fresh);
      expect(await devices.push.list('/alpha', 'id-demo')).toEqual([fresh]);
    });

    it('of two people never share the id of a passkey, also when many come at once', async () => {
      const { devices } = await storesFor(open);
      const passkey = (uuid: string, credentialId: string) => ({
        device: { ...webAuthnDevice(uuid), credentialId },
        recoveryCodes: [],
        refreshes: [],
      });
      const everybody = Array.from({ length: 20 }, (_, index) => `id-${index}`);
      const kept = await Promise.all(everybody.map((person) => devices.webauthn.put('/alpha', person, passkey('one', 'same'))));
      expect(kept.filter(Boolean)).toHaveLength(1);
      const owners = await Promise.all(everybody.map((person) => devices.webauthn.list('/alpha', person)));
      expect(owners.flat()).toHaveLength(1);
      const owner = everybody[kept.indexOf(true)] ?? '';
      // The same device again, a device of another id, and another realm are none the worse.
      expect(await devices.webauthn.put('/alpha', owner, passkey('one', 'same'))).toBe(true);
      expect(await devices.webauthn.put('/alpha', owner, passkey('two', 'same'))).toBe(false);
      expect(await devices.webauthn.put('/alpha', 'id-other', passkey('one', 'other'))).toBe(true);
      expect(await devices.webauthn.put('/', 'id-other', passkey('one', 'same'))).toBe(true);
      await devices.webauthn.remove('/alpha', owner, 'one');
      expect(await devices.webauthn.put('/alpha', 'id-other', passkey('two', 'same'))).toBe(true);
    });

    it('change in one atomic step: a recovery code is used up once', async () => {
      const { devices } = await storesFor(open);
      await devices.push.put('/alpha', 'id-demo', pushDevice('one'));
      const use = (code: string) =>
        devices.push.update('/alpha', 'id-demo', 'one', (record) =>
          record.recoveryCodes.includes(code)
            ? { ...record, recoveryCodes: record.recoveryCodes.filter((other) => other !== code) }
            : undefined,
        );
      expect((await Promise.all(Array.from({ length: 20 }, () => use('{SCRYPT2}a')))).filter(Boolean)).toHaveLength(1);
      expect((await devices.push.list('/alpha', 'id-demo'))[0]?.recoveryCodes).toEqual(['{SCRYPT2}b']);
      expect(await devices.push.update('/alpha', 'id-other', 'one', (record) => record)).toBe(false);
      expect(await devices.push.update('/alpha', 'id-demo', 'nope', (record) => record)).toBe(false);
    });

    it('keep their uuid', async () => {
      const { devices } = await storesFor(open);
      await devices.push.put('/alpha', 'id-demo', pushDevice('one'));
      const swapped = devices.push.update('/alpha', 'id-demo', 'one', () => pushDevice('two'));
      await expect(swapped).rejects.toThrow('does not change');
      expect(await devices.push.list('/alpha', 'id-demo')).toEqual([pushDevice('one')]);
    });

    it('are removed once, by their owner only', async () => {
      const { devices } = await storesFor(open);
      await devices.push.put('/alpha', 'id-demo', pushDevice('one'));
      expect(await devices.push.remove('/alpha', 'id-other', 'one')).toBe(false);
      expect(await devices.push.remove('/', 'id-demo', 'one')).toBe(false);
      expect((await Promise.all([1, 2, 3].map(() => devices.push.remove('/alpha', 'id-demo', 'one')))).filter(Boolean)).toHaveLength(1);
      expect(await devices.push.list('/alpha', 'id-demo')).toEqual([]);
    });

    it('do not come to another person through a name that looks like a border', async () => {
      const { devices } = await storesFor(open);
      await devices.push.put('/alpha', 'a\nb', pushDevice('c'));
      await devices.push.put('/alpha', '__proto__', pushDevice('__proto__'));
      expect(await devices.push.list('/alpha', 'a')).toEqual([]);
      expect(await devices.push.remove('/alpha', 'a', 'b\nc')).toBe(false);
      expect(await devices.push.list('/alpha\na', 'b')).toEqual([]);
      expect(await devices.push.list('/alpha', '__proto__')).toEqual([pushDevice('__proto__')]);
      expect(await devices.skipPreference('/alpha', '__proto__', 'push')).toBe('NOT_SET');
    });

    it('have profiles, which belong to one person in one realm, and are listed by when they were recognised', async () => {
      const { devices } = await storesFor(open);
      const laptop = { identifier: 'a', alias: 'Laptop', metadata: { platform: { deviceName: 'x' } }, lastSelectedDate: 1 };
      const phone = { identifier: 'b', alias: 'Phone', location: { latitude: 1.5, longitude: -2 }, lastSelectedDate: 2 };
      expect(await devices.updateProfiles('/alpha', 'id-demo', () => [phone, laptop])).toBe(true);
      expect(await devices.updateProfiles('/alpha', 'id-demo', () => undefined)).toBe(false);
      expect(await devices.listProfiles('/alpha', 'id-demo')).toEqual([laptop, phone]);
      expect(await devices.listProfiles('/alpha', 'id-other')).toEqual([]);
      expect(await devices.listProfiles('/', 'id-demo')).toEqual([]);
      expect(await devices.updateProfiles('/alpha', '__proto__', (none) => (none.length === 0 ? [phone] : undefined))).toBe(true);
      expect(await devices.listProfiles('/alpha', '__proto__')).toEqual([phone]);
    });

    it('have profiles that change in one atomic step: none of many at once is lost', async () => {
      const { devices } = await storesFor(open);
      const add = (identifier: string) =>
        devices.updateProfiles('/alpha', 'id-demo', (before) => [...before, { identifier, alias: identifier, lastSelectedDate: 0 }]);
      await Promise.all(Array.from({ length: 20 }, (_, index) => add(`d${index}`)));
      expect(await devices.listProfiles('/alpha', 'id-demo')).toHaveLength(20);
    });

    it('come with a skip preference for each person and kind', async () => {
      const { devices } = await storesFor(open);
      expect(await devices.skipPreference('/alpha', 'id-demo', 'push')).toBe('NOT_SET');
      await devices.setSkipPreference('/alpha', 'id-demo', 'push', 'SKIPPABLE');
      await devices.setSkipPreference('/alpha', 'id-demo', 'push', 'NOT_SKIPPABLE');
      expect(await devices.skipPreference('/alpha', 'id-demo', 'push')).toBe('NOT_SKIPPABLE');
      expect(await devices.skipPreference('/alpha', 'id-demo', 'oath')).toBe('NOT_SET');
      expect(await devices.skipPreference('/', 'id-demo', 'push')).toBe('NOT_SET');
    });
  });
}
