import { freshDirectoryRecord } from '@waygate/continuity';
import { HashingQueue } from '@waygate/integrations';
import { continuityService, FAILURE_ID, type JourneyNode, offlineDirectory, SUCCESS_ID, WaygateError } from '@waygate/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { refusingWire } from '../../../packages/integrations/test/directory/refusing-wire.ts';
import { ADMIN, GROUPS, PEOPLE, type Slapd, startSlapd } from '../../../packages/integrations/test/directory/slapd.ts';
import { loopbackCertificate } from '../../../packages/integrations/test/mail/loopback-certificate.ts';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { composeDirectorySyncer } from '../src/compose-directories.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { directoryDesk } from '../src/directory-desk.ts';
import { journeyOf, node, openHouse } from './house.ts';

const HOUR_MS = 3_600_000;
const ENDS = ['false', 'stale', 'locked', 'unavailable'] as const;

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
});
afterAll(() => slapd.stop());
let number = 0;
/** Names of the people of one test, so that tests do not meet. */
let mia = '';
let tom = '';
beforeEach(async () => {
  number += 1;
  mia = `mia${number}`;
  tom = `tom${number}`;
  const dn = await slapd.add(mia, 'correct horse', { mail: `${mia}@example.com` });
  await slapd.add(tom, 'another horse');
  await slapd.entry(`cn=Staff${number},${GROUPS}`, { objectClass: 'groupOfUniqueNames', cn: `Staff${number}`, uniqueMember: dn });
});

const asked = (next: string, nodes: Record<string, JourneyNode>) =>
  journeyOf({
    name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
    password: node('PasswordCollectorNode', {}, { outcome: next }),
    ...nodes,
  });
const offlineNode = (config: object = {}) => ({
  offline: node(
    'OfflineDirectoryDecisionNode',
    { identityProvider: 'Okta', ...config },
    { true: SUCCESS_ID, ...Object.fromEntries(ENDS.map((outcome) => [outcome, FAILURE_ID])) },
  ),
});
const onlineNode = (address: string) => ({
  online: node(
    'LdapDecisionNode',
    { primaryServers: [address], accountSearchBaseDn: [PEOPLE], adminDn: ADMIN.dn, adminPassword: ADMIN.password },
    { TRUE: SUCCESS_ID, FALSE: FAILURE_ID, LOCKED: FAILURE_ID, CANCELLED: FAILURE_ID, EXPIRED: FAILURE_ID },
  ),
});

interface World {
  readonly server?: Slapd;
  readonly keeps?: boolean;
  readonly config?: object;
  /** Runs the journey by LDAP Decision in the place of the copy. */
  readonly first?: 'offline' | 'online';
}

