import { hash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerWebAuthn, BoundApp, dataInScript, OathApp, Phone, SoftwareAuthenticator } from '@waygate/phone';
import type { WireCallback } from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { openWorkspace, readConfig, runServer } from '../src/index.ts';
import { node } from './house.ts';

const PASSWORD = 'a-long-password';

interface Page {
  readonly authId?: string;
  readonly tokenId?: string;
  readonly message?: string;
  readonly callbacks?: readonly WireCallback[];
}

const outputOf = (one: WireCallback | undefined, name: string) => one?.output.find((output) => output.name === name)?.value;
const typesOf = (page: Page) => page.callbacks?.map(({ type }) => type);
const textOn = (page: Page) => String(outputOf(page.callbacks?.[0], 'message'));

/** A new installation that demands a second factor of administrators, and a browser in which nobody is signed on yet. */
async function installation() {
  const directory = join(mkdtempSync(join(tmpdir(), 'waygate-administrator-')), 'data');
  const environment = {
    ...{ WAYGATE_DATA_DIR: directory, WAYGATE_PORT: '0', WAYGATE_LOG_LEVEL: 'silent' },
    ...{ WAYGATE_ADMIN_PASSWORD: PASSWORD, WAYGATE_ADMIN_SECOND_FACTOR: 'required' },
  };
  const server = await runServer(readConfig(environment), () => undefined);
  onTestFinished(() => server.stop());
  const workspace = await openWorkspace(readConfig(environment));
  onTestFinished(() => workspace.close());
  const { id = '' } = (await workspace.stores.identities.findByName('/', 'amadmin')) ?? {};
  let token = '';
  const headers = () => ({ 'content-type': 'application/json', ...(token === '' ? {} : { cookie: `iPlanetDirectoryPro=${token}` }) });
  const post = async (journey: string, body: string, query = ''): Promise<Page> => {
    const address = `${server.url}/am/json/realms/root/authenticate?authIndexType=service&authIndexValue=${journey}${query}`;
    const page = (await (await fetch(address, { method: 'POST', headers: headers(), body })).json()) as Page;
    token = page.tokenId ?? token;
    return page;
  };
  const get = async (path: string) => {
    const answer = await fetch(`${server.url}${path}`, { headers: headers() });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  /** Answers a page: the values go to what can be typed or pressed, in its order. */
  const answer = (journey: string, page: Page, ...values: unknown[]) => {
    const given = [...values];
    const callbacks = page.callbacks?.map((one) =>
      one.input === undefined || one.input.length === 0 || given.length === 0
        ? one
        : { ...one, input: one.input.map((input, index) => (index === 0 ? { ...input, value: given.shift() } : input)) },
    );
    return post(journey, JSON.stringify({ ...page, callbacks }));
  };
  const key = new SoftwareAuthenticator();
  /** Makes a passkey, or confirms with the one that was made. */
  const passkey = (journey: string, page: Page) => {
    const script = page.callbacks?.map((one) => String(outputOf(one, 'message'))).find((text) => text.includes('webAuthnOutcome')) ?? '';
    return answer(journey, page, answerWebAuthn(key, dataInScript(script), new URL(server.url).origin));
  };
  return {
    ...{ workspace, id, get, answer, passkey },
    open: (journey: string) => post(journey, '{}', '&ForceAuth=true'),
    typed: async (journey: string) => answer(journey, await post(journey, '{}'), 'amadmin', PASSWORD),
    /** As in another browser. */
    leave: () => {
      token = '';
    },
  };
}

/** Signs on for the first time, which makes a passkey. */
async function withPasskey() {
  const house = await installation();
  const { typed, answer, passkey } = house;
  const codes = await passkey('AdminLogin', await answer('AdminLogin', await typed('AdminLogin'), 0));
  const asked = await answer('AdminLogin', codes);
  expect(await passkey('AdminLogin', asked)).toHaveProperty('tokenId');
  return house;
}

it('adds further devices of an administrator by the journeys that the account page leads into, after a fresh proof, and the session goes on administering', async () => {
  const { workspace, id, get, open, answer, passkey } = await withPasskey();
  const account = async () => (await get('/am/json/realms/root/users/amadmin/devices/2fa')).body;
  expect(await account()).toMatchObject({
    stepUp: 'StepUp',
    add: [
      { kind: 'webauthn', journey: 'AddPasskey' },
      { kind: 'push', journey: 'AddPhone' },
      { kind: 'oath', journey: 'AddCodeApp' },
    ],
  });

  const qr = await passkey('AddCodeApp', await open('AddCodeApp'));
  const link = qr.callbacks?.find((one) => outputOf(one, 'id') === 'mfaDeviceRegistration');
  const app = new OathApp(String(outputOf(link, 'value')));
  const code = await answer('AddCodeApp', qr, outputOf(link, 'value'), 0);
  const shown = await answer('AddCodeApp', code, app.code(Date.now()));
  expect(textOn(shown)).toContain('Recovery Codes');
  expect(await answer('AddCodeApp', shown)).toHaveProperty('tokenId');
  expect(await workspace.stores.devices.oath.list('/', id)).toHaveLength(1);
  expect((await get('/api/me')).status, 'the session is worth what it was').toBe(200);

  const chosen = await answer('AddPhone', await open('AddPhone'), 0);
  const scan = await answer('AddPhone', await passkey('AddPhone', chosen), 0);
  const pushed = scan.callbacks?.find((one) => outputOf(one, 'id') === 'mfaDeviceRegistration');
  expect(await new Phone('web', hash('sha256', 'the key of its inbox', 'base64url')).scan(String(outputOf(pushed, 'value')))).toBe(true);
  const phoneCodes = await answer('AddPhone', scan);
  expect(textOn(phoneCodes)).toContain('Recovery Codes');
  expect(await answer('AddPhone', phoneCodes)).toHaveProperty('tokenId');
  expect(await account()).toMatchObject({
    devices: [{ kind: 'webauthn' }, { kind: 'push' }, { kind: 'oath' }],
    add: [{ kind: 'webauthn' }, { kind: 'oath' }],
  });
  expect((await get('/api/me')).status).toBe(200);
});

it('adds nothing by the password alone beside a device that an administrator has', async () => {
  const { workspace, id, leave, typed } = await withPasskey();
  leave();
  for (const journey of ['AddPasskey', 'AddPhone', 'AddCodeApp', 'StepUp']) {
    const page = await typed(journey);
    expect(page.tokenId, journey).toBeUndefined();
    expect(typesOf(page), 'the passkey is asked for').toContain('HiddenValueCallback');
    expect(page.callbacks?.some((one) => String(outputOf(one, 'message')).includes('navigator.credentials.get'))).toBe(true);
  }
  expect(await workspace.stores.devices.webauthn.list('/', id)).toHaveLength(1);
});

it('takes no password in these journeys that must be changed first, or that has ended', async () => {
  const { workspace, id, typed } = await installation();
  const { identities } = workspace.stores;
  await identities.update('/', id, (record) => ({ ...record, mustChangePassword: true }));
  for (const journey of ['StepUp', 'AddPasskey', 'AddPhone', 'AddCodeApp'])
    expect(textOn(await typed(journey)), journey).toBe('You must choose another password.');
  await identities.update('/', id, (record) => ({ ...record, passwordEndsAt: Date.now() - 1 }));
  for (const journey of ['StepUp', 'AddPasskey', 'AddPhone', 'AddCodeApp'])
    expect((await typed(journey)).message, journey).toContain('This password has ended');
});

it('takes none of these of somebody who is signed on, either, and changes a first one there', async () => {
  const { workspace, id, open, typed, answer } = await installation();
  const { identities } = workspace.stores;
  expect(await typed('StepUp')).toHaveProperty('tokenId');
  const confirmed = async () => answer('StepUp', await open('StepUp'), PASSWORD);
  expect(await confirmed()).toHaveProperty('tokenId');

  await identities.update('/', id, (record) => ({ ...record, passwordEndsAt: Date.now() - 1 }));
  expect((await confirmed()).message).toContain('This password has ended');
  await identities.update('/', id, ({ passwordEndsAt: _ended, ...record }) => ({ ...record, active: false }));
  expect((await confirmed()).message).toContain('switched off');
  await identities.update('/', id, (record) => ({ ...record, active: true, mustChangePassword: true }));
  expect(await answer('StepUp', await confirmed(), PASSWORD, 'another-long-password', 'another-long-password', 1)).not.toHaveProperty(
    'tokenId',
  );
  const page = await confirmed();
  expect(textOn(page)).toBe('You must choose another password.');
  expect(await answer('StepUp', page, PASSWORD, 'another-long-password', 'another-long-password', 0)).toHaveProperty('tokenId');
  expect(await identities.findByName('/', 'amadmin')).not.toHaveProperty('mustChangePassword', true);
});

it('changes a first password by nobody who has not shown the second factor that there is', async () => {
  const { workspace, id, leave, typed, answer, passkey } = await withPasskey();
  const { identities } = workspace.stores;
  await identities.update('/', id, (record) => ({ ...record, mustChangePassword: true }));
  const before = await identities.findByName('/', 'amadmin');
  for (const journey of ['StepUp', 'AddPasskey', 'AddPhone', 'AddCodeApp', 'AdminLogin']) {
    leave();
    const page = await typed(journey);
    expect(
      page.callbacks?.some((one) => String(outputOf(one, 'message')).includes('navigator.credentials.get')),
      journey,
    ).toBe(true);
    await answer(journey, page, PASSWORD, 'another-long-password', 'another-long-password', 0);
    expect(await identities.findByName('/', 'amadmin')).toEqual(before);
    leave();
    const change = await passkey(journey, await typed(journey));
    expect(textOn(change), journey).toBe('You must choose another password.');
    if (journey === 'AdminLogin')
      expect(await answer(journey, change, PASSWORD, 'another-long-password', 'another-long-password', 0)).toHaveProperty('tokenId');
  }
  expect(await identities.findByName('/', 'amadmin')).not.toMatchObject({ passwordHash: before?.passwordHash });
});

it('tells an administrator who has nothing but a bound app what to do, until StepUp asks for the key of the app', async () => {
  const { workspace, id, typed, answer, get } = await installation();
  const { devices, journeys } = workspace.stores;
  const app = new BoundApp('ios', 'com.example.admin');
  const bound = app.bind({ userId: `id=${id},ou=user,ou=am-config`, challenge: 'none', timeout: 60 });
  const { jwk } = JSON.parse(Buffer.from(bound.split('.')[0] ?? '', 'base64url').toString());
  const device = { uuid: app.kid, deviceName: 'Phone', createdDate: 1, lastAccessDate: 2, deviceId: app.deviceId, kid: app.kid };
  await devices.binding.put('/', id, {
    device: { ...device, key: jwk, authenticationType: 'NONE', platform: 'ios' },
    ...{ recoveryCodes: [], refreshes: [] },
  });
  for (const journey of ['AdminLogin', 'StepUp', 'AddPasskey']) {
    const { tokenId, message } = await typed(journey);
    expect([tokenId, message], journey).toEqual([undefined, expect.stringContaining('add another second factor, or ask an administrator')]);
  }

  const shipped = (await journeys.published('/', 'StepUp')) ?? unknown();
  const called = (name: string) => Object.entries(shipped.nodes).find(([, { displayName }]) => displayName === name)?.[0] ?? unknown();
  const told = called('Nothing to Confirm With');
  const led = Object.entries(shipped.nodes).map(([key, one]) => {
    const connections = Object.entries(one.connections).map(([outcome, to]) => [outcome, to === told ? 'key' : to]);
    return [key, { ...one, connections: Object.fromEntries(connections) }];
  });
  const outcomes = ['failure', 'noDeviceRegistered', 'keyNotFound', 'Unsupported', 'Abort', 'Timeout', 'ClientNotRegistered'];
  const key = node(
    'DeviceSigningVerifierNode',
    { applicationIds: ['com.example.admin'] },
    { success: called('Password to Look At?'), ...Object.fromEntries(outcomes.map((outcome) => [outcome, told])) },
  );
  const document = { ...shipped, nodes: { ...Object.fromEntries(led), key } };
  await journeys.publish('/', [document], { at: Date.now(), author: 'amadmin', note: '' });
  const asked = await typed('AdminLogin');
  expect(typesOf(asked)).toEqual(['DeviceSigningVerifierCallback']);
  const signed = app.confirm({ challenge: String(outputOf(asked.callbacks?.[0], 'challenge')), timeout: 60 });
  expect(await answer('AdminLogin', asked, signed)).toHaveProperty('tokenId');
  expect((await get('/api/me')).status, 'and administers').toBe(200);
});

function unknown(): never {
  throw new Error('The root realm has no StepUp.');
}
