import type { SignOnSession } from '@waygate/engine';
import type { DeviceKind, Evidence, Factor, Notice } from '@waygate/node-kit';
import { describe, expect, test } from 'vitest';
import { addDevices, SECRETS } from './device-samples.ts';
import { addDemo, NOW, evidence as proofOf, serve, signOn } from './fixture.ts';

const USER = '/am/json/realms/root/realms/alpha/users/demo';
const MINUTE = 60_000;
const KINDS = ['push', 'oath', 'webauthn', 'binding'] as const satisfies readonly DeviceKind[];
const REVISION = expect.stringMatching(/^-?\d+$/);
/** Device of the samples that shows a factor. */
const SHOWN_BY: Partial<Record<Factor, string>> = {
  'possession:push': 'push-1',
  'possession:push-code': 'push-1',
  'possession:oath': 'oath-1',
  'possession:passkey': 'webauthn-1',
  'possession:bound-device': 'binding-1',
  'possession:recovery-code': 'push-1',
};
const evidence = (factor: Factor, at: number): Evidence => {
  const device = SHOWN_BY[factor];
  return { ...proofOf(factor, at), ...(device === undefined ? {} : { device }) };
};
const password = evidence('knowledge:password', NOW);
const at = (kind: DeviceKind, uuid?: string) => `${USER}/devices/2fa/${kind}${uuid === undefined ? '' : `/${uuid}`}`;

/** What AM lists of each kind beside the facts that all have. */
const LISTED: Readonly<Record<DeviceKind, object>> = {
  push: {},
  oath: {},
  webauthn: { credentialId: 'AbC_credential' },
  binding: {
    deviceId: '90be',
    key: { kty: 'RSA', use: 'sig', alg: 'RS512', n: 'xyz', e: 'AQAB', kid: 'key-of-the-app' },
    recoveryCodes: [],
  },
};

interface Who {
  readonly kinds?: readonly DeviceKind[];
  readonly proved?: readonly Evidence[];
  readonly session?: Partial<SignOnSession>;
}

/** What the realm lets people add. */
const ADD = [
  { kind: 'push', journey: 'AddPhone' },
  { kind: 'oath', journey: 'AddCodeApp' },
] as const;