/** A house whose provider has slapd as its offline directory, copied once; its clock is a test's to move. */
async function offlineHouse({ server = slapd, keeps = true, config = {}, first = 'offline' }: World = {}) {
  const clock = { now: Date.now() };
  const warned: object[] = [];
  const log = { debug: () => undefined, info: () => undefined, error: () => undefined, isLevelEnabled: () => false };
  const offline = asked('offline', offlineNode(config));
  const online = { ...asked('online', onlineNode(server.address)), name: 'Online' };
  const house = await openHouse(first === 'offline' ? [offline, online] : [online, offline], {
    now: () => clock.now,
    surroundings: {
      directoryHosts: ['localhost'],
      directoryAuthorities: loopbackCertificate.cert,
      serverLog: { ...log, warn: (facts) => void warned.push(facts) },
    },
  });
  const { stores, workspace } = house;
  await stores.services.set(
    '/alpha',
    'continuity',
    continuityService.parse({ captureVerifiers: keeps, snapshotMaxAgeHours: 24, verifierMaxAgeHours: 48 }),
  );
  const health = composeHealthDesk(workspace, () => clock.now);
  const idp = await continuityDesk(workspace, health).create('/alpha', {
    name: 'Okta',
    label: '',
    mode: 'AUTOMATIC',
    probe: { type: 'HTTP', url: 'https://id.example/' },
    healthPolicy: {
      healthCheckInterval: 60,
      timeout: 3,
      maxRetries: 3,
      failureThreshold: 3,
      successThreshold: 2,
      recoveryCooldownInterval: 360,
    },
  });
  const surroundings = { allowed: new Set(['localhost']) };
  const desk = directoryDesk(workspace, surroundings, () => clock.now);
  const { id } = await desk.create(
    '/alpha',
    idp.id,
    offlineDirectory.options[0].omit({ id: true, idpId: true }).parse({
      type: 'OPEN_LDAP',
      connection: { connectionUrl: `ldap://${server.address}`, bindDn: ADMIN.dn, bindCredential: ADMIN.password },
      config: { userSearchDn: PEOPLE, groupSearchDn: GROUPS },
    }),
  );
  const account = async (username: string) => {
    const made = { id: `id-${username}`, username };
    await stores.identities.create({ ...made, realm: '/alpha', active: true, attributes: {}, passwordHash: undefined, createdAt: 0 });
    return made;
  };
  const copy = async () => {
    const before = (await desk.status('/alpha', id)).lastAttempt?.at;
    clock.now += 1;
    await desk.syncNow('/alpha', id);
    const syncer = composeDirectorySyncer(workspace, () => clock.now, surroundings);
    syncer.start();
    await expect.poll(async () => (await desk.status('/alpha', id)).lastAttempt?.at, { timeout: 20_000 }).not.toBe(before);
    await syncer.stop();
    return desk.status('/alpha', id);
  };
  const signOn = async (name: string, password: string, journey = 'Journey') => {
    const step = await house.answer(await house.answer(await house.start({ journey }), { type: 'NameCallback', value: name }), {
      type: 'PasswordCallback',
      value: password,
    });
    return { step, end: step.kind === 'success' ? 'success' : house.visits.at(-1)?.result };
  };
  expect((await copy()).state).toBe('current');
  return { ...house, clock, warned, desk, health, id, idp, copy, signOn, account };
}

/** A slapd of one test, which may die. */
async function mortal(): Promise<Slapd> {
  const own = await startSlapd();
  onTestFinished(() => own.stop());
  const dn = await own.add(mia, 'correct horse');
  await own.add(tom, 'another horse');
  await own.entry(`cn=Staff,${GROUPS}`, { objectClass: 'groupOfUniqueNames', cn: 'Staff', uniqueMember: dn });
  return own;
}

const tooMany = () => {
  throw new WaygateError('operational', 'hash.busy', 'Too many.');
};

describe('while the directory answers, an offline sign-on', () => {
  it('is one by its word, with the groups of the copy in a short session', async () => {
    const { signOn, account, faults, ports } = await offlineHouse({ config: { offlineSessionMinutes: 30 } });
    const person = await account(mia);
    const { step } = await signOn(mia.toUpperCase(), 'correct horse');
    expect(faults).toEqual([]);
    expect(step).toMatchObject({
      kind: 'success',
      session: {
        userId: person.id,
        offline: { provider: 'Okta', groups: [`Staff${number}`], groupDns: [`cn=staff${number},${GROUPS}`] },
        maxSessionSeconds: 1_800,
        evidence: [{ factor: 'knowledge:password' }],
      },
    });
    expect((await signOn(mia, 'wrong horse')).end).toBe('false');
    expect((await signOn('nobody', 'correct horse')).end).toBe('false');
    expect((await signOn('*', 'correct horse')).end).toBe('false');
    // Directories take an empty password for nobody in particular, and let nobody in.
    const empty = { username: mia, password: '' };
    expect(await ports.offlineDirectory.authenticate('/alpha', 'Okta', empty, { permit: async () => true })).toEqual({ status: 'wrong' });
  });

  it('knows nobody who is not in the copy, and nobody who was disabled or gone in it', async () => {
    const { signOn, account, copy } = await offlineHouse();
    await account(mia);
    await slapd.add(`late${number}`, 'late horse');
    await account(`late${number}`);
    expect((await signOn(`late${number}`, 'late horse')).end).toBe('false');
    await copy();
    expect((await signOn(`late${number}`, 'late horse')).end).toBe('success');
    await slapd.set(`uid=${mia},${PEOPLE}`, { pwdAccountLockedTime: '000001010000Z' });
    await copy();
    expect((await signOn(mia, 'correct horse')).end).toBe('false');
  });
});

