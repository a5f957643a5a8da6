import type { Step } from '@waygate/engine';
import {
  importOfflineKeyPair,
  makeOathDevice,
  makeOathUri,
  makeOfflineKey,
  offlineJwkOf,
  openOfflineQr,
  pinnedIssuerOf,
} from '@waygate/mfa';
import { OathApp, Phone } from '@waygate/phone';
import {
  continuityService,
  FAILURE_ID,
  type HealthPolicy,
  healthPolicy,
  type JourneyDocument,
  type JsonObject,
  offlineDirectory,
  pushNotificationService,
  SUCCESS_ID,
} from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { refusingWire } from '../../../packages/integrations/test/directory/refusing-wire.ts';
import { ADMIN, GROUPS, PEOPLE, type Slapd, startSlapd } from '../../../packages/integrations/test/directory/slapd.ts';
import { nameHere } from '../../../packages/integrations/test/names.ts';
import { SnsEmulator } from '../../../packages/integrations/test/sns-emulator.ts';
import { CUTS, NO_NAME, type Wire, wireTo } from '../../../packages/integrations/test/wire.ts';
import { composeHealthDesk, composeHealthMonitor } from '../src/compose-continuity.ts';
import { composeDirectorySyncer } from '../src/compose-directories.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { directoryDesk } from '../src/directory-desk.ts';
import { createServerLog } from '../src/index.ts';
import { shippedJourney } from '../src/shipped-journeys.ts';
import { node, openHouse } from './house.ts';

const RUN = 'elsewhere';
const INBOX = 'token of a phone';
/** How long the nodes of this file wait at most, seconds. */
const PATIENCE = 2;
const nodeCalled = ({ nodes }: JourneyDocument, name: string): string => {
  const found = Object.entries(nodes).find(([, { displayName }]) => displayName === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found[0];
};

/** The shipped journey, as patient as this file. */
function impatient(): JourneyDocument {
  const document = shippedJourney('login-with-offline');
  const nodes = Object.entries(document.nodes).map(([id, one]) => [
    id,
    'outageOutcome' in one.config ? { ...one, config: { ...one.config, outageWithin: PATIENCE } } : one,
  ]);
  return { ...document, nodes: Object.fromEntries(nodes) };
}

let sns: SnsEmulator;
let slapd: Slapd;
/** Name of the entry of demo there. */
let person: string;
beforeAll(async () => {
  sns = await SnsEmulator.start();
  slapd = await startSlapd();
  person = await slapd.add('demo', 'of the directory');
});
afterAll(async () => {
  await sns.close();
  await slapd.stop();
});
const portOf = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1));

type Place = Awaited<ReturnType<typeof house>>;

interface House {
  readonly journey?: JourneyDocument;
  /** Whether the person has a phone that can do without a network. */
  readonly hasPhone?: boolean;
  readonly policy?: Partial<HealthPolicy>;
  /** Host of a directory that may be asked. */
  readonly directory?: string;
}

