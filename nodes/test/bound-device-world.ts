import { createDeviceKeys, createPostponedDevices, createSealer, KeyRing } from '@waygate/integrations';
import type { BoundDevice, Evidence, Identity } from '@waygate/node-kit';
import type { NodeRun } from '@waygate/node-kit/testing';
import type { Callback, CallbackOf } from '@waygate/schema';

export const NOW = 1_790_000_000_000;
export const subject = { id: 'id', username: 'demo' };
export const person: Identity = { ...subject, realm: '/alpha', active: true, attributes: {} };
export const evidence: readonly Evidence[] = [
  { factor: 'knowledge:password', subjectId: 'id', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 },
];
export const APP = 'com.example.app';

/** A store of bound devices for one person, with the keys as they really are checked. */
export function world(devices: BoundDevice[] = [], people: readonly Identity[] = [person]) {
  const tries: string[] = [];
  const told: string[] = [];
  const ports: NonNullable<NodeRun['ports']> = {
    identities: {
      find: async (_realm, name) => people.find(({ username }) => username === name),
      read: async (_realm, id) => {
        const identity = people.find((one) => one.id === id);
        return identity === undefined ? undefined : { identity, object: {}, meta: {}, createdAt: 1 };
      },
    },
    devices: {
      hasEarlier: async () => false,
      binding: {
        list: async (_realm, { id }) => (id === 'id' ? devices : []),
        enrol: async (_realm, _subject, device, { most = 99 }) => {
          if (devices.length >= most) return { status: 'limit' };
          devices.push(device);
          return { status: 'enrolled', recoveryCodes: [] };
        },
        update: async (_realm, _subject, uuid, change) => {
          const at = devices.findIndex((device) => device.uuid === uuid);
          const before = devices[at];
          const after = before === undefined ? undefined : change(before);
          if (after !== undefined) devices[at] = after;
          return after !== undefined;
        },
      },
    },
    deviceKeys: createDeviceKeys(),
    postponedDevices: createPostponedDevices(createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])))),
    notices: { tell: ({ event, facts }) => void told.push(`${event} ${facts?.deviceName}`) },
    attempts: {
      begin: async ({ authenticator }) => {
        tries.push(authenticator);
        return { allowed: true };
      },
      succeeded: async ({ authenticator }) => void tries.push(`right ${authenticator}`),
    },
  };
  return { devices, tries, told, ports };
}

/** The callback of a type that a run sent. @throws Error when it sent none */
export function asked<T extends Callback['type']>(
  action: { readonly kind: string; readonly callbacks?: readonly Callback[] },
  type: T,
): CallbackOf<T> {
  const found = action.callbacks?.find((one): one is CallbackOf<T> => one.type === type);
  if (found === undefined) throw new Error(`It sent no ${type}: ${JSON.stringify(action)}`);
  return found;
}