describe('while nothing answers, an offline sign-on', () => {
  it('is one by a password that was right before, by LDAP Decision or by the copy, and by no other', async () => {
    const server = await mortal();
    const { signOn, account, desk, id, faults } = await offlineHouse({ server });
    await account(mia);
    await account(tom);
    expect((await signOn(mia, 'correct horse', 'Online')).end).toBe('success');
    expect((await desk.status('/alpha', id)).verifiers).toBe(1);
    await server.kill();
    const { step } = await signOn(mia, 'correct horse');
    expect(step).toMatchObject({ kind: 'success', session: { offline: { provider: 'Okta', groups: ['Staff'] } } });
    expect((await signOn(mia, 'wrong horse')).end).toBe('false');
    // Somebody who never signed on, and nobody, are told the same.
    expect((await signOn(tom, 'another horse')).end).toBe('false');
    expect((await signOn('nobody', 'another horse')).end).toBe('false');
    expect(faults).toEqual([]);
  });

  it('is refused when the copy or the password has grown too old', async () => {
    const server = await mortal();
    const { signOn, account, clock, stores, id } = await offlineHouse({ server });
    await account(mia);
    await signOn(mia, 'correct horse');
    await server.kill();
    clock.now += 24 * HOUR_MS - 60_000;
    expect((await signOn(mia, 'correct horse')).end).toBe('success');
    clock.now += 120_000;
    expect((await signOn(mia, 'correct horse')).end).toBe('stale');
    expect((await signOn('nobody', 'x')).end).toBe('stale');
    // A younger copy does not make the password younger; and that one is old is said only of a right one.
    await stores.directories.update(
      id,
      (record) => record?.copy && { ...record, copy: { ...record.copy, syncedAt: clock.now + 24 * HOUR_MS } },
    );
    clock.now += 24 * HOUR_MS;
    expect((await signOn(mia, 'correct horse')).end).toBe('stale');
    expect((await signOn(mia, 'wrong horse')).end).toBe('false');
  });

  it('may be held to a younger copy by its author, never to an older one', async () => {
    const server = await mortal();
    const strict = await offlineHouse({ server, config: { maximumAgeHours: 2 } });
    strict.clock.now += 3 * HOUR_MS;
    expect((await strict.signOn(mia, 'correct horse')).end).toBe('stale');
    const loose = await offlineHouse({ server, config: { maximumAgeHours: 1_000 } });
    loose.clock.now += 25 * HOUR_MS;
    expect((await loose.signOn(mia, 'correct horse')).end).toBe('stale');
  });

  it('is impossible where the realm keeps no passwords, whoever it is', async () => {
    const server = await mortal();
    const { signOn, account, desk, id } = await offlineHouse({ server, keeps: false });
    await account(mia);
    expect((await signOn(mia, 'correct horse')).end).toBe('success');
    expect((await signOn(mia, 'correct horse', 'Online')).end).toBe('success');
    expect((await desk.status('/alpha', id)).verifiers).toBe(0);
    await server.kill();
    expect((await signOn(mia, 'correct horse')).end).toBe('unavailable');
    expect((await signOn('nobody', 'x')).end).toBe('unavailable');
  });

  it('is slowed down like any other after wrong ones, and still is after a right one was not looked at', async () => {
    const server = await mortal();
    const { signOn, account } = await offlineHouse({ server });
    await account(mia);
    await signOn(mia, 'correct horse');
    await server.kill();
    const ends: unknown[] = [];
    for (let tries = 0; tries < 30 && ends.at(-1) !== 'wait'; tries += 1) {
      const { step, end } = await signOn(mia, 'wrong horse');
      expect([step.kind, end]).toEqual(['failure', 'false']);
      if ((await signOn(mia, 'correct horse')).end === 'false') ends.push('wait');
      else await signOn(mia, 'wrong horse');
      for (let more = 0; more < 6 && ends.length === 0; more += 1) await signOn(mia, 'wrong horse');
    }
    expect(ends).toEqual(['wait']);
  });

  it('waits a short time for a directory that hangs, and the next one not at all', async () => {
    const server = await mortal();
    const { signOn, account } = await offlineHouse({ server });
    await account(mia);
    await signOn(mia, 'correct horse');
    server.freeze();
    onTestFinished(() => server.thaw());
    expect((await signOn(mia, 'correct horse')).end).toBe('success');
    expect((await signOn(mia, 'correct horse')).end).toBe('success');
  });
});