/** The shipped journey on real parts: SNS behind a wire that a test cuts, a phone whose pushes come by it, and the health of the push service. */
async function house({ journey = impatient(), hasPhone = true, policy = {}, directory = '127.0.0.1' }: House = {}) {
  /** How far the time of the house is beyond that of the world, milliseconds. */
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const opened = await openHouse([journey], { now, surroundings: { directoryHosts: [directory] } });
  const { workspace, stores, ports, demo, visits, faults, answer } = opened;
  const wire = await wireTo(portOf(sns.url));
  const serve = (host: string) =>
    stores.services.set(
      '/alpha',
      'pushNotification',
      pushNotificationService.parse({
        accessKey: 'AKIDEXAMPLE',
        secret: 'secret of the account',
        appleEndpoint: sns.applicationArn('APNS'),
        googleEndpoint: sns.applicationArn('GCM'),
        endpoint: `http://${host}`,
      }),
    );
  await serve(wire.host);
  const desk = continuityDesk(workspace, composeHealthDesk(workspace, now));
  const { id } = await desk.create('/alpha', {
    name: 'Push',
    label: '',
    mode: 'AUTOMATIC',
    probe: { type: 'SNS' },
    healthPolicy: healthPolicy.parse(policy),
  });
  const phone = new Phone('android', INBOX, async (url, init) => {
    const action = new URL(String(url)).searchParams.get('_action') === 'register' ? 'register' : 'authenticate';
    return Response.json(await ports.push.answer('/alpha', action, JSON.parse(String(init?.body))));
  });
  const device = await importOfflineKeyPair(await makeOfflineKey());
  const account = hasPhone ? { device, issuer: await enrol() } : undefined;

  async function enrol() {
    const look = { issuer: 'Example', accountName: 'demo', backgroundColor: '032b75', imageUrl: '' };
    const opening = { realm: '/alpha', subject: demo, ...look, timeout: 60, runId: RUN, idempotencyKey: 'enrolment' };
    const { messageId, uri } = await ports.push.register(opening);
    await phone.scan(uri);
    const status = await ports.push.status('/alpha', messageId, RUN);
    if (status.status !== 'approved' || status.device === undefined) throw new Error('The phone could not register.');
    await ports.devices.push.enrol('/alpha', demo, status.device, { recoveryCodes: false, run: RUN });
    const shown = { userId: demo.id, deviceUuid: status.device.uuid, offlineKey: offlineJwkOf(device) };
    const issuer = pinnedIssuerOf(await ports.offlineDevices.approved('/alpha', shown));
    const pinned = await issuer;
    if (pinned === undefined) throw new Error('The offline key was not taken.');
    return pinned;
  }

  const results = (name: string) => visits.filter(({ nodeId }) => nodeId === nodeCalled(journey, name)).map(({ result }) => result);
  const type = (step: Step, password = 'right') =>
    answer(step, { type: 'NameCallback', value: 'demo' }, { type: 'PasswordCallback', value: password });
  const codeOf = async (step: Step): Promise<string> => {
    const qr = hidden(step, 'offlineDeviceChallenge');
    if (account === undefined || qr === undefined) throw new Error(`There is nothing to scan: ${JSON.stringify(faults)}`);
    const read = await openOfflineQr(qr, { accounts: [account], now: Date.now(), remember: async () => true });
    if (read.status !== 'opened') throw new Error(`The phone does not open it: ${read.reason}`);
    return read.challenge.code;
  };
  const typeCode = (step: Step, code: string) =>
    answer(step, seen, seen, hiddenSeen, { type: 'NameCallback', value: code }, { type: 'ConfirmationCallback', index: 0 });
  return { ...opened, clock, wire, serve, desk, id, phone, results, type, codeOf, typeCode };
}

const seen = { type: 'TextOutputCallback', seen: true } as const;
const BLOCKED = { kind: 'failure', message: expect.stringContaining('Nobody can sign on this way') } as const;
const hiddenSeen = { type: 'HiddenValueCallback', value: '' } as const;

function hidden(step: Step, id: string): string | undefined {
  return step.kind === 'callbacks'
    ? step.callbacks.flatMap((callback) => (callback.type === 'HiddenValueCallback' && callback.id === id ? [callback.value] : []))[0]
    : undefined;
}

function silentName(): string {
  const { name, say } = nameHere();
  say('silent');
  return name;
}

/** Ways to lose a server, each after some of its answers. */
const LOSSES: readonly (readonly [
  name: string,
  lose: (wire: Wire, serve: (host: string) => Promise<void>, after?: number) => Promise<void>,
])[] = [
  ...CUTS.map((cut) => [cut, (wire: Wire, _serve: unknown, after = 0) => wire.cut(cut, after)] as const),
  ['without an address', (_wire, serve) => serve(`${NO_NAME}:443`)],
  ['with an address that is never found', (_wire, serve) => serve(`${silentName()}:443`)],
];

/** Does something for every loss beside each other, so that nobody waits for all of them. */
function forEveryLoss(act: (lose: (at: Pick<Place, 'wire' | 'serve'>) => Promise<void>, loss: string) => Promise<void>) {
  return Promise.all(LOSSES.map(([name, lose]) => act(({ wire, serve }) => lose(wire, serve), name)));
}

