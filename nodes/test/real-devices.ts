import { createHmac } from 'node:crypto';
import { createAttemptService, createDeviceService, createRecoveryCodeHasher, createSealer, KeyRing } from '@waygate/integrations';
import type { Notice } from '@waygate/node-kit';
import { openMemoryStores } from '@waygate/storage';

/** Instead of scrypt: what is tested with it does not depend on the cost. */
const cheap = async (code: string, salt: Buffer) => createHmac('sha256', salt).update(code).digest();

/** The devices of a realm on the real service and memory stores, with one person who is called demo. */
export function realDevices() {
  const sealer = createSealer(new KeyRing('test', new Map([['test', Buffer.alloc(32)]])));
  const stores = openMemoryStores({ sealer });
  const devices = createDeviceService(stores.devices, createRecoveryCodeHasher(Buffer.alloc(32), cheap), stores.stepCodes, Date.now);
  const attempts = createAttemptService({ ...stores, key: Buffer.alloc(32), tell: () => undefined, now: () => 1_790_000_000_000 });
  const told: Notice[] = [];
  const demo = { id: 'id-demo', username: 'demo' };
  const ports = {
    devices,
    attempts,
    notices: { tell: (notice: Notice) => void told.push(notice) },
    identities: {
      find: async (realm: string, username: string) => (username === 'demo' ? { ...demo, realm, active: true, attributes: {} } : undefined),
    },
  };
  return { demo, devices, attempts, told, ports, kept: () => devices.listProfiles('/alpha', demo) };
}