describe('a password that was kept', () => {
  it('dies when the directory calls it wrong, here or at LDAP Decision, and not by another that is wrong', async () => {
    const server = await mortal();
    const { signOn, account, desk, id } = await offlineHouse({ server });
    await account(mia);
    await account(tom);
    const verifiers = async () => (await desk.status('/alpha', id)).verifiers;
    await signOn(mia, 'correct horse');
    await signOn(tom, 'another horse');
    await signOn(mia, 'wrong horse');
    expect(await verifiers()).toBe(2);
    await server.set(`uid=${mia},${PEOPLE}`, { userPassword: 'fresh horse' });
    await server.set(`uid=${tom},${PEOPLE}`, { userPassword: 'fresh horse' });
    expect((await signOn(mia, 'correct horse')).end).toBe('false');
    expect(await verifiers()).toBe(1);
    expect((await signOn(tom, 'another horse', 'Online')).end).toBe('FALSE');
    expect(await verifiers()).toBe(0);
    await server.kill();
    expect((await signOn(mia, 'correct horse')).end).toBe('false');
  });

  it('outlives no change of the password because the server had too much to do to compare it: the step is sent again', async () => {
    const server = await mortal();
    const { signOn, account, desk, id, workspace, stores, clock } = await offlineHouse({ server });
    const { id: person } = await account(mia);
    await signOn(mia, 'correct horse');
    await server.set(`uid=${mia},${PEOPLE}`, { userPassword: 'fresh horse' });
    const busy = vi.spyOn(workspace.hasher, 'admitLater').mockImplementationOnce((work) => work(tooMany));
    await expect(signOn(mia, 'correct horse', 'Online')).rejects.toMatchObject({ code: 'hash.busy' });
    expect(busy).toHaveBeenCalledOnce();
    expect(await stores.attempts.find('/alpha', { person }, clock.now)).toBeUndefined();
    expect((await signOn(mia, 'correct horse', 'Online')).end).toBe('FALSE');
    expect((await desk.status('/alpha', id)).verifiers).toBe(0);
  });

  it('is not tried, and no try is counted, while the server has too much to do', async () => {
    const server = await mortal();
    const { signOn, account, workspace, stores, clock } = await offlineHouse({ server });
    const { id: person } = await account(mia);
    await signOn(mia, 'correct horse');
    await server.kill();
    const tries = async () => (await stores.attempts.find('/alpha', { person }, clock.now))?.authenticators.flatMap((one) => one.tries);
    const before = await tries();
    vi.spyOn(workspace.hasher, 'admitLater').mockImplementationOnce((work) => work(tooMany));
    await expect(signOn(mia, 'wrong horse')).rejects.toMatchObject({ code: 'hash.busy' });
    expect(await tries()).toEqual(before);
    expect((await signOn(mia, 'wrong horse')).end).toBe('false');
    expect(await tries()).not.toEqual(before);
  });

  it('goes with the person, and stays theirs when they are renamed: they are the same account, and the new owner of the name is not', async () => {
    const server = await mortal();
    const { signOn, account, copy, desk, id } = await offlineHouse({ server });
    const person = await account(mia);
    await signOn(mia, 'correct horse');
    await signOn(tom, 'another horse');
    await server.remove(`uid=${tom},${PEOPLE}`);
    await server.rename(`uid=${mia},${PEOPLE}`, `uid=renamed${number},${PEOPLE}`);
    await server.add(mia, 'usurper horse');
    expect(await copy()).toMatchObject({ copy: { generation: 2, users: 2 }, verifiers: 1 });
    expect((await signOn(mia, 'correct horse')).end).toBe('false');
    // Whoever has the name now must not get the account of the one who had it.
    expect((await signOn(mia, 'usurper horse')).end).toBe('false');
    const live = await signOn(`renamed${number}`, 'correct horse');
    expect(live.step).toMatchObject({ kind: 'success', session: { userId: person.id, username: mia } });
    await server.kill();
    expect((await signOn(`renamed${number}`, 'correct horse')).step).toMatchObject({ session: { userId: person.id } });
    expect((await signOn(tom, 'another horse')).end).toBe('false');
    expect((await desk.status('/alpha', id)).verifiers).toBe(1);
  });

  it('dies when the directory locks the account', async () => {
    const server = await mortal();
    const { signOn, account, desk, id } = await offlineHouse({ server });
    await account(mia);
    await signOn(mia, 'correct horse');
    const pwdPolicySubentry = await server.policy('lockout', { pwdLockout: 'TRUE', pwdMaxFailure: '2', pwdLockoutDuration: '0' });
    await server.set(`uid=${mia},${PEOPLE}`, { pwdPolicySubentry, pwdAccountLockedTime: '000001010000Z' });
    expect((await signOn(mia, 'correct horse')).end).toBe('locked');
    expect((await desk.status('/alpha', id)).verifiers).toBe(0);
  });
});

