import { afterEach, expect, it } from 'vitest';
import { type DirectorySyncer, directoryStatus, freshDirectoryRecord } from '../src/index.ts';
import { content, DirectoryRig } from './directory-rig.ts';

const running: DirectorySyncer[] = [];
afterEach(async () => {
  for (const syncer of running.splice(0)) await syncer.stop();
});

async function started(rig: DirectoryRig, holder?: string): Promise<DirectorySyncer> {
  const syncer = rig.syncer(holder);
  running.push(syncer);
  syncer.start();
  await rig.clock.rest();
  return syncer;
}

it('copies a new directory at once, every hour after that, and when somebody asks', async () => {
  const rig = new DirectoryRig();
  await started(rig);
  expect(rig.reports).toEqual(['0 created 2 people']);
  await rig.clock.seconds(3_602);
  expect(rig.reports.slice(1)).toEqual(['3600 scheduled 2 people']);
  await rig.shelf.update('', (record) => record && { ...record, requestedAt: rig.clock.now() });
  await rig.clock.seconds(2);
  expect(rig.reports.slice(2)).toEqual(['3603 requested 2 people']);
  expect(rig.faults).toEqual([]);
});

it('puts a whole copy in the place of the one before, and leaves nothing of that', async () => {
  const rig = new DirectoryRig();
  await started(rig);
  expect(rig.shelf.names).toEqual(['mia', 'tom']);
  for (const name of ['mia', 'tom']) rig.shelf.known.set(`id-${name}`, { uniqueId: `id-${name}`, hash: 'h', capturedAt: rig.clock.now() });
  rig.answer = async () => content('mia', 'new');
  await rig.clock.seconds(3_601);
  expect(rig.shelf.names).toEqual(['mia', 'new']);
  expect([...rig.shelf.buckets.keys()]).toEqual(['2 0']);
  expect(rig.shelf.record).toMatchObject({ copy: { generation: 2 }, loose: [], failures: 0 });
  // Who is gone leaves no password behind.
  expect([...rig.shelf.known.keys()]).toEqual(['id-mia']);
});

it('drops passwords that nobody may use any more, because they are too old or the realm keeps none', async () => {
  const rig = new DirectoryRig();
  for (const [name, age] of [
    ['mia', 1_000],
    ['tom', 90_000_000],
  ] as const) {
    rig.shelf.known.set(`id-${name}`, { uniqueId: `id-${name}`, hash: 'h', capturedAt: rig.clock.now() - age });
  }
  await started(rig);
  expect([...rig.shelf.known.keys()]).toEqual(['id-mia']);
  rig.verifierAge = 0;
  await rig.clock.seconds(3_601);
  expect(rig.shelf.known.size).toBe(0);
});

it('keeps the last good copy when a directory breaks off or loses everybody, tries again, and alarms after three failures', async () => {
  const rig = new DirectoryRig();
  await started(rig);
  rig.answer = async () => Promise.reject(new Error('The directory did not answer to the end.'));
  await rig.clock.seconds(3_600 + 600);
  rig.answer = async () => content();
  await rig.clock.seconds(605);
  expect(rig.reports.slice(1)).toEqual([
    '3600 scheduled failed 1: The directory did not answer to the end.',
    '4200 scheduled failed 2: The directory did not answer to the end.',
    '4800 scheduled failed 3 ALARM: Nobody was found there. Look at where people are searched for, and by which filter.',
  ]);
  expect(rig.shelf.names).toEqual(['mia', 'tom']);
  const { record = freshDirectoryRecord(0) } = rig.shelf;
  expect(directoryStatus(record, { settings: record.copy?.settings ?? '', verifiers: 0 })).toMatchObject({
    state: 'failed',
    failures: 3,
    alarming: true,
    copy: { generation: 1, users: 2 },
  });
  rig.answer = async () => content('mia');
  await rig.clock.seconds(601);
  expect(rig.shelf.names).toEqual(['mia']);
  expect(rig.shelf.record?.failures).toBe(0);
});

it('changes nothing when it is stopped in the middle of writing, and cleans up what it wrote with the next copy', async () => {
  const rig = new DirectoryRig();
  const syncer = await started(rig);
  rig.answer = async () => content(...Array.from({ length: 200 }, (_, at) => `user${at}`));
  let parts = 0;
  rig.shelf.beforeBucket = async () => {
    parts += 1;
    if (parts === 3) void syncer.stop();
  };
  await rig.clock.seconds(3_601);
  await syncer.stop();
  expect(rig.shelf.names).toEqual(['mia', 'tom']);
  expect(rig.shelf.record).toMatchObject({
    copy: { generation: 1 },
    loose: [{ generation: 2, buckets: 4 }],
    running: { phase: 'writing' },
  });
  expect([...rig.shelf.buckets.keys()]).toContain('2 0');
  await started(rig, 'two');
  expect(rig.shelf.names).toHaveLength(200);
  expect([...rig.shelf.buckets.keys()].sort()).toEqual(['3 0', '3 1', '3 2', '3 3']);
});

it('is done by one of several, and by another when that one is silent; what the first still writes counts for nothing', async () => {
  const rig = new DirectoryRig();
  let finish: () => void = () => undefined;
  rig.answer = () =>
    new Promise((resolve) => {
      finish = () => resolve(content('late'));
    });
  await started(rig, 'one');
  await started(rig, 'two');
  expect(rig.reads).toBe(1);
  // The first is silent: its lease goes to the second.
  const { take } = rig.leases;
  Object.assign(rig.leases, {
    take: (name: string, holder: string, ms: number) => (holder === 'one' ? hanging() : take(name, holder, ms)),
  });
  rig.answer = async () => content('mia');
  await rig.clock.seconds(20);
  expect(rig.reads).toBe(2);
  expect(rig.shelf.names).toEqual(['mia']);
  finish();
  await rig.clock.rest();
  expect(rig.shelf.names).toEqual(['mia']);
  expect(rig.reports).toHaveLength(1);
  running.splice(0, 1);
});

it('leaves a directory that hangs when its time is over', async () => {
  const rig = new DirectoryRig();
  rig.answer = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left'))));
  await started(rig);
  await rig.clock.seconds(1_801);
  expect(rig.reports).toEqual(['1800 created failed 1: It took too long.']);
});

it('keeps nothing of a directory that is removed while it is copied', async () => {
  const rig = new DirectoryRig();
  let finish: () => void = () => undefined;
  rig.answer = () =>
    new Promise((resolve) => {
      finish = () => resolve(content('mia'));
    });
  await started(rig);
  rig.directory = undefined;
  await rig.shelf.remove();
  finish();
  await rig.clock.seconds(2);
  expect(rig.shelf.record).toBeUndefined();
  expect(rig.shelf.buckets.size).toBe(0);
});

it('says when changed settings apply, and not that they do when only the credential is another', async () => {
  const rig = new DirectoryRig();
  await started(rig);
  const { record = freshDirectoryRecord(0) } = rig.shelf;
  const settings = record.copy?.settings ?? '';
  expect(directoryStatus(record, { settings, verifiers: 0 })).not.toHaveProperty('appliesAt');
  expect(directoryStatus(record, { settings: 'other', verifiers: 0 })).toMatchObject({ appliesAt: record.nextSyncAt, state: 'current' });
});

function hanging(): Promise<never> {
  return new Promise(() => undefined);
}