/** A person with devices who is signed on. */
async function owner({ kinds = KINDS, proved = [password, evidence('possession:push', NOW)], session = {} }: Who = {}) {
  const told: Notice[] = [];
  const served = await serve({
    deps: {
      notices: { tell: (notice) => void told.push(notice) },
      deviceJourneys: async () => ({ stepUp: 'StepUp', add: ADD }),
    },
  });
  await addDemo(served.stores);
  await addDevices(served.stores, kinds);
  const { cookie } = await signOn(served.stores, { evidence: proved, ...session });
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    served.call(path, {
      method,
      headers: { cookie, 'x-requested-with': 'forgerock-sdk', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const kept = async (kind: DeviceKind) => (await served.stores.devices[kind].list('/alpha', 'id-demo')).map(({ device }) => device);
  const names = async (kind: DeviceKind) => (await kept(kind)).map(({ deviceName }) => deviceName);
  return { ...served, cookie, send, kept, names, told };
}

describe.each(KINDS)('devices of the kind %s', (kind) => {
  const wire = (more: object = {}) => ({
    _id: `${kind}-1`,
    _rev: REVISION,
    uuid: `${kind}-1`,
    deviceName: `My ${kind}`,
    createdDate: NOW - 1_000,
    lastAccessDate: NOW,
    ...LISTED[kind],
    deviceManagementStatus: true,
    ...more,
  });

  test.each(['_queryFilter=true', '_queryId=*'])('are listed for their owner by %s as AM lists them, without a secret', async (query) => {
    const { send } = await owner();
    const response = await send('GET', `${at(kind)}?${query}`);
    const text = await response.text();
    expect([response.status, JSON.parse(text)]).toEqual([
      200,
      {
        result: [wire()],
        resultCount: 1,
        pagedResultsCookie: null,
        totalPagedResultsPolicy: 'NONE',
        totalPagedResults: -1,
        remainingPagedResults: -1,
      },
    ]);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  test('are read one by one, and renamed with the revision that was read', async () => {
    const { send, names } = await owner();
    const read = await send('GET', at(kind, `${kind}-1`));
    const device = (await read.json()) as { _rev: string };
    expect([read.status, device]).toEqual([200, wire()]);
    const body = { ...device, deviceName: '  Work ', sharedSecret: 'forged', createdDate: 1, uuid: 'forged' };
    const renamed = await send('PUT', at(kind, `${kind}-1`), body, { 'if-match': device._rev });
    expect([renamed.status, await renamed.json()]).toEqual([200, wire({ deviceName: 'Work' })]);
    const stale = await send('PUT', at(kind, `${kind}-1`), { deviceName: 'Home' }, { 'if-match': device._rev });
    expect([stale.status, await names(kind)]).toEqual([412, ['Work']]);
    expect((await send('PUT', at(kind, `${kind}-1`), { deviceName: 'Home' }, { 'if-match': '*' })).status).toBe(200);
  });

  test('keep what is secret of them when they are renamed', async () => {
    const { send, kept } = await owner();
    const [before] = await kept(kind);
    await send('PUT', at(kind, `${kind}-1`), { deviceName: 'Work', sharedSecret: 'forged', key: {}, publicKey: 'forged' });
    expect(await kept(kind)).toEqual([{ ...before, deviceName: 'Work' }]);
  });

  test('are removed, and what is told of what went is no secret', async () => {
    const { send, kept } = await owner();
    const response = await send('DELETE', at(kind, `${kind}-1`), {});
    const text = await response.text();
    expect([response.status, JSON.parse(text), await kept(kind)]).toEqual([200, wire(), []]);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect((await send('GET', at(kind, `${kind}-1`))).status).toBe(404);
  });

  test.each([
    [{}, 400],
    [{ deviceName: '  ' }, 400],
    [{ deviceName: 'x'.repeat(257) }, 400],
    [{ deviceName: 7 }, 400],
    [[], 400],
  ])('are not renamed to %j', async (body, status) => {
    const { send, names } = await owner();
    expect((await send('PUT', at(kind, `${kind}-1`), body)).status).toBe(status);
    expect(await names(kind)).toEqual([`My ${kind}`]);
  });

  test('are skipped, asked about and reset as in AM', async () => {
    const { send, kept } = await owner();
    const act = async (action: string, body: unknown = {}) => {
      const response = await send('POST', `${at(kind)}?_action=${action}`, body);
      return [response.status, await response.json()];
    };
    expect(await act('check')).toEqual([200, { result: false }]);
    expect(await act('skip', { value: true })).toEqual([200, {}]);
    expect(await act('check')).toEqual([200, { result: true }]);
    expect((await act('skip', { value: 'yes' }))[0]).toBe(400);
    expect(await act('reset')).toEqual([200, { result: true }]);
    expect(await kept(kind)).toEqual([]);
    expect(await act('check')).toEqual([200, { result: false }]);
    expect((await act('wipe'))[0]).toBe(400);
  });
});

describe('changing devices asks for a fresh proof at the level that they protect', () => {
  const CHANGES = [
    ['PUT', at('push', 'push-1'), { deviceName: 'Other' }],
    ['DELETE', at('push', 'push-1'), {}],
    ['POST', `${at('push')}?_action=reset`, {}],
    ['POST', `${at('push')}?_action=skip`, { value: true }],
    ['POST', `${at('push', 'push-1')}?_action=recoveryCodes`, {}],
    ['POST', `${at('push', 'push-1')}?_action=primary`, { value: true }],
  ] as const;
  const COUNTS: readonly Factor[] = [
    'possession:push',
    'possession:push-code',
    'possession:oath',
    'possession:passkey',
    'possession:bound-device',
    'possession:recovery-code',
  ];

  test.each(COUNTS.flatMap((factor) => CHANGES.map((change) => [factor, ...change] as const)))(
    '%s of 15 minutes ago lets the owner %s %s',
    async (factor, method, path, body) => {
      const { send } = await owner({ proved: [password, evidence(factor, NOW - 15 * MINUTE)] });
      expect((await send(method, path, body)).status).toBe(200);
    },
  );

  const stranger = { ...evidence('possession:push', NOW), subjectId: 'id-other' };
  const WEAK: readonly (readonly [string, readonly Evidence[]])[] = [
    ['nothing', []],
    ['a password alone', [password]],
    ['a second factor of 16 minutes ago', [password, evidence('possession:push', NOW - 16 * MINUTE)]],
    ["somebody else's second factor", [password, stranger]],
    ['a phone that was removed since', [password, { ...evidence('possession:push', NOW), device: 'push-0' }]],
    ['a recovery code of a phone that was removed since', [password, { ...evidence('possession:recovery-code', NOW), device: 'push-0' }]],
    ['a recovery code of no device', [password, proofOf('possession:recovery-code', NOW)]],
    ['a phone that nobody named', [password, proofOf('possession:push', NOW)]],
    ['a text message', [password, evidence('possession:sms', NOW)]],
    ['a call', [password, evidence('possession:voice', NOW)]],
    ['a mailbox', [evidence('mailbox:link', NOW), evidence('mailbox:code', NOW)]],
    ['what is only remembered', [evidence('remembered:persistent-cookie', NOW)]],
    ['what another server says', [evidence('federated:oidc', NOW)]],
  ];
  test.each(WEAK.flatMap(([what, proved]) => CHANGES.map((change) => [what, ...change, proved] as const)))(
    '%s does not let the owner %s %s',
    async (_what, method, path, body, proved) => {
      const { send, names } = await owner({ proved });
      const response = await send(method, path, body);
      expect([response.status, await response.json()]).toEqual([
        403,
        {
          code: 403,
          reason: 'Forbidden',
          message: 'Sign on again with your second factor, then try within 15 minutes.',
          detail: { errorCode: 'devices.step_up', factors: expect.arrayContaining(['possession:passkey']), maxAge: 900 },
        },
      ]);
      expect(await names('push')).toEqual(['My push']);
    },
  );

  test.each<[string, Evidence]>([
    ['a recovery code of it', evidence('possession:recovery-code', NOW)],
    ['the phone itself', evidence('possession:push', NOW)],
  ])('who has shown %s takes a phone away with everything else that was on it, in any order', async (_what, proof) => {
    const { send, kept } = await owner({ proved: [password, proof] });
    expect((await send('DELETE', at('push', 'push-1'), {})).status).toBe(200);
    expect(await (await send('GET', at('binding'))).json()).toMatchObject({ result: [{ deviceManagementStatus: true }] });
    expect((await send('DELETE', at('binding', 'binding-1'), {})).status).toBe(200);
    expect((await send('POST', `${at('oath')}?_action=reset`, {})).status).toBe(200);
    expect((await send('DELETE', at('webauthn', 'webauthn-1'), {})).status).toBe(200);
    expect(await Promise.all(KINDS.map(kept))).toEqual([[], [], [], []]);
  });

  test('who took a phone away with it makes nothing new by it, and touches nothing that was added since', async () => {
    const { send, names, clock, stores } = await owner({ kinds: ['push', 'oath'] });
    expect((await send('DELETE', at('push', 'push-1'), {})).status).toBe(200);
    // The owner adds a passkey from elsewhere.
    clock.now += MINUTE;
    await addDevices(stores, ['webauthn'], '/alpha', 'id-demo', clock.now);
    const passkey = at('webauthn', 'webauthn-1');
    const tries = [
      await send('POST', `${passkey}?_action=recoveryCodes`, {}),
      await send('POST', `${passkey}?_action=primary`, { value: true }),
      await send('PUT', passkey, { deviceName: 'Mine' }),
      await send('DELETE', passkey, {}),
      await send('POST', `${at('webauthn')}?_action=reset`, {}),
      await send('POST', `${at('oath')}?_action=skip`, { value: true }),
      await send('PUT', at('oath', 'oath-1'), { deviceName: 'Mine' }),
      await send('POST', `${at('oath', 'oath-1')}?_action=recoveryCodes`, {}),
    ];
    expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 403));
    expect(await (await send('GET', at('webauthn'))).json()).toMatchObject({ result: [{ deviceManagementStatus: false }] });
    expect((await send('DELETE', at('oath', 'oath-1'), {})).status).toBe(200);
    expect(await Promise.all([names('webauthn'), names('oath')])).toEqual([['My webauthn'], []]);
  });

  test('that holds for 15 minutes from the proof, and in no other session: what was removed has shown nothing to whoever found it', async () => {
    const served = await owner({ proved: [password, evidence('possession:push', NOW - 14 * MINUTE)] });
    const { cookie } = await signOn(served.stores, { evidence: [password, evidence('possession:push', NOW)] });
    const finder = (method: string, path: string) =>
      served.call(path, { method, headers: { cookie, 'x-requested-with': 'x', 'content-type': 'application/json' }, body: '{}' });
    expect((await served.send('DELETE', at('push', 'push-1'), {})).status).toBe(200);
    expect((await finder('DELETE', at('binding', 'binding-1'))).status).toBe(403);
    served.clock.now += 2 * MINUTE;
    expect((await served.send('DELETE', at('binding', 'binding-1'), {})).status).toBe(403);
    expect(await served.names('binding')).toEqual(['My binding']);
  });

  test('an administrator frees whoever has nothing left to show', async () => {
    const served = await owner({ kinds: ['binding'], proved: [password] });
    const refused = await served.send('DELETE', at('binding', 'binding-1'), {});
    expect([refused.status, await refused.json()]).toMatchObject([403, { detail: { errorCode: 'devices.step_up' } }]);
    await served.stores.identities.create({
      ...{ id: 'id-admin', realm: '/', username: 'amadmin', active: true, attributes: {}, passwordHash: undefined, createdAt: NOW },
    });
    const { cookie } = await signOn(served.stores, { realm: '/', userId: 'id-admin', username: 'amadmin' });
    const headers = { cookie, 'x-requested-with': 'x', 'content-type': 'application/json' };
    expect((await served.call(at('binding', 'binding-1'), { method: 'DELETE', headers, body: '{}' })).status).toBe(200);
    expect((await served.send('POST', `${at('push')}?_action=skip`, { value: true })).status).toBe(200);
  });

  test('a list says that this session may not change its devices', async () => {
    const { send } = await owner({ proved: [password] });
    expect(await (await send('GET', at('push'))).json()).toMatchObject({ result: [{ deviceManagementStatus: false }] });
  });

  test.each([
    ['a fresh password', [password], 200],
    ['what another server says', [evidence('federated:oidc', NOW)], 200],
    ['a password of 16 minutes ago', [evidence('knowledge:password', NOW - 16 * MINUTE)], 403],
    ['a mailbox', [evidence('mailbox:link', NOW)], 403],
    ['what is only remembered', [evidence('remembered:persistent-cookie', NOW)], 403],
  ])('of whoever has no device, %s answers for what they skip: %s', async (_what, proved, status) => {
    const { send } = await owner({ kinds: [], proved });
    expect((await send('POST', `${at('push')}?_action=skip`, { value: true })).status).toBe(status);
  });

  test('where only devices of the same kind may be changed, no other kind does', async () => {
    const { send, names } = await owner({ session: { properties: { DeviceManagement: 'SAME' } } });
    const refused = await send('DELETE', at('oath', 'oath-1'), {});
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { detail: { errorCode: 'devices.step_up', factors: ['possession:oath', 'possession:recovery-code'] } },
    ]);
    expect(await names('oath')).toEqual(['My oath']);
    expect((await send('DELETE', at('push', 'push-1'), {})).status).toBe(200);
  });

  test.each(['ANY', 'NONE'])('no property of a session is worth more than the proof: %s', async (strategy) => {
    const { send } = await owner({
      proved: [password],
      session: { properties: { DeviceManagement: strategy, AuthType: 'DataStore|ElevatedPrivileges' } },
    });
    expect((await send('DELETE', at('push', 'push-1'), {})).status).toBe(403);
  });
});

describe('devices are nobody else’s', () => {
  test.each([
    ['another person’s', USER.replace('/demo', '/other'), 403],
    ['somebody’s who is not there', USER.replace('/demo', '/nobody'), 403],
    ['those of the same name in another realm', USER.replace('/alpha', '/beta'), 401],
    ['those of a kind that there is not', `${USER}/devices/2fa/carrier-pigeon`, 404],
  ])('%s are not listed', async (_what, path, status) => {
    const { send } = await owner();
    const whole = path.includes('2fa') ? path : `${path}/devices/2fa/push`;
    expect((await send('GET', whole)).status).toBe(status);
  });

  test.each([
    ['DELETE', at('push', 'push-2'), 404],
    ['DELETE', at('oath', 'push-1'), 404],
    ['DELETE', at('push', 'push-1').replace('/demo', '/other'), 403],
    ['DELETE', at('push', 'push-1').replace('/alpha', '/beta'), 401],
    ['DELETE', at('push'), 405],
    ['PATCH', at('push', 'push-1'), 405],
    ['PUT', at('push'), 405],
    ['GET', `${at('push', 'push-1')}/more`, 404],
  ])('%s %s is %i, and changes nothing', async (method, path, status) => {
    const { send, names } = await owner();
    expect((await send(method, path, method === 'GET' ? undefined : {})).status).toBe(status);
    expect(await names('push')).toEqual(['My push']);
  });

  test('nobody sees or changes them without a session', async () => {
    const { call, names } = await owner();
    expect((await call(at('push'))).status).toBe(401);
    expect((await call(at('push', 'push-1'), { method: 'DELETE', headers: { 'x-requested-with': 'x' } })).status).toBe(401);
    expect(await names('push')).toEqual(['My push']);
  });

  test.each(['DELETE', 'PUT', 'POST'])('%s of another site is refused', async (method) => {
    const { call, cookie, names } = await owner();
    const path = method === 'POST' ? `${at('push')}?_action=reset` : at('push', 'push-1');
    expect((await call(path, { method, headers: { cookie } })).status).toBe(403);
    expect(await names('push')).toEqual(['My push']);
  });

  test('a bound device also goes by the name of its key, as mobile clients call it', async () => {
    const { send, kept } = await owner();
    expect((await send('DELETE', at('binding', 'key-of-the-app'), {})).status).toBe(200);
    expect(await kept('binding')).toEqual([]);
  });
});

describe('the account page', () => {
  const ALL = `${USER}/devices/2fa`;

  test('has all devices in one answer, with what can be done and where to go for it', async () => {
    const served = await owner();
    const { cookie } = await signOn(served.stores, { evidence: [password] });
    const body = async (headers: Record<string, string>) => (await served.call(ALL, { headers })).json();
    const answer = await served.send('GET', ALL);
    const text = await answer.text();
    expect(JSON.parse(text)).toEqual({
      devices: ['webauthn', 'push', 'oath', 'binding'].map((kind) => ({
        kind,
        uuid: `${kind}-1`,
        deviceName: `My ${kind}`,
        createdDate: NOW - 1_000,
        lastAccessDate: NOW,
        recoveryCodes: 1,
        primary: false,
        changeable: true,
      })),
      stepUp: 'StepUp',
      byPassword: null,
      add: [{ kind: 'oath', journey: 'AddCodeApp' }],
      offlineCode: { status: 'none', hasBackupCode: false, changeable: true, journey: null, needsDevice: false },
    });
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(await body({ cookie })).toMatchObject({ devices: [{ changeable: false }, {}, {}, {}] });
  });

  test('offers a phone to who has none', async () => {
    const { send } = await owner({ kinds: ['oath'] });
    expect(await (await send('GET', ALL)).json()).toMatchObject({ add: ADD });
  });

  test('is for the owner alone', async () => {
    const { call } = await owner();
    expect((await call(ALL)).status).toBe(401);
  });
});

describe('the owner is told by another way', () => {
  test('of every change, also of one that an administrator made', async () => {
    const { send, told } = await owner({ proved: [evidence('possession:push', NOW), evidence('possession:oath', NOW)] });
    for (const value of [true, false, 'badly said']) await send('POST', `${at('push')}?_action=skip`, { value });
    await send('PUT', at('push', 'push-1'), { deviceName: 'Work' });
    await send('POST', `${at('push', 'push-1')}?_action=recoveryCodes`, {});
    await send('DELETE', at('push', 'push-1'), {});
    await send('POST', `${at('oath')}?_action=reset`, {});
    await send('DELETE', at('oath', 'oath-1'), {});
    const demo = { realm: '/alpha', subject: { id: 'id-demo', username: 'demo' } };
    expect(told).toMatchObject([
      { ...demo, event: 'secondFactorChanged', facts: {} },
      { ...demo, event: 'secondFactorChanged', facts: {} },
      { ...demo, event: 'deviceRenamed', facts: { deviceName: 'Work' } },
      { ...demo, event: 'recoveryCodesNew', facts: { deviceName: 'Work' } },
      { ...demo, event: 'deviceRemoved', facts: { deviceName: 'Work' } },
      { ...demo, event: 'deviceRemoved', facts: { deviceName: 'My oath' } },
    ]);
  });
});

describe('the device that comes first', () => {
  const first = (kind: DeviceKind, uuid = `${kind}-1`) => `${at(kind, uuid)}?_action=primary`;

  test('is said by its owner, who is told by another way, and taken back', async () => {
    const { send, told, stores } = await owner();
    const shown = async () => {
      const { devices } = (await (await send('GET', `${USER}/devices/2fa`)).json()) as { devices: { uuid: string; primary: boolean }[] };
      return devices.flatMap(({ uuid, primary }) => (primary ? [uuid] : []));
    };
    expect(await shown()).toEqual([]);
    for (const kind of ['push', 'oath', 'webauthn'] as const) {
      const response = await send('POST', first(kind), kind === 'push' ? {} : { value: true });
      expect([response.status, await response.json(), await shown()]).toEqual([200, { primary: true }, [`${kind}-1`]]);
    }
    expect(told.map(({ event, facts }) => [event, facts?.deviceName])).toEqual([
      ['devicePrimary', 'My push'],
      ['devicePrimary', 'My oath'],
      ['devicePrimary', 'My webauthn'],
    ]);
    expect((await stores.identities.findById('/alpha', 'id-demo'))?.meta).toEqual({ primaryDevice: 'webauthn-1' });
    await send('POST', first('oath'), { value: false });
    expect([await shown(), told.length], 'another one is first').toEqual([['webauthn-1'], 3]);
    await send('POST', first('webauthn'), { value: false });
    expect([await shown(), told.slice(3)]).toMatchObject([[], [{ event: 'secondFactorChanged', facts: { deviceName: 'My webauthn' } }]]);
  });

  test('is none that is not there, that no journey asks for, or that is said badly', async () => {
    const { send, stores } = await owner();
    const statuses = [
      (await send('POST', first('push', 'push-2'), {})).status,
      (await send('POST', first('binding'), {})).status,
      (await send('POST', first('push'), { value: 'yes' })).status,
    ];
    expect([statuses, (await stores.identities.findById('/alpha', 'id-demo'))?.meta]).toEqual([[404, 400, 400], undefined]);
  });
});

describe('recovery codes of a device', () => {
  test('are made anew for their owner, in the place of the old ones', async () => {
    const { send, stores, logged } = await owner();
    const response = await send('POST', `${at('oath', 'oath-1')}?_action=recoveryCodes`, {});
    const { recoveryCodes } = (await response.json()) as { recoveryCodes: string[] };
    expect([response.status, recoveryCodes.length, response.headers.get('cache-control')]).toEqual([200, 10, 'no-store']);
    const [record] = await stores.devices.oath.list('/alpha', 'id-demo');
    expect(record?.recoveryCodes).toHaveLength(10);
    expect(record?.recoveryCodes).not.toContain('hash-of-a-code');
    for (const code of recoveryCodes) {
      expect(JSON.stringify(record), 'codes are kept one-way').not.toContain(code);
      expect(JSON.stringify(logged), 'codes are not logged').not.toContain(code);
    }
  });

  test('are not for bound devices', async () => {
    const { send } = await owner();
    expect((await send('POST', `${at('binding', 'binding-1')}?_action=recoveryCodes`, {})).status).toBe(400);
  });
});

describe('an administrator', () => {
  async function administrator(more: Partial<SignOnSession> = {}) {
    const served = await owner({ proved: [] });
    await served.stores.identities.create({
      id: 'id-admin',
      realm: '/',
      username: 'amadmin',
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: NOW,
    });
    const { cookie } = await signOn(served.stores, { realm: '/', userId: 'id-admin', username: 'amadmin', ...more });
    const send = (method: string, path: string, body?: unknown) =>
      served.call(path, {
        method,
        headers: { cookie, 'x-requested-with': 'x', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    return { ...served, send };
  }

  test('sees, renames, removes and resets the devices of others, and each change is noted', async () => {
    const { send, kept, logged } = await administrator();
    const text = await (await send('GET', `${at('oath')}?_queryFilter=true`)).text();
    expect(JSON.parse(text)).toMatchObject({ result: [{ uuid: 'oath-1', deviceManagementStatus: true }] });
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect((await send('PUT', at('oath', 'oath-1'), { deviceName: 'App' })).status).toBe(200);
    expect((await send('DELETE', at('oath', 'oath-1'), {})).status).toBe(200);
    expect((await send('POST', `${at('push')}?_action=reset`, {})).status).toBe(200);
    expect([await kept('oath'), await kept('push')]).toEqual([[], []]);
    const notes = logged.map(({ facts }) => facts).filter((facts) => 'event' in facts && String(facts.event).startsWith('device.'));
    expect(notes).toEqual([
      { event: 'device.renamed', by: 'amadmin', realm: '/alpha', user: 'demo', kind: 'oath', devices: ['oath-1'] },
      { event: 'device.removed', by: 'amadmin', realm: '/alpha', user: 'demo', kind: 'oath', devices: ['oath-1'] },
      { event: 'device.reset', by: 'amadmin', realm: '/alpha', user: 'demo', kind: 'push', devices: ['push-1'] },
    ]);
  });

  test('makes no recovery codes for others, since they would be a factor for the administrator', async () => {
    const { send } = await administrator();
    expect((await send('POST', `${at('oath', 'oath-1')}?_action=recoveryCodes`, {})).status).toBe(403);
  });

  test('is told who is not there', async () => {
    const { send } = await administrator();
    expect((await send('GET', at('push').replace('/demo', '/nobody'))).status).toBe(404);
  });

  test('needs a second factor for their own devices as anybody does', async () => {
    const { send, stores } = await administrator();
    await addDevices(stores, ['push'], '/', 'id-admin');
    const own = '/am/json/realms/root/users/amadmin/devices/2fa/push/push-1';
    expect((await send('DELETE', own, {})).status).toBe(403);
    expect(await stores.devices.push.list('/', 'id-admin')).toHaveLength(1);
  });

  test('of the name alone is none: somebody of the root realm without the right is refused', async () => {
    const { send, stores, names } = await administrator({ userId: 'id-clerk', username: 'clerk' });
    await stores.identities.create({
      id: 'id-clerk',
      realm: '/',
      username: 'clerk',
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: NOW,
    });
    expect((await send('GET', at('push'))).status).toBe(403);
    expect((await send('DELETE', at('push', 'push-1'), {})).status).toBe(403);
    expect(await names('push')).toEqual(['My push']);
  });

  test.each([
    ['fr:am:*', 200],
    ['fr:idm:*', 403],
  ])('comes with an access token of the scope %s: %i', async (scope, status) => {
    const served = await serve({
      deps: {
        oauth2: {
          answer: () => Promise.reject(new Error('not asked')),
          administration: async (token) =>
            token === 'good'
              ? {
                  administrator: { id: 'id-admin', realm: '/', username: 'amadmin', active: true, attributes: {} },
                  scopes: new Set([scope]),
                }
              : undefined,
        },
      },
    });
    await addDemo(served.stores);
    await addDevices(served.stores, ['push']);
    const remove = (token: string) =>
      served.call(at('push', 'push-1'), { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    expect((await remove('bad')).status).toBe(401);
    expect((await remove('good')).status).toBe(status);
    expect(await served.stores.devices.push.list('/alpha', 'id-demo')).toHaveLength(status === 200 ? 0 : 1);
  });
});