describe('a directory that answers with a refusal', () => {
  const refusing = async () => {
    const server = await mortal();
    const wire = await refusingWire(server.address);
    return { server: { ...server, address: wire.address }, wire };
  };

  it('keeps places from nobody while it hangs: none before it has said whom a password is of, and no more than half while it judges one', async () => {
    const { server, wire } = await refusing();
    const { signOn, account, workspace, stores, clock } = await offlineHouse({ server });
    await account(mia);
    const { id: person } = await account(tom);
    const queue = new HashingQueue({ atOnce: 1, longest: 1 });
    vi.spyOn(workspace.hasher, 'admit').mockImplementation((work, lane) => queue.admit(work, lane));
    vi.spyOn(workspace.hasher, 'admitLater').mockImplementation((work, lane) => queue.admitLater(work, lane));
    const free = async () => {
      const gate = Promise.withResolvers<void>();
      const both = Promise.allSettled([queue.admit(() => gate.promise), queue.admit(() => gate.promise)]);
      gate.resolve();
      return (await both).filter(({ status }) => status === 'fulfilled').length;
    };
    const bind = wire.hold(ADMIN.dn);
    const connecting = signOn(mia, 'correct horse', 'Online');
    await vi.waitUntil(() => bind.waiting() === 1);
    expect(await free()).toBe(2);
    bind.letGo();
    expect((await connecting).end).toBe('success');

    const judged = wire.hold(`uid=${mia},${PEOPLE}`);
    const judging = signOn(mia, 'correct horse', 'Online');
    await vi.waitUntil(() => judged.waiting() === 1);
    for (const name of [tom, 'nobody']) await expect(signOn(name, 'wrong horse', 'Online')).rejects.toMatchObject({ code: 'hash.busy' });
    expect(await stores.attempts.find('/alpha', { person }, clock.now)).toBeUndefined();
    expect(await free()).toBe(1);
    judged.letGo();
    expect((await judging).end).toBe('success');
    expect((await signOn(tom, 'wrong horse', 'Online')).end).toBe('FALSE');
    expect(await free()).toBe(2);
  });

  it.each([
    ['an inactivated account', 53],
    ['too many tries', 19],
    ['no right to sign on', 50],
    ['an account without a password', 48],
  ])('lets nobody in by a kept password because of %s, and goes on to judge everybody else', async (_, code) => {
    const { server, wire } = await refusing();
    const { signOn, account, desk, id, faults } = await offlineHouse({ server });
    await account(mia);
    await account(tom);
    const verifiers = async () => (await desk.status('/alpha', id)).verifiers;
    await signOn(mia, 'correct horse');
    await signOn(tom, 'another horse');
    await server.set(`uid=${tom},${PEOPLE}`, { userPassword: 'fresh horse' });
    wire.refuse(`uid=${mia},${PEOPLE}`, code);
    expect((await signOn(mia, 'correct horse')).end).toBe('locked');
    expect(await verifiers()).toBe(1);
    expect((await signOn(tom, 'another horse')).end).toBe('false');
    expect(await verifiers()).toBe(0);
    expect((await signOn(mia, 'correct horse', 'Online')).end).toBe('LOCKED');
    expect(faults).toEqual([]);
  });

  it.each([
    ['does not know the bind user any more', ADMIN.dn, 49],
    ['has no right left for the bind user', ADMIN.dn, 50],
    ['wants another way of binding for people', undefined, 8],
  ])('is unavailable when it %s, for no kept password rules; the operator is told, and the passwords stay', async (_, dn, code) => {
    const { server, wire } = await refusing();
    const { signOn, account, desk, id, visits, warned } = await offlineHouse({ server });
    await account(mia);
    await signOn(mia, 'correct horse');
    wire.refuse(dn ?? `uid=${mia},${PEOPLE}`, code);
    expect((await signOn(mia, 'correct horse')).end).toBe('unavailable');
    expect(warned).toMatchObject([{ event: 'continuity.directory_not_asked', err: { code: 'directory.misconfigured' } }]);
    expect((await desk.status('/alpha', id)).verifiers).toBe(1);
    wire.refuse(dn ?? `uid=${mia},${PEOPLE}`, undefined);
    expect((await signOn(mia, 'correct horse')).end).toBe('success');
    expect(visits.at(-1)?.audit).toMatchObject({ by: 'bind' });
  });

  it.each([
    ['busy', 51],
    ['unavailable', 52],
  ])('is away when it says that it is %s', async (_, code) => {
    const { server, wire } = await refusing();
    const { signOn, account, visits } = await offlineHouse({ server });
    await account(mia);
    await signOn(mia, 'correct horse');
    wire.refuse(ADMIN.dn, code);
    expect((await signOn(mia, 'correct horse')).end).toBe('success');
    expect(visits.at(-1)?.audit).toMatchObject({ by: 'verifier' });
  });
});