describe('while the push service cannot be reached, however that is', () => {
  it('a sign-on that nobody has warned goes by the phone without a network, and is an offline one', async () => {
    await forEveryLoss(async (lose, loss) => {
      const place = await house();
      const { start, type, results, codeOf, typeCode, faults } = place;
      const first = await start();
      await lose(place);
      const asked = await type(first);
      expect([results('Offline Fallback'), results('Push Sender'), faults], loss).toEqual([['online'], ['outage'], []]);
      const end = await typeCode(asked, await codeOf(asked));
      expect(end, loss).toMatchObject({
        kind: 'success',
        session: {
          offline: { provider: 'Push' },
          evidence: [{ factor: 'knowledge:password' }, { factor: 'possession:offline-device' }],
        },
      });
    });
  });

  it('nobody gets in without a password that is right, nor by a code that is not', async () => {
    await forEveryLoss(async (lose, loss) => {
      const place = await house();
      const { start, type, codeOf, typeCode } = place;
      const [first, second] = [await start(), await start()];
      await lose(place);
      expect((await type(first, 'wrong')).kind, loss).toBe('failure');
      const asked = await type(second);
      const wrong = (await codeOf(asked)) === '000000' ? '000001' : '000000';
      expect((await typeCode(asked, wrong)).kind, `${loss}: it asks again`).toBe('callbacks');
    });
  });

  it('somebody who waits for their phone is led on as soon as it is noticed', { timeout: 30_000 }, async () => {
    const quick = { healthCheckInterval: 1, timeout: 1, maxRetries: 0, failureThreshold: 1 };
    await forEveryLoss(async (lose, loss) => {
      const place = await house({ policy: quick });
      const { workspace, start, answer, type, results, codeOf, typeCode, ports } = place;
      const waiting = await type(await start());
      expect(results('Push Sender'), loss).toEqual(['SENT']);
      const hosts = { healthHosts: new Set<string>(), directoryHosts: new Set<string>() };
      const monitor = composeHealthMonitor(workspace, Date.now, createServerLog('silent'), hosts);
      monitor.start();
      onTestFinished(() => monitor.stop());
      await lose(place);
      await vi.waitFor(async () => expect((await ports.continuity.state('/alpha', 'Push')).state, loss).toBe('offline'), {
        timeout: 20_000,
      });
      const asked = await answer(waiting, { type: 'PollingWaitCallback', seen: true });
      expect(results('Push Wait'), loss).toEqual(['sent', 'outage']);
      expect(await typeCode(asked, await codeOf(asked)), loss).toMatchObject({
        kind: 'success',
        session: { offline: { provider: 'Push' } },
      });

      const next = await type(await start());
      expect([results('Offline Fallback').at(-1), results('Push Sender')], `${loss}: the next one is warned`).toEqual([
        'offline',
        ['SENT'],
      ]);
      expect(await typeCode(next, await codeOf(next)), loss).toMatchObject({ kind: 'success', session: { offline: { provider: 'Push' } } });
    });
  });
});

it.each(['hanging', 'half-open', 'half-silent', 'slow'] as const)(
  'a push service that is %s in the middle of its answer is no proof of anything',
  async (cut) => {
    const { start, wire, type, results, codeOf, typeCode } = await house();
    const first = await start();
    // The endpoint was made in the first answer of this connection, or of another one; what matters is the one about the push.
    await wire.cut(cut, 0);
    const asked = await type(first);
    expect(results('Push Sender')).toEqual(['outage']);
    await wire.mend();
    expect(await typeCode(asked, await codeOf(asked)), 'that it is back changes nothing for who was asked').toMatchObject({
      kind: 'success',
      session: { offline: { provider: 'Push' } },
    });
  },
);

