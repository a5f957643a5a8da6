import type { Notice } from '@waygate/node-kit';
import type { PersonItem } from '@waygate/schema';
import { describe, expect, test } from 'vitest';
import { addDevices, addOfflineCode, SECRETS } from './device-samples.ts';
import { addDemo, NOW, serve, signOn } from './fixture.ts';

const demo: PersonItem = { id: 'id-demo', username: 'demo', mail: 'demo@example.com', active: true };

/** The console of an administrator, on a realm with one person. What the throttle does is remembered. */
async function administrator() {
  const told: Notice[] = [];
  const given = [{ id: 'shop', name: 'The Shop', scopes: ['openid'], claims: [], since: NOW, lastUsedAt: NOW, accessUntil: NOW + 1 }];
  const cleared: string[] = [];
  const base = await serve();
  const served = await serve({
    deps: {
      notices: { tell: (notice) => void told.push(notice) },
      granted: {
        list: async (_realm, { id }) => (id === 'id-demo' ? [...given] : []),
        takeBack: async (_realm, { id }, clientId) => (id === 'id-demo' && clientId === 'shop' ? given.pop() : undefined),
      },
      admin: {
        ...(base.deps.admin ?? expect.fail('there is an administration API')),
        people: {
          search: async (realm, text) => ({ people: realm === '/alpha' && 'demo'.includes(text) ? [demo] : [], more: false }),
          find: async (realm, username) => {
            if (realm === '/' && username === 'amadmin') return { id: 'id-admin', username, active: true };
            return realm === '/alpha' && username === 'demo' ? demo : undefined;
          },
        },
        attempts: {
          standing: async () => ({ lock: { at: NOW }, authenticators: [{ name: 'password', failures: 100, disabled: true }] }),
          reset: async (_realm, id, authenticator) => void cleared.push(`reset ${id} ${authenticator ?? 'all'}`),
          unlock: async (_realm, id) => void cleared.push(`unlock ${id}`),
        },
      },
    },
  });
  await addDemo(served.stores);
  await addDevices(served.stores, ['push', 'oath', 'webauthn', 'binding']);
  await addOfflineCode(served.stores);
  const person = { realm: '/', username: 'amadmin', active: true, attributes: {}, passwordHash: undefined, createdAt: NOW };
  await served.stores.identities.create({ ...person, id: 'id-admin' });
  const { cookie } = await signOn(served.stores, { realm: '/', userId: 'id-admin', username: 'amadmin' });
  const send = (method: string, path: string, body?: object) =>
    served.call(`/api/realms${path}`, {
      method,
      headers: { cookie, 'x-requested-with': 'x', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const kept = async (kind: 'push' | 'oath') => (await served.stores.devices[kind].list('/alpha', 'id-demo')).length;
  const notes = () => served.logged.map(({ facts }) => facts).filter((facts) => 'by' in facts);
  return { ...served, send, told, cleared, kept, notes };
}

describe('an administrator', () => {
  test('finds people, and sees their devices and what failed, without a secret', async () => {
    const { send } = await administrator();
    expect(await (await send('GET', '/alpha/people?text=dem')).json()).toEqual({ people: [demo], more: false });
    const text = await (await send('GET', '/alpha/people/demo')).text();
    expect(JSON.parse(text)).toMatchObject({
      username: 'demo',
      devices: [{ kind: 'webauthn' }, { kind: 'push', deviceName: 'My push', recoveryCodes: 1 }, { kind: 'oath' }, { kind: 'binding' }],
      lock: { at: NOW },
      authenticators: [{ name: 'password', disabled: true }],
    });
    for (const secret of [...SECRETS, 'AbC_credential', 'argon2']) expect(text).not.toContain(secret);
  });

  test('removes one device, resets a kind, unlocks, and lets be tried again; each is noted, and the person is told what went', async () => {
    const { send, told, cleared, kept, notes } = await administrator();
    expect((await send('DELETE', '/alpha/people/demo/devices/push/push-1')).status).toBe(204);
    expect((await send('POST', '/alpha/people/demo/reset', { kind: 'oath' })).status).toBe(204);
    expect((await send('POST', '/alpha/people/demo/unlock', {})).status).toBe(204);
    expect((await send('POST', '/alpha/people/demo/authenticators/reset', { authenticator: 'password' })).status).toBe(204);
    expect((await send('POST', '/alpha/people/demo/authenticators/reset', {})).status).toBe(204);
    expect([await kept('push'), await kept('oath')]).toEqual([0, 0]);
    expect(cleared).toEqual(['unlock id-demo', 'reset id-demo password', 'reset id-demo all']);
    const by = { by: 'amadmin', realm: '/alpha', user: 'demo' };
    expect(notes()).toEqual([
      { event: 'device.removed', ...by, devices: ['push-1'] },
      { event: 'device.reset', ...by, devices: ['oath-1'] },
      { event: 'account.unlocked', ...by },
      { event: 'authenticator.reset', ...by, authenticator: 'password' },
      { event: 'authenticator.reset', ...by, authenticator: null },
    ]);
    expect(told).toMatchObject([
      { event: 'deviceRemoved', subject: { id: 'id-demo' }, facts: { deviceName: 'My push' } },
      { event: 'deviceRemoved', subject: { id: 'id-demo' }, facts: { deviceName: 'My oath' } },
    ]);
  });

  test('sees the offline code of a person without a secret, and takes it away; it is noted, and the person is told', async () => {
    const { send, told, notes } = await administrator();
    const text = await (await send('GET', '/alpha/people/demo')).text();
    expect(JSON.parse(text)).toMatchObject({ offlineCode: { status: 'enrolled', deviceName: 'Red phone', hasBackupCode: true } });
    for (const secret of ['abcdef', 'SCRYPT2']) expect(text).not.toContain(secret);
    const remove = () => send('DELETE', '/alpha/people/demo/offline-code');
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect((await (await send('GET', '/alpha/people/demo')).json()) as object).toMatchObject({ offlineCode: { status: 'none' } });
    expect(notes()).toEqual([{ event: 'offline_code.removed', by: 'amadmin', realm: '/alpha', user: 'demo' }]);
    expect(told).toMatchObject([{ event: 'deviceRemoved', subject: { id: 'id-demo' }, facts: { deviceName: 'Red phone' } }]);
  });

  test('sees which applications use the account of a person, and takes back what one was given; it is noted, and the person is told', async () => {
    const { send, told, notes } = await administrator();
    expect(await (await send('GET', '/alpha/people/demo')).json()).toMatchObject({ applications: [{ id: 'shop', name: 'The Shop' }] });
    const takeBack = () => send('DELETE', '/alpha/people/demo/applications/shop');
    expect([(await takeBack()).status, (await takeBack()).status]).toEqual([204, 404]);
    expect(await (await send('GET', '/alpha/people/demo')).json()).toMatchObject({ applications: [] });
    expect(notes()).toEqual([{ event: 'access.taken_back', by: 'amadmin', realm: '/alpha', user: 'demo', client: 'shop' }]);
    expect(told).toMatchObject([{ event: 'accessTakenBack', subject: { id: 'id-demo' }, facts: { application: 'The Shop' } }]);
  });

  test.each([
    ['DELETE', '/alpha/people/nobody/offline-code', undefined, 404],
    ['DELETE', '/alpha/people/demo/applications/other', undefined, 404],
    ['DELETE', '/alpha/people/nobody/applications/shop', undefined, 404],
    ['DELETE', '/alpha/people/demo/devices/push/push-2', undefined, 404],
    ['DELETE', '/alpha/people/demo/devices/oath/push-1', undefined, 404],
    ['DELETE', '/alpha/people/demo/devices/pigeon/push-1', undefined, 404],
    ['DELETE', '/beta/people/demo/devices/push/push-1', undefined, 404],
    ['DELETE', '/nowhere/people/demo/devices/push/push-1', undefined, 404],
    ['POST', '/alpha/people/nobody/reset', { kind: 'push' }, 404],
    ['POST', '/alpha/people/demo/reset', { kind: 'pigeon' }, 400],
    ['POST', '/alpha/people/demo/reset', {}, 400],
    ['POST', '/alpha/people/demo/devices/push', { deviceName: 'Mine' }, 404],
  ])('%s %s with %j is %i, and changes nothing', async (method, path, body, status) => {
    const { send, kept, told } = await administrator();
    expect((await send(method, path, body)).status).toBe(status);
    expect([await kept('push'), await kept('oath'), told]).toEqual([1, 1, []]);
  });

  test.each([
    ['DELETE', '/devices/push/push-1', undefined],
    ['POST', '/reset', { kind: 'push' }],
    ['POST', '/unlock', {}],
    ['POST', '/authenticators/reset', {}],
    ['DELETE', '/offline-code', undefined],
    ['DELETE', '/applications/shop', undefined],
  ])('changes nothing of their own account here, where no fresh proof is asked for: %s %s', async (method, path, body) => {
    const { send, stores, cleared } = await administrator();
    await addDevices(stores, ['push'], '/', 'id-admin');
    const response = await send(method, `/root/people/amadmin${path}`, body);
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'people.own' }]);
    expect([(await stores.devices.push.list('/', 'id-admin')).length, cleared]).toEqual([1, []]);
  });
});
