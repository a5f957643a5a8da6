import { createDeviceService, createRecoveryCodeHasher, createSealer, KeyRing } from '@waygate/integrations';
import { openMemoryStores } from '@waygate/storage';

/** The devices of a realm on the real service and memory stores, with one person who is called demo. */
export function realDevices() {
  const sealer = createSealer(new KeyRing('test', new Map([['test', Buffer.alloc(32)]])));
  const stores = openMemoryStores({ sealer });
  const devices = createDeviceService(stores.devices, createRecoveryCodeHasher(Buffer.alloc(32)));
  const demo = { id: 'id-demo', username: 'demo' };
  const ports = {
    devices,
    identities: {
      find: async (realm: string, username: string) => (username === 'demo' ? { ...demo, realm, active: true, attributes: {} } : undefined),
    },
  };
  return { demo, devices, ports, kept: () => devices.listProfiles('/alpha', demo) };
}
