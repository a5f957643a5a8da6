import type { PushDelivery } from '@waygate/mfa';
import { type OutboxMessage, openMemoryStores } from '@waygate/storage';
import { beforeEach, expect, it } from 'vitest';
import { createLocalTransport, createSealer, KeyRing } from '../src/index.ts';

const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const clock = { now: 1_000 };
let stores: ReturnType<typeof openMemoryStores>;
beforeEach(() => {
  stores = openMemoryStores({ sealer, now: () => clock.now });
});

const delivery = (deviceId: string, messageId = 'AUTHENTICATE:1'): PushDelivery => ({
  realm: '/alpha',
  messageId,
  jwt: 'a.b.c',
  subjectLine: 'Login attempt',
  type: 'default',
  communicationType: 'local',
  communicationId: `local:${deviceId}`,
  deviceId,
  expiresAt: 61_000,
});
const waiting = { messageId: 'AUTHENTICATE:1', jwt: 'a.b.c', subjectLine: 'Login attempt', expiresAt: 61_000 };

it('carries pushes to web authenticators, in every realm', async () => {
  const local = createLocalTransport(stores.pushOutbox);
  expect(await local.carries('/alpha', 'local')).toBe(true);
  expect(await local.carries('/alpha', 'gcm')).toBe(false);
  expect(await local.register('/alpha', { communicationType: 'local', deviceId: 'inbox' })).toBe('local:inbox');
});

it('a push waits for whoever fetches it, and is told at once to who listens', async () => {
  const local = createLocalTransport(stores.pushOutbox);
  const heard: OutboxMessage[] = [];
  local.subscribe('inbox', (message) => heard.push(message));
  expect(await local.deliver(delivery('inbox'))).toBeUndefined();
  expect(heard).toEqual([waiting]);
  expect(await stores.pushOutbox.pending('inbox', clock.now)).toEqual([waiting]);
  expect(await stores.pushOutbox.pending('inbox', 61_000)).toEqual([]);
});

it('waits already when it is told: who looks then finds it', async () => {
  const local = createLocalTransport(stores.pushOutbox);
  const found = new Promise<readonly OutboxMessage[]>((resolve) => {
    local.subscribe('inbox', () => resolve(stores.pushOutbox.pending('inbox', clock.now)));
  });
  await local.deliver(delivery('inbox'));
  expect(await found).toEqual([waiting]);
});

it('is told to every listener of its inbox, and of no other, until they stop', async () => {
  const local = createLocalTransport(stores.pushOutbox);
  const heard: string[] = [];
  const stop = local.subscribe('inbox', () => heard.push('one'));
  local.subscribe('inbox', () => heard.push('two'));
  local.subscribe('other', () => heard.push('other'));
  await local.deliver(delivery('inbox'));
  stop();
  stop();
  await local.deliver(delivery('inbox', 'AUTHENTICATE:2'));
  expect(heard).toEqual(['one', 'two', 'two']);
});

it('is one push when it is sent again', async () => {
  const local = createLocalTransport(stores.pushOutbox);
  await local.deliver(delivery('inbox'));
  await local.deliver(delivery('inbox'));
  expect(await stores.pushOutbox.pending('inbox', clock.now)).toEqual([waiting]);
});

it('fails when it cannot be kept, and then nobody hears of it', async () => {
  const outbox = { ...stores.pushOutbox, add: () => Promise.reject(new Error('the disk is full')) };
  const local = createLocalTransport({ ...outbox, pending: async () => [], remove: async () => {} });
  const heard: OutboxMessage[] = [];
  local.subscribe('inbox', (message) => heard.push(message));
  await expect(local.deliver(delivery('inbox'))).rejects.toThrow('the disk is full');
  expect(heard).toEqual([]);
});
