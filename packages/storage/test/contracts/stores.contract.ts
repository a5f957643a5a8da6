import type { JourneySession, SignOnSession } from '@waygate/engine';
import type { PushMessage } from '@waygate/mfa';
import { type JourneyDocument, journeyDocument, serviceSchemas } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import type { IdentityRecord, PushDeviceRecord, Stores } from '../../src/index.ts';

export const person = (username: string, more: Partial<IdentityRecord> = {}): IdentityRecord => ({
  id: `id-${username}`,
  realm: '/alpha',
  username,
  active: true,
  attributes: { mail: [`${username}@example.com`] },
  passwordHash: '$argon2id$x',
  createdAt: 1,
  ...more,
});

export const device = (uuid: string, createdDate = 1): PushDeviceRecord => ({
  device: {
    uuid,
    deviceName: 'Pixel',
    createdDate,
    lastAccessDate: 1,
    issuer: 'Ping',
    sharedSecret: 'c2hhcmVkLXNlY3JldC1vZi10aGUtcGhvbmU=',
    deviceMechanismUID: `m-${uuid}`,
    deviceId: 'token',
    deviceType: 'android',
    communicationType: 'gcm',
    communicationId: 'arn',
    capabilities: [],
  },
  recoveryCodes: ['{SCRYPT2}a', '{SCRYPT2}b'],
  refreshes: [],
});

export const pushMessage = (id: string): PushMessage => ({
  id,
  realm: '/alpha',
  kind: 'AUTHENTICATE',
  state: 'PENDING',
  userId: 'id-demo',
  username: 'demo',
  secret: 'bWVzc2FnZS1zZWNyZXQtb2YtdGhlLXBob25lISE=',
  challenge: 'Y2hhbGxlbmdl',
  expectedChallengeResponse: '493027',
  createdAt: 1_000,
  expiresAt: 121_000,
  deviceUuid: 'd',
  issuer: 'Ping',
});

const document = (name: string, description: string): JourneyDocument =>
  journeyDocument.parse({ name, description, entryNodeId: '70e691a5-1e33-4ac3-a356-e7b6d60d92e0', nodes: {} });

const run = (id: string): JourneySession => ({
  id,
  realm: '/alpha',
  revision: 1,
  status: 'awaitingInput',
  keyHash: 'h',
  createdAt: 1_000,
  expiresAt: 301_000,
  frames: [{ journey: 'Login', versionId: 'v', nodeId: 'n' }],
  pins: {},
  sent: [{ type: 'NameCallback', prompt: 'User Name', value: '' }],
  owners: ['n'],
  shared: { username: 'demo' },
  evidence: [],
  nodeTypes: [],
  sessionProperties: {},
  endHooks: [],
  steps: 1,
  noSession: false,
});

export const signOn = (id: string, userId = 'id-demo'): SignOnSession => ({
  id,
  handle: `handle-${id}`,
  realm: '/alpha',
  userId,
  username: 'demo',
  createdAt: 1_000,
  lastAccessAt: 1_000,
  maxIdleSeconds: 60,
  maxSessionSeconds: 100,
  authLevel: 0,
  journeys: ['Login'],
  evidence: [{ factor: 'knowledge:password', subjectId: userId, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 }],
  properties: {},
});