it('who meets the outage before the checks do is asked for their phone, though the realm would spare them that', async () => {
  const { stores, start, wire, type, results, codeOf, typeCode } = await house();
  await stores.services.set('/alpha', 'continuity', continuityService.parse({ authenticationDuringErrors: 'BYPASS_USER' }));
  const first = await start();
  await wire.cut('killed');
  const asked = await type(first);
  expect([results('Push Sender'), results('Offline MFA Decision')]).toEqual([['outage'], ['online']]);
  expect(await typeCode(asked, await codeOf(asked))).toMatchObject({ kind: 'success', session: { offline: { provider: 'Push' } } });
});

it('who has neither phone nor app learns so, and does not get in', async () => {
  const { start, wire, desk, id, type, results } = await house({ hasPhone: false });
  await wire.cut('killed');
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 5, reason: 'cut' });
  expect(await type(await start())).toMatchObject({ kind: 'failure', message: expect.stringContaining('no phone and no app') });
  expect([results('Offline MFA Decision'), results('Offline Code Verifier')]).toEqual([['noDevice'], ['noDevice']]);
});

describe('who has no phone and an app for outages', () => {
  /** Somebody whose app shows codes, and who is asked for one because the push service is away. */
  async function asked() {
    const place = await house({ hasPhone: false });
    const { clock, wire, desk, id, ports, demo, start, type, answer, results } = place;
    const wish = { issuer: 'Example', algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30 } as const;
    const device = makeOathDevice({ ...wish, checksumDigit: false, truncationOffset: -1, minSharedSecretLength: 40 }, Date.now());
    const app = new OathApp(makeOathUri({ device, account: 'demo', userId: demo.id, backgroundColor: '', imageUrl: '' }));
    const enrolment = await ports.offlineCodes.enrol('/alpha', demo, device, app.code(Date.now()));
    if (enrolment.status !== 'enrolled') throw new Error('The app was not kept.');
    // The code by which the app was set up is used up.
    clock.ahead = 30_000;
    await wire.cut('killed');
    await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 5, reason: 'cut' });
    const page = await type(await start());
    const enter = (step: Step, code: string) => {
      const errors = step.kind === 'callbacks' ? step.callbacks.filter((one) => one.type === 'TextOutputCallback').length : 0;
      const texts = Array.from({ length: errors }, () => seen);
      return answer(step, ...texts, { type: 'NameCallback', value: code }, { type: 'ConfirmationCallback', index: 0 });
    };
    return { ...place, page, enter, app, backupCode: enrolment.backupCode, took: () => results('Offline Code Verifier').at(-1) };
  }
  const evidence = [{ factor: 'knowledge:password' }, { factor: 'possession:offline-code' }];

  it('gets in by its code', async () => {
    const { page, enter, app, clock, took } = await asked();
    expect(await enter(page, app.code(Date.now() + clock.ahead))).toMatchObject({
      kind: 'success',
      session: { offline: { provider: 'Push' }, evidence },
    });
    expect(took()).toBe('success');
  });

  it('gets in by the backup code, once', async () => {
    const { page, enter, backupCode, took, type, start } = await asked();
    expect(await enter(page, backupCode)).toMatchObject({ kind: 'success', session: { evidence } });
    expect(took()).toBe('reEnrolRequired');
    expect(await type(await start())).toMatchObject({ kind: 'failure', message: expect.stringContaining('no phone and no app') });
  });

  it('does not get in by a right code either once an operator blocks the service', async () => {
    const { page, enter, app, clock, desk, id } = await asked();
    await desk.override('/alpha', id, { state: 'blocked', by: 'amadmin', minutes: 5, reason: 'attack' });
    expect(await enter(page, app.code(Date.now() + clock.ahead))).toMatchObject(BLOCKED);
  });

  it('does not get in by three wrong codes', async () => {
    const { page, enter, app, took } = await asked();
    const right = app.code(Date.now());
    let step: Step = page;
    for (const more of [1, 2, 3]) step = await enter(step, String((Number(right) + 500_000 + more) % 1_000_000).padStart(6, '0'));
    expect([step.kind, took()]).toEqual(['failure', 'failure']);
  });
});

