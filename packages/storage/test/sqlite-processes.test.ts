import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { authenticatorPushService } from '@waygate/schema';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStores, type Stores } from '../src/index.ts';
import { journey } from './samples/journey.ts';
import { journeySession } from './samples/journey-session.ts';
import { person } from './samples/person.ts';
import { pushDevice } from './samples/push-device.ts';
import { pushMessage } from './samples/push-message.ts';
import { realm } from './samples/realm.ts';
import { sealer } from './sealer.ts';
import type { Share } from './share.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import type { Acknowledged } from './write-until-killed.ts';

const opened = async (directory: string, now?: () => number): Promise<Stores> => {
  const stores = await openSqliteStores({ directory, sealer, ...(now === undefined ? {} : { now }) });
  onTestFinished(() => stores.close());
  return stores;
};

function started(directory: string, part: string, name = ''): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const program = join(import.meta.dirname, 'store-process.ts');
  const child = spawn(process.execPath, ['--conditions=development', program, directory, part, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Runs parts in processes of their own that begin at the same moment. @returns what each printed */
async function together(directory: string, parts: readonly string[]): Promise<unknown[]> {
  const children = parts.map((part, index) => {
    const child = started(directory, part, `p${index}`);
    return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
  });
  for (const { lines } of children) expect((await lines.next()).value).toBe('ready');
  for (const { child } of children) child.stdin?.write('go\n');
  return Promise.all(children.map(async ({ lines }) => JSON.parse((await lines.next()).value ?? 'null')));
}

const sum = (numbers: readonly unknown[]) => numbers.map(Number).reduce((a, b) => a + b, 0);

describe('several processes on the same files', () => {
  it('may all be the first to open them', async () => {
    const directory = temporaryDirectory();
    expect(await together(directory, ['insert', 'insert', 'insert', 'insert'])).toEqual([true, true, true, true]);
    const { pushMessages } = await opened(directory, () => 1_000);
    for (const name of ['p0-0', 'p1-50', 'p3-99']) expect(await pushMessages.find('/alpha', name)).toEqual(pushMessage(name));
  });

  it('see what another has set up, changed or published by the next turn, though they keep what they have read', async () => {
    const directory = temporaryDirectory();
    const server = await opened(directory, () => 1_000);
    const commandLine = await opened(directory, () => 1_000);
    const published = () => server.journeys.publishedVersion('/alpha', 'Login');
    const days = async () => (await server.services.get('/alpha', 'authenticatorPushService'))?.pushWindowSeconds;
    expect(await server.realms.settings('/alpha')).toBeUndefined();
    expect([await published(), await days()]).toEqual([undefined, undefined]);
    await commandLine.realms.put(realm('/alpha'));
    await commandLine.journeys.publish('/alpha', [journey('Login', 'one')], { at: 1, author: 'a', note: '' });
    await commandLine.services.set('/alpha', 'authenticatorPushService', authenticatorPushService.parse({ pushWindowSeconds: 60 }));
    await setImmediate();
    expect(await server.realms.settings('/alpha')).toEqual(realm('/alpha'));
    expect(await days()).toBe(60);
    const first = await published();
    expect(first).toEqual(expect.any(String));
    await commandLine.realms.put(realm('/alpha', { active: false }));
    await commandLine.journeys.publish('/alpha', [journey('Login', 'another')], { at: 2, author: 'a', note: '' });
    await setImmediate();
    expect((await server.realms.settings('/alpha'))?.active).toBe(false);
    expect(await published()).not.toBe(first);
    await server.realms.put(realm('/alpha'));
    expect((await server.realms.settings('/alpha'))?.active, 'and what they write themselves at once').toBe(true);
  });

  it('lose no change that two make to the same record', async () => {
    const directory = temporaryDirectory();
    const { identities } = await opened(directory);
    await identities.create(person('demo'));
    await together(directory, ['count', 'count', 'sweep']);
    expect((await identities.findByName('/alpha', 'demo'))?.attributes['n']).toEqual(['400']);
  });

  it('share one cap, one name and one answer', async () => {
    const directory = temporaryDirectory();
    const stores = await opened(directory, () => 1_000);
    await Promise.all(Array.from({ length: 25 }, (_, index) => stores.pushMessages.insert(pushMessage(`m${index}`))));
    const shares = (await together(directory, ['share', 'share', 'share'])) as Share[];
    expect(sum(shares.map(({ places }) => places))).toBe(3);
    expect(sum(shares.map(({ names }) => names))).toBe(25);
    expect(await stores.identities.list('/alpha')).toHaveLength(25);
    expect(sum(shares.map(({ settled }) => settled))).toBe(25);
  });

  it('keep the id of a passkey for one person', async () => {
    const directory = temporaryDirectory();
    expect(sum(await together(directory, ['passkeys', 'passkeys', 'passkeys']))).toBe(50);
    const { devices } = await opened(directory, () => 1_000);
    const kept = await Promise.all(['id-p0', 'id-p1', 'id-p2'].map((person) => devices.webauthn.list('/alpha', person)));
    expect(new Set(kept.flat().map(({ device }) => device.credentialId)).size).toBe(50);
    expect(kept.flat()).toHaveLength(50);
  });
});

describe('a process that is killed while it writes', () => {
  it('leaves everything that it acknowledged, in sound files', async () => {
    const directory = temporaryDirectory();
    const child = started(directory, 'kill');
    const acknowledged: Acknowledged[] = [];
    const lines = createInterface(child.stdout);
    lines.on('line', (line) => {
      acknowledged.push(JSON.parse(line));
      if (acknowledged.length === 400) child.kill('SIGKILL');
    });
    await Promise.all([once(child, 'close'), once(lines, 'close')]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(400);

    for (const file of ['durable.sqlite', 'ephemeral.sqlite']) {
      const db = new Database(join(directory, file));
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
      db.close();
    }
    const { identities, devices, journeySessions, signOnSessions } = await opened(directory);
    let steps = 0;
    for (const [kind, round] of acknowledged) {
      if (kind === 'person') expect(await identities.findById('/alpha', `id-user${round}`)).toEqual(person(`user${round}`));
      if (kind === 'device') expect(await devices.push.list('/alpha', `id-user${round}`)).toEqual([pushDevice('d', round)]);
      if (kind === 'ended') expect(await signOnSessions.find(`o${round}`, Date.now())).toBeUndefined();
      if (kind === 'step') steps = round;
    }
    const session = await journeySessions.load('s');
    expect(session?.steps).toBeGreaterThanOrEqual(steps);
    expect(session).toMatchObject({
      ...journeySession('s'),
      revision: (session?.steps ?? 0) + 1,
      steps: session?.steps,
      expiresAt: session?.expiresAt,
    });
    expect(await journeySessions.replace({ ...journeySession('s'), revision: 0 }, session?.revision ?? 0)).toBe(true);
  });
});