/** What every port promises, on every engine. `clock.now` is the stores' clock. */
export function storesContract(open: (clock: { now: number }) => Promise<Stores>): void {
  const opened = async () => {
    const clock = { now: 1_000 };
    return { clock, stores: await open(clock) };
  };

  describe('identities', () => {
    it('are found by any spelling of the name, and a name is given once in a realm', async () => {
      const { stores } = await opened();
      await stores.identities.create(person('Demo'));
      for (const spelling of ['Demo', 'DEMO', 'ｄｅｍｏ'])
        expect((await stores.identities.findByName('/alpha', spelling))?.username).toBe('Demo');
      await expect(stores.identities.create(person('dEMO', { id: 'x' }))).rejects.toMatchObject({ code: 'identity.exists' });
      await stores.identities.create(person('Demo', { realm: '/' }));
      expect(await stores.identities.findByName('/beta', 'demo')).toBeUndefined();
      expect(await stores.identities.findById('/alpha', 'id-Demo')).toEqual(person('Demo'));
      await stores.close();
    });

    it('change in one atomic step, also under contention', async () => {
      const { stores } = await opened();
      await stores.identities.create(person('demo'));
      const count = (record: IdentityRecord) => Number(record.attributes['n']?.[0] ?? 0);
      await Promise.all(
        Array.from({ length: 40 }, () =>
          stores.identities.update('/alpha', 'id-demo', (record) => ({
            ...record,
            attributes: { ...record.attributes, n: [String(count(record) + 1)] },
          })),
        ),
      );
      expect(count((await stores.identities.findByName('/alpha', 'demo')) ?? person('x'))).toBe(40);
      expect(await stores.identities.update('/alpha', 'nobody', (record) => record)).toBeUndefined();
      await stores.close();
    });

    it('take a reserved word for a name like any other', async () => {
      const { stores } = await opened();
      await stores.identities.create(person('__proto__'));
      expect((await stores.identities.findByName('/alpha', '__proto__'))?.id).toBe('id-__proto__');
      expect((await stores.identities.list('/alpha')).map(({ username }) => username)).toEqual(['__proto__']);
      await stores.close();
    });
  });

  describe('journeys', () => {
    it('keep drafts apart from what is published, and versions for ever', async () => {
      const { stores } = await opened();
      const { journeys } = stores;
      await journeys.saveDrafts('/alpha', [document('A', 'draft')]);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBeUndefined();
      expect((await journeys.draft('/alpha', 'A'))?.description).toBe('draft');
      const [first] = await journeys.publish('/alpha', [document('A', 'one')], 5);
      expect(await journeys.publish('/alpha', [document('A', 'one')], 9)).toEqual([first]);
      expect(await journeys.list('/alpha')).toMatchObject([
        { name: 'A', publishedVersion: first, publishedAt: 5, hasDraft: false, enabled: true },
      ]);
      const [second] = await journeys.publish('/alpha', [document('A', 'two')], 10);
      expect(second).not.toBe(first);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBe(second);
      expect((await journeys.version('/alpha', 'A', first ?? ''))?.description).toBe('one');
      expect((await journeys.published('/alpha', 'A'))?.description).toBe('two');
      expect(await journeys.publishedVersion('/', 'A')).toBeUndefined();
      expect(await journeys.remove('/alpha', 'A')).toBe(true);
      expect(await journeys.remove('/alpha', 'A')).toBe(false);
      expect((await journeys.version('/alpha', 'A', first ?? ''))?.description).toBe('one');
      await stores.close();
    });
  });

  describe('journey sessions', () => {
    it('are replaced only at the revision that was read, and end with their time', async () => {
      const { stores, clock } = await opened();
      const { journeySessions } = stores;
      await journeySessions.insert(run('s'));
      expect(await journeySessions.load('s')).toEqual(run('s'));
      const won = await Promise.all([1, 2, 3].map(() => journeySessions.replace({ ...run('s'), revision: 2 }, 1)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await journeySessions.load('s'))?.revision).toBe(2);
      clock.now = 301_000;
      expect(await journeySessions.load('s')).toBeUndefined();
      expect(await journeySessions.replace({ ...run('s'), revision: 3 }, 2)).toBe(false);
      await stores.close();
    });
  });

  describe('sign-on sessions', () => {
    it('end by idling, by age and by being ended; touching only helps against idling', async () => {
      const { stores, clock } = await opened();
      const { signOnSessions } = stores;
      for (const id of ['a', 'b', 'c']) await signOnSessions.create(signOn(id));
      expect(await signOnSessions.listByUser('/alpha', 'id-demo', clock.now)).toHaveLength(3);
      expect(await signOnSessions.end('c')).toBe(true);
      expect(await signOnSessions.end('c')).toBe(false);
      clock.now = 60_000;
      expect(await signOnSessions.touch('a', clock.now)).toBe(true);
      clock.now = 61_000;
      expect(await signOnSessions.find('b', clock.now)).toBeUndefined();
      expect(await signOnSessions.touch('b', clock.now)).toBe(false);
      expect(await signOnSessions.find('a', clock.now)).toEqual({ ...signOn('a'), lastAccessAt: 60_000 });
      clock.now = 101_000;
      expect(await signOnSessions.find('a', clock.now)).toBeUndefined();
      await stores.close();
    });
  });

  describe('devices', () => {
    it('belong to one person, oldest first, and change in one atomic step', async () => {
      const { stores } = await opened();
      const { devices } = stores;
      await devices.putPush('/alpha', 'id-demo', device('two', 2));
      await devices.putPush('/alpha', 'id-demo', device('one', 1));
      expect((await devices.listPush('/alpha', 'id-demo')).map((record) => record.device.uuid)).toEqual(['one', 'two']);
      expect(await devices.listPush('/alpha', 'id-other')).toEqual([]);
      const use = (code: string) =>
        devices.updatePush('/alpha', 'id-demo', 'one', (record) =>
          record.recoveryCodes.includes(code)
            ? { ...record, recoveryCodes: record.recoveryCodes.filter((one) => one !== code) }
            : undefined,
        );
      expect((await Promise.all(Array.from({ length: 10 }, () => use('{SCRYPT2}a')))).filter(Boolean)).toHaveLength(1);
      expect((await devices.listPush('/alpha', 'id-demo'))[0]?.recoveryCodes).toEqual(['{SCRYPT2}b']);
      expect(await devices.removePush('/alpha', 'id-other', 'one')).toBe(false);
      expect(await devices.removePush('/alpha', 'id-demo', 'one')).toBe(true);
      expect(await devices.removePush('/alpha', 'id-demo', 'one')).toBe(false);
      expect(await devices.skipPreference('/alpha', 'id-demo', 'push')).toBe('NOT_SET');
      await devices.setSkipPreference('/alpha', 'id-demo', 'push', 'NOT_SKIPPABLE');
      expect(await devices.skipPreference('/alpha', 'id-demo', 'push')).toBe('NOT_SKIPPABLE');
      await stores.close();
    });
  });

  describe('push messages', () => {
    it('are settled once', async () => {
      const { stores } = await opened();
      const { pushMessages } = stores;
      expect(await pushMessages.insert(pushMessage('m'))).toBe(true);
      expect(await pushMessages.insert({ ...pushMessage('m'), challenge: 'other' })).toBe(false);
      expect(await pushMessages.find('/alpha', 'm')).toEqual(pushMessage('m'));
      expect(await pushMessages.find('/', 'm')).toBeUndefined();
      const settled = await Promise.all(
        (['DENIED', 'SUCCESS', 'SUCCESS'] as const).map((state) => pushMessages.settle('/alpha', 'm', { state })),
      );
      expect(settled.filter(Boolean)).toHaveLength(1);
      expect(await pushMessages.settle('/alpha', 'nope', { state: 'DENIED' })).toBe(false);
      await stores.close();
    });
  });

  describe('the outbox', () => {
    it('gives an inbox what waits for it, oldest first, until it is too late', async () => {
      const { stores, clock } = await opened();
      const message = (messageId: string, expiresAt: number) => ({ messageId, jwt: 'j', subjectLine: 's', expiresAt });
      await stores.pushOutbox.add('in', message('b', 3_000));
      await stores.pushOutbox.add('in', message('a', 2_000));
      await stores.pushOutbox.add('other', message('c', 3_000));
      expect((await stores.pushOutbox.pending('in', clock.now)).map(({ messageId }) => messageId)).toEqual(['a', 'b']);
      expect((await stores.pushOutbox.pending('in', 2_000)).map(({ messageId }) => messageId)).toEqual(['b']);
      await stores.pushOutbox.remove('in', 'b');
      expect(await stores.pushOutbox.pending('in', 2_000)).toEqual([]);
      await stores.close();
    });
  });

  describe('the throttle', () => {
    it('never gives more places than there are, however many ask at once', async () => {
      const { stores } = await opened();
      const asked = Array.from({ length: 200 }, (_, index) => stores.throttle.take('user', `push-${index}`, 3, 600_000, 1_000));
      expect((await Promise.all(asked)).filter((wait) => wait === undefined)).toHaveLength(3);
      await stores.close();
    });

    it('gives one place to one name, tells how long to wait, and takes places back', async () => {
      const { stores } = await opened();
      const take = (name: string, now: number) => stores.throttle.take('user', name, 2, 600_000, now);
      expect([await take('a', 1_000), await take('a', 2_000), await take('b', 3_000)]).toEqual([undefined, undefined, undefined]);
      expect(await take('c', 4_000)).toBe(597_000);
      await stores.throttle.release('user', 'a');
      expect(await take('c', 4_000)).toBeUndefined();
      expect(await take('d', 603_000)).toBeUndefined();
      await stores.close();
    });
  });

  describe('realms and services', () => {
    it('keep what was set', async () => {
      const { stores } = await opened();
      const alpha = {
        path: '/alpha',
        active: true,
        defaultJourney: undefined,
        journeyMinutes: 5,
        maxSessionMinutes: 120,
        maxIdleMinutes: 30,
        successUrl: '/account',
        redirectTargets: ['https://app.example'],
      };
      await stores.realms.put(alpha);
      expect(await stores.realms.settings('/alpha')).toEqual(alpha);
      expect(await stores.realms.settings('/beta')).toBeUndefined();
      await stores.realms.put({ ...alpha, defaultJourney: 'Login' });
      expect(await stores.realms.list()).toEqual([{ ...alpha, defaultJourney: 'Login' }]);
      const settings = serviceSchemas.pushNotification.parse({ accessKey: 'AKIA', secret: 'top-secret-of-sns' });
      expect(await stores.services.get('/alpha', 'pushNotification')).toBeUndefined();
      await stores.services.set('/alpha', 'pushNotification', settings);
      expect(await stores.services.get('/alpha', 'pushNotification')).toEqual(settings);
      expect(await stores.services.get('/', 'pushNotification')).toBeUndefined();
      expect(await stores.services.remove('/alpha', 'pushNotification')).toBe(true);
      await stores.close();
    });
  });
}