it('nobody gets in while an operator blocks it, neither at the beginning nor in the middle', async () => {
  const { start, desk, id, type } = await house();
  const before = await start();
  await desk.override('/alpha', id, { state: 'blocked', by: 'amadmin', minutes: 5, reason: 'attack' });
  expect(await start()).toMatchObject({ kind: 'failure', message: expect.stringContaining('Nobody can sign in at the moment') });
  expect(await type(before)).toMatchObject(BLOCKED);
});

it('nobody gets in whom the phone was to let in offline when an operator blocks it', async () => {
  const { start, desk, id, type, codeOf, typeCode } = await house();
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 5, reason: 'cut' });
  const asked = await type(await start());
  const code = await codeOf(asked);
  await desk.override('/alpha', id, { state: 'blocked', by: 'amadmin', minutes: 5, reason: 'attack' });
  expect(await typeCode(asked, code)).toMatchObject(BLOCKED);
});

it('a rehearsal leads everybody the offline way, though nothing is cut', async () => {
  const { start, desk, id, type, results, codeOf, typeCode } = await house();
  const before = await start();
  await desk.simulate('/alpha', id, { by: 'amadmin', minutes: 5 });
  const sent = sns.published.length;
  for (const step of [before, await start()]) {
    const asked = await type(step);
    expect(await typeCode(asked, await codeOf(asked))).toMatchObject({ kind: 'success' });
  }
  expect([results('Offline Fallback'), results('Push Sender'), sns.published.length]).toEqual([['online', 'offline'], ['outage'], sent]);
});

describe('while a directory that checks passwords is cut off', () => {
  /** The shipped journey with a directory in the place of the store, which stands in while that cannot be reached. */
  const withDirectory = (address: string): JourneyDocument => {
    const document = impatient();
    const [store, sender, local] = ['Data Store Decision', 'Push Sender', 'Offline Data Store Decision'].map((name) =>
      nodeCalled(document, name),
    ) as [string, string, string];
    const config: JsonObject = {
      primaryServers: [address],
      accountSearchBaseDn: [PEOPLE],
      adminDn: ADMIN.dn,
      adminPassword: ADMIN.password,
      beheraEnabled: false,
      outageOutcome: true,
      outageWithin: PATIENCE,
      offlineSessionMinutes: 30,
    };
    const ends = { FALSE: FAILURE_ID, LOCKED: FAILURE_ID, CANCELLED: FAILURE_ID, EXPIRED: FAILURE_ID };
    const directory = { ...node('LdapDecisionNode', config, { TRUE: sender, ...ends, outage: local }), displayName: 'Directory' };
    return { ...document, nodes: { ...document.nodes, [store]: directory } };
  };

  it('the password that is known here counts, however the directory is lost and in whatever step, and the sign-on is an offline one', async () => {
    const cuts = [0, 1, 2].flatMap((after) => CUTS.map((cut) => [`${cut} after ${after} answers`, { cut, after }] as const));
    const names = (['nobody', 'silent'] as const).map((naming) => [`a name with ${naming}`, { naming }] as const);
    await Promise.all(
      [...cuts, ...names].map(async ([loss, how]) => {
        const wire = await wireTo(portOf(slapd.address));
        const { name, say } = nameHere();
        const { start, type, results, codeOf, typeCode } = await house({ journey: withDirectory(`${name}:${wire.port}`), directory: name });
        if ('cut' in how) await wire.cut(how.cut, how.after);
        else say(how.naming);
        const asked = await type(await start());
        expect(results('Directory'), loss).toEqual(['outage']);
        expect(await typeCode(asked, await codeOf(asked)), loss).toMatchObject({
          kind: 'success',
          session: { offline: {}, maxSessionSeconds: 30 * 60 },
        });
      }),
    );
  });

  it('a password that only the directory knows lets nobody in', async () => {
    const wire = await wireTo(portOf(slapd.address));
    const { start, type, results } = await house({ journey: withDirectory(wire.host) });
    await type(await start(), 'of the directory');
    expect(results('Directory'), 'it does while the directory is there').toEqual(['TRUE']);
    await wire.cut('hanging');
    expect((await type(await start(), 'of the directory')).kind).toBe('failure');
  });

  it('a password whose check breaks off is no failure of the person, and nobody guesses without end so', async () => {
    const wire = await refusingWire(slapd.address);
    const document = withDirectory(wire.address);
    const [directory] = Object.entries(document.nodes).find(([, { displayName }]) => displayName === 'Directory') ?? expect.fail();
    const only = document.nodes[directory] ?? expect.fail();
    const ends = { ...only.connections, TRUE: SUCCESS_ID, outage: FAILURE_ID };
    const journey = { ...document, nodes: { ...document.nodes, [directory]: { ...only, connections: ends } } };
    const { start, type, results, ports, demo } = await house({ journey, directory: 'localhost' });
    const failures = async () => (await ports.attempts.standing('/alpha', demo.id)).authenticators.map((one) => one.failures);
    // The bind user and the search are answered, and the password is not.
    const UNAVAILABLE = 52;
    wire.refuse(person, UNAVAILABLE);
    for (let index = 0; index < 5; index += 1) await type(await start(), 'guess');
    expect([results('Directory'), await failures()]).toEqual([Array.from({ length: 5 }, () => 'outage'), [0]]);
    wire.refuse(person, undefined);
    expect(await type(await start(), 'of the directory')).toMatchObject({ kind: 'success' });
    expect(await failures()).toEqual([]);
    wire.refuse(person, UNAVAILABLE);
    for (let index = 0; index < 12; index += 1) await type(await start(), 'guess');
    expect(results('Directory').at(-1), 'it asks no more').toBe('FALSE');
  });
});