it('a rehearsed outage of a provider that is the directory goes by what is kept, though the directory answers', async () => {
  const server = await mortal();
  const { signOn, account, health, workspace, idp, visits } = await offlineHouse({ server });
  await account(mia);
  await continuityDesk(workspace, health).replace('/alpha', idp.id, {
    ...idp,
    probe: { type: 'LDAP', url: `ldap://${server.address}`, startTls: false },
  });
  await signOn(mia, 'correct horse');
  await health.simulate('/alpha', idp.id, { by: 'amadmin', minutes: 5 });
  expect((await signOn(mia, 'correct horse')).end).toBe('success');
  expect(visits.at(-1)?.audit).toMatchObject({ by: 'verifier' });
  expect((await signOn(tom, 'another horse')).end).toBe('false');
  await health.endSimulation('/alpha', idp.id, 'amadmin');
  expect((await signOn(mia, 'correct horse')).end).toBe('success');
  expect(visits.at(-1)?.audit).toMatchObject({ by: 'bind' });
});

it('is unavailable when the provider has no directory any more, which is no fault of the journey', async () => {
  const { desk, id, signOn, faults } = await offlineHouse();
  await desk.remove('/alpha', id);
  expect((await signOn(mia, 'correct horse')).end).toBe('unavailable');
  expect(faults).toEqual([]);
});

it('a copy that died with its process is taken over when that has been silent for long enough, and what it had written goes', async () => {
  const { stores, workspace, clock, id, desk, signOn, account } = await offlineHouse();
  await account(mia);
  const somebody = { uniqueId: 'x', username: 'half', dn: 'uid=half,dc=x', groups: [], isDisabled: false, attributes: {} };
  const fence = await stores.leases.take('continuity.directory', 'dead', 15_000);
  await stores.directories.putBucket(id, 2, 0, { users: [somebody], names: {} });
  await stores.directories.update(id, (record) => ({
    ...(record ?? freshDirectoryRecord(clock.now)),
    fence: fence ?? 0,
    lastGeneration: 2,
    loose: [{ generation: 2, buckets: 1 }],
    running: { startedAt: clock.now, trigger: 'scheduled', phase: 'writing', entries: 0 },
  }));
  // The copy before still counts.
  expect((await signOn(mia, 'correct horse')).end).toBe('success');
  let looks = 0;
  const leases: typeof stores.leases = {
    release: (...lease) => stores.leases.release(...lease),
    take: async (...lease) => {
      const taken = await stores.leases.take(...lease);
      looks += 1;
      return taken;
    },
  };
  const syncer = composeDirectorySyncer({ stores: { ...workspace.stores, leases } }, () => clock.now, { allowed: new Set(['localhost']) });
  syncer.start();
  onTestFinished(() => syncer.stop());
  const state = async () => (await desk.status('/alpha', id)).state;
  await expect.poll(() => looks, { timeout: 20_000 }).toBe(2);
  expect(await state()).toBe('syncing');
  clock.now += 16_000;
  await expect.poll(state, { timeout: 20_000 }).toBe('current');
  expect((await stores.directories.find(id))?.copy).toMatchObject({ generation: 3 });
  expect(await stores.directories.bucket(id, 2, 0)).toBeUndefined();
  expect((await signOn('half', 'x')).end).toBe('false');
});
