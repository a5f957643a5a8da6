import type { SignOnSession } from '@waygate/engine';
import type { DeviceKind, Evidence, Notice } from '@waygate/node-kit';
import { describe, expect, test } from 'vitest';
import { addDevices, addOfflineCode, app } from './device-samples.ts';
import { addDemo, NOW, evidence as proofOf, serve, signOn } from './fixture.ts';

const ALL = '/am/json/realms/root/realms/alpha/users/demo/devices/2fa';
const CODE = `${ALL}/offlineCode`;
const password = proofOf('knowledge:password', NOW);
const passkey: Evidence = { ...proofOf('possession:passkey', NOW), device: 'webauthn-1' };

interface Who {
  readonly kinds?: readonly DeviceKind[];
  readonly proved?: readonly Evidence[];
  readonly session?: Partial<SignOnSession>;
  readonly isEnrolled?: boolean;
  readonly byPassword?: boolean;
}

/** A person who is signed on, and has set up an app for outages unless they have not. */
async function owner({ kinds = [], proved = [password], session = {}, isEnrolled = true, byPassword = true }: Who = {}) {
  const told: Notice[] = [];
  const served = await serve({
    deps: {
      notices: { tell: (notice) => void told.push(notice) },
      deviceJourneys: async () => ({ offlineCode: { journey: 'AddOfflineCode', byPassword }, add: [] }),
    },
  });
  await addDemo(served.stores);
  await addDevices(served.stores, kinds);
  if (isEnrolled) await addOfflineCode(served.stores);
  const { cookie } = await signOn(served.stores, { evidence: proved, ...session });
  const send = (method: string, path: string, body?: object) =>
    served.call(path, {
      method,
      headers: { cookie, 'x-requested-with': 'forgerock-sdk', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const kept = () => served.stores.offlineCodes.find('/alpha', 'id-demo');
  return { ...served, send, told, kept };
}

describe('the offline code of a person', () => {
  test('is shown to its owner, with what can be done with it and without a secret', async () => {
    const { send } = await owner();
    const text = await (await send('GET', ALL)).text();
    expect(JSON.parse(text)).toMatchObject({
      offlineCode: {
        status: 'enrolled',
        deviceName: 'Red phone',
        enrolledAt: NOW - 1_000,
        lastUsedAt: NOW,
        hasBackupCode: true,
        changeable: true,
        journey: 'AddOfflineCode',
        needsDevice: false,
      },
    });
    for (const secret of [app.sharedSecret, 'SCRYPT2']) expect(text).not.toContain(secret);
    expect(await (await send('GET', CODE)).json()).toMatchObject({ status: 'enrolled', deviceName: 'Red phone' });
  });

  test('is offered where there is none, and nowhere else', async () => {
    const { send } = await owner({ isEnrolled: false });
    expect(await (await send('GET', ALL)).json()).toMatchObject({ offlineCode: { status: 'none', hasBackupCode: false } });
    expect((await send('DELETE', CODE)).status).toBe(404);
    expect((await send('POST', `${CODE}?_action=backupCode`)).status).toBe(404);
    expect((await send('PUT', CODE, { deviceName: 'x' })).status).toBe(404);
  });

  test('wants a second factor first of who has none, unless the journey does without', async () => {
    const bare = await owner({ byPassword: false });
    expect(await (await bare.send('GET', ALL)).json()).toMatchObject({ offlineCode: { journey: 'AddOfflineCode', needsDevice: true } });
    const before = await bare.kept();
    const refused = await bare.send('POST', `${CODE}?_action=backupCode`);
    expect([refused.status, await refused.json()]).toMatchObject([403, { message: expect.stringContaining('Add one first') }]);
    expect(await bare.kept()).toEqual(before);
    expect((await bare.send('DELETE', CODE)).status, 'what is there can be taken away').toBe(200);
    const owning = await owner({ byPassword: false, kinds: ['webauthn'], proved: [password, passkey] });
    expect(await (await owning.send('GET', ALL)).json()).toMatchObject({ offlineCode: { needsDevice: false } });
    expect((await owning.send('POST', `${CODE}?_action=backupCode`)).status).toBe(200);
  });

  test('is not spoken of where the realm has none', async () => {
    const { call, stores } = await serve();
    const { cookie } = await signOn(stores, { realm: '/beta' });
    const answer = await call('/am/json/realms/root/realms/beta/users/demo/devices/2fa', {
      headers: { cookie, 'x-requested-with': 'x' },
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).not.toHaveProperty('offlineCode');
  });

  test('is renamed and removed, and gets a new backup code that is told once; each is noted, and the owner is told', async () => {
    const { send, told, kept, logged } = await owner();
    expect((await send('PUT', CODE, { deviceName: ' Blue phone ' })).status).toBe(200);
    const made = (await (await send('POST', `${CODE}?_action=backupCode`)).json()) as { backupCode: string };
    expect(made.backupCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect((await kept())?.app?.backupCodeHash).not.toBe('{SCRYPT2}hash');
    expect((await send('DELETE', CODE)).status).toBe(200);
    expect(await kept()).toBeUndefined();
    const by = { by: 'demo', realm: '/alpha', user: 'demo' };
    expect(logged.map(({ facts }) => facts).filter((facts) => 'by' in facts)).toEqual([
      { event: 'offline_code.renamed', ...by },
      { event: 'offline_code.backup_code_new', ...by },
      { event: 'offline_code.removed', ...by },
    ]);
    expect(told.map(({ event, facts }) => [event, facts?.deviceName])).toEqual([
      ['deviceRenamed', 'Blue phone'],
      ['offlineBackupCodeNew', 'Blue phone'],
      ['deviceRemoved', 'Blue phone'],
    ]);
    expect(JSON.stringify(logged)).not.toContain(made.backupCode);
  });

  test('is taken away with a lost phone that did the proof, and gives nothing new by it', async () => {
    const { send, kept } = await owner({
      kinds: ['push', 'webauthn'],
      proved: [password, { ...passkey, factor: 'possession:push', device: 'push-1' }],
    });
    expect((await send('DELETE', `${ALL}/push/push-1`)).status).toBe(200);
    expect((await send('POST', `${CODE}?_action=backupCode`)).status).toBe(403);
    expect((await send('PUT', CODE, { deviceName: 'Mine' })).status).toBe(403);
    expect(await (await send('GET', ALL)).json()).toMatchObject({ offlineCode: { changeable: true } });
    expect((await send('DELETE', CODE)).status).toBe(200);
    expect(await kept()).toBeUndefined();
  });

  test.each<[string, Who, number, string | undefined]>([
    ['a password, of who has no device', {}, 200, undefined],
    ['a password that was typed long ago', { proved: [proofOf('knowledge:password', NOW - 900_001)] }, 403, 'devices.step_up'],
    ['a password, of who has a passkey', { kinds: ['webauthn'] }, 403, 'devices.step_up'],
    ['a passkey', { kinds: ['webauthn'], proved: [password, passkey] }, 200, undefined],
    ['a code for outages alone', { proved: [proofOf('possession:offline-code', NOW)] }, 403, 'devices.step_up'],
    ['an offline session', { session: { offline: { provider: 'Push', since: NOW } } }, 403, undefined],
  ])('is changed with %s: %#', async (_what, who, status, code) => {
    const { send, kept } = await owner(who);
    for (const [method, path] of [
      ['PUT', CODE],
      ['POST', `${CODE}?_action=backupCode`],
      ['DELETE', CODE],
    ] as const) {
      const answer = await send(method, path, { deviceName: 'Blue phone' });
      expect([method, answer.status]).toEqual([method, status]);
      if (code !== undefined) expect(await answer.json()).toMatchObject({ detail: { errorCode: code } });
    }
    expect((await kept()) === undefined).toBe(status === 200);
  });

  test.each([
    ['POST', `${CODE}?_action=codes`, {}],
    ['PUT', CODE, { deviceName: ' ' }],
  ])('refuses %s %s', async (method, path, body) => {
    const { send } = await owner();
    expect((await send(method, path, body)).status).toBe(400);
  });

  test('gets no backup code from an administrator, who can remove it', async () => {
    const { call, stores, told } = await owner();
    const admin = { realm: '/', username: 'amadmin', active: true, attributes: {}, passwordHash: undefined, createdAt: NOW };
    await stores.identities.create({ ...admin, id: 'id-admin' });
    const { cookie } = await signOn(stores, { realm: '/', userId: 'id-admin', username: 'amadmin' });
    const send = (method: string, path: string) =>
      call(path, { method, headers: { cookie, 'x-requested-with': 'x', 'content-type': 'application/json' } });
    expect((await send('POST', `${CODE}?_action=backupCode`)).status).toBe(403);
    expect((await send('DELETE', CODE)).status).toBe(200);
    expect(told).toMatchObject([{ event: 'deviceRemoved' }]);
  });
});