describe('while the push service is away and there is a copy of a directory', () => {
  /** Somebody of the directory, which is copied once; its clock is a test's to move. @returns how to sign on, and what the directory decided */
  async function copied() {
    const wire = await refusingWire(slapd.address);
    const place = await house({ hasPhone: false, directory: 'localhost' });
    const { workspace, stores, clock, desk, id, start, type, results } = place;
    const surroundings = { allowed: new Set(['localhost']) };
    const now = () => Date.now() + clock.ahead;
    const directories = directoryDesk(workspace, surroundings, now);
    const made = await directories.create(
      '/alpha',
      id,
      offlineDirectory.options[0].omit({ id: true, idpId: true }).parse({
        type: 'OPEN_LDAP',
        connection: { connectionUrl: `ldap://${wire.address}`, bindDn: ADMIN.dn, bindCredential: ADMIN.password },
        config: { userSearchDn: PEOPLE, groupSearchDn: GROUPS },
      }),
    );
    const syncer = composeDirectorySyncer(workspace, now, surroundings);
    syncer.start();
    await expect.poll(async () => (await directories.status('/alpha', made.id)).state, { timeout: 20_000 }).toBe('current');
    await syncer.stop();
    await stores.services.set(
      '/alpha',
      'continuity',
      continuityService.parse({ authenticationDuringErrors: 'BYPASS_USER', snapshotMaxAgeHours: 24 }),
    );
    await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 6_000, reason: 'cut' });
    const signOn = async (password: string) => {
      const end = await type(await start(), password);
      return [results('Offline Directory Decision').at(-1), end.kind];
    };
    return { clock, wire, signOn, results };
  }

  it('the directory has the word, as long as its copy is young enough; after that the password that is known here counts', async () => {
    const { clock, wire, signOn, results } = await copied();
    expect(await signOn('of the directory')).toEqual(['true', 'success']);
    expect(await signOn('right')).toEqual(['false', 'failure']);
    const UNWILLING = 53;
    wire.refuse(person, UNWILLING);
    expect(await signOn('of the directory')).toEqual(['locked', 'failure']);
    expect(results('Offline Data Store Decision')).toEqual([]);
    clock.ahead = 25 * 3_600_000;
    expect(await signOn('right')).toEqual(['stale', 'success']);
    expect(results('Offline MFA Decision')).toEqual(['bypassed', 'bypassed']);
  });
});
