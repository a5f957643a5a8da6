import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry, AuditRecord } from '@waygate/schema';
import { defaultRealm, exportAudit, newAuditId, openWorkspace, readConfig } from '@waygate/server/administration';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AuditRepository } from '../../../packages/storage/src/repositories/audit-repository.ts';
import { runCommand } from '../src/run-command.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = () => join(mkdtempSync(join(tmpdir(), 'waygate-audit-cli-')), 'data');
const HOUR = 3_600_000;

async function opened(directory: string) {
  const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent' }));
  onTestFinished(() => workspace.close());
  return workspace;
}

/** Runs a command in this process. */
async function waygate(directory: string, ...args: readonly string[]) {
  return waygateWith({}, directory, ...args);
}

/** Runs a command in this process, with more variables. */
async function waygateWith(more: Readonly<Record<string, string>>, directory: string, ...args: readonly string[]) {
  const out: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await runCommand(['node', 'waygate', ...args], { WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent', ...more });
  const said = stderr.mock.calls.map(([text]) => String(text)).join('');
  stdout.mockRestore();
  stderr.mockRestore();
  const status = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { status, text: out.join(''), said };
}
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditRecord & { time: string });

const entry = (at: number, more: Partial<AuditRecord> = {}): AuditEntry => ({
  record: { id: newAuditId(at), at, topic: 'session', event: 'session.ended', realm: '/alpha', result: 'succeeded', ...more },
});

it('exports more than ten thousand records, each once and in order, and goes on where it was cut off', async () => {
  const directory = folder();
  const { stores } = await opened(directory);
  await stores.realms.put(defaultRealm('/alpha', undefined));
  const begin = Date.now() - HOUR;
  const all = Array.from({ length: 12_000 }, (_, index) => entry(begin + index, index % 4 === 0 ? { realm: '/' } : {}));
  for (let from = 0; from < all.length; from += 1_000) await stores.audit.append(all.slice(from, from + 1_000), false);
  const ids = all.map(({ record }) => record.id);

  const whole = linesOf((await waygate(directory, 'audit', 'export', '--topic', 'session')).text);
  expect(whole.map(({ id }) => id)).toEqual(ids);
  expect(whole[0]?.time).toBe(new Date(begin).toISOString());
  const ofRealm = linesOf((await waygate(directory, 'audit', 'export', '--realm', 'alpha', '--topic', 'session')).text);
  expect(ofRealm.map(({ id }) => id)).toEqual(all.filter(({ record }) => record.realm === '/alpha').map(({ record }) => record.id));
  const rest = linesOf((await waygate(directory, 'audit', 'export', '--topic', 'session', '--after', ids[7_777] ?? '')).text);
  expect(rest.map(({ id }) => id)).toEqual(ids.slice(7_778));
  const between = ['--from', new Date(begin + 10).toISOString(), '--to', new Date(begin + 12).toISOString()];
  expect(linesOf((await waygate(directory, 'audit', 'export', ...between)).text).map(({ id }) => id)).toEqual(ids.slice(10, 13));

  const cursor = join(directory, 'cursor');
  const first = linesOf((await waygate(directory, 'audit', 'export', '--topic', 'session', '--cursor', cursor)).text);
  expect([first.length, readFileSync(cursor, 'utf8').trim()]).toEqual([12_000, ids.at(-1)]);
  const late = entry(begin + 20_000);
  await stores.audit.append([late], false);
  const next = linesOf((await waygate(directory, 'audit', 'export', '--topic', 'session', '--cursor', cursor)).text);
  expect(next.map(({ id }) => id)).toEqual([late.record.id]);

  const parts: number[] = [];
  for await (const { seen } of exportAudit(stores.audit, { from: 0, to: Date.now(), format: 'jsonl' })) parts.push(seen.length);
  expect(Math.max(...parts), 'few records at a time').toBeLessThanOrEqual(500);
});

it('exports what was under way again when it has ended, and waits for no end that does not come', async () => {
  const directory = folder();
  const { stores } = await opened(directory);
  const ago = (minutes: number, more: Partial<AuditRecord> = {}) => entry(Date.now() - minutes * 60_000, { realm: '/', ...more });
  const act = { topic: 'configuration', event: 'configuration.changed', result: 'begun' } as const;
  const left = ago(90, act);
  const done = ago(50);
  const slow = ago(20, act);
  const signOn = ago(15, { topic: 'authentication', event: 'authentication.begun', result: 'begun' });
  await stores.audit.append([left, done, slow, signOn], false);
  const cursor = join(directory, 'cursor');
  const exported = async () =>
    linesOf((await waygate(directory, 'audit', 'export', '--cursor', cursor)).text)
      .filter(({ topic }) => topic !== 'operation')
      .map(({ id, result }) => [id, result]);
  const told = ({ record: { id, result } }: AuditEntry) => [id, result];
  expect(await exported()).toEqual([left, done, slow, signOn].map(told));
  expect(readFileSync(cursor, 'utf8').trim()).toBe(done.record.id);
  const ended: AuditEntry = { record: { ...slow.record, result: 'succeeded' } };
  await stores.audit.amend(ended, true);
  // A copy could not write it before.
  const late = ago(4);
  await stores.audit.append([late], false);
  expect(await exported()).toEqual([ended, signOn, late].map(told));
  expect(readFileSync(cursor, 'utf8').trim(), 'more may come beside what is newer').toBe(signOn.record.id);
});

it('keeps what a command says apart from the lines of records', async () => {
  const directory = folder();
  const lines = { WAYGATE_AUDIT_LOG: 'stdout' };
  const { text, said } = await waygateWith(lines, directory, 'audit', 'export');
  expect(linesOf(text).map(({ event }) => event)).toEqual(['operation.command']);
  expect(said.match(/^\{"audit":/gm)).toHaveLength(2);
});

it('writes tables that no spreadsheet runs, and refuses what it does not understand', async () => {
  const directory = folder();
  const { stores } = await opened(directory);
  const at = Date.now() - HOUR;
  const evil = { id: '=1+1', name: '=HYPERLINK("https://evil.example")' };
  await stores.audit.append(
    [entry(at, { realm: '/', person: evil, userAgent: '@SUM(A1)\r\n"x"', reason: '-2+3', transaction: '+1' })],
    false,
  );
  const { text } = await waygate(directory, 'audit', 'export', '--format', 'csv', '--topic', 'session');
  const [head = '', ...rows] = text.trimEnd().split(/\r\n(?="\w{9}-)/);
  expect(head.startsWith('"id","time","topic","event","realm","result"')).toBe(true);
  expect(rows).toHaveLength(1);
  for (const cell of [`"'=1+1"`, `"'=HYPERLINK(""https://evil.example"")"`, `"'@SUM(A1)\r\n""x"""`, `"'-2+3"`, `"'+1"`])
    expect(rows[0]).toContain(cell);
  expect(await waygate(directory, 'audit', 'export', '--from', 'yesterday')).toMatchObject({
    status: 1,
    said: expect.stringContaining('--from'),
  });
  expect(await waygate(directory, 'audit', 'export', '--after', 'x')).toMatchObject({
    status: 1,
    said: expect.stringContaining('--after'),
  });
  expect((await waygate(directory, 'audit', 'export', '--topic', 'x')).status).toBe(2);
});

it('knows what operators did by command, whom it concerned and how it came out, and no secret that they gave', async () => {
  const directory = folder();
  const canary = 'a-canary-password';
  await waygate(directory, 'realms', 'create', 'alpha');
  const named = ['--realm', 'alpha', '--username', 'ann'];
  await waygate(directory, 'users', 'create', ...named, '--password', canary, '--attribute', 'mail=canary@example.com');
  await waygate(directory, 'users', 'passwd', ...named, '--password', `${canary}-2`);
  await waygate(directory, 'users', 'create', ...named, '--password', canary);
  await waygate(directory, 'users', 'list', '--realm', 'alpha');
  await waygate(directory, 'keys', 'rotate');
  const out = join(directory, '..', 'backup');
  expect((await waygate(directory, 'store', 'backup', '--out', out)).status).toBe(0);
  expect(existsSync(out)).toBe(true);
  const { text } = await waygate(directory, 'audit', 'export');
  const records = linesOf(text);
  expect(records.map(({ realm, result, reason, person, facts }) => [facts?.['command'], realm, result, person?.name, reason])).toEqual([
    ['realms create', '/', 'succeeded', undefined, undefined],
    ['users create', '/alpha', 'succeeded', 'ann', undefined],
    ['users passwd', '/alpha', 'succeeded', 'ann', undefined],
    ['users create', '/alpha', 'failed', 'ann', expect.any(String)],
    ['keys rotate', '/', 'succeeded', undefined, undefined],
    ['store backup', '/', 'succeeded', undefined, undefined],
    ['audit export', '/', 'begun', undefined, undefined],
  ]);
  expect(records[0]).toMatchObject({
    event: 'operation.command',
    actor: { kind: 'operator', name: expect.any(String) },
    facts: { names: ['alpha'] },
  });
  expect(text).not.toContain('canary');
});

it('has each session that a command ended as a record of its own, and by whom', async () => {
  const directory = folder();
  await waygate(directory, 'realms', 'create', 'alpha');
  const named = ['--realm', 'alpha', '--username', 'ann'];
  await waygate(directory, 'users', 'create', ...named, '--password', 'a-canary-password');
  const { stores } = await opened(directory);
  const ann = await stores.identities.findByName('/alpha', 'ann');
  const signOn = (id: string) =>
    stores.signOnSessions.create({
      id,
      handle: `handle-${id}`,
      realm: '/alpha',
      userId: ann?.id ?? '',
      username: 'ann',
      createdAt: Date.now(),
      lastAccessAt: Date.now(),
      maxIdleSeconds: 600,
      maxSessionSeconds: 600,
      authLevel: 0,
      journeys: [],
      evidence: [],
      properties: {},
    });
  const ended = async (...command: readonly string[]) => {
    for (const id of ['one', 'two']) await signOn(`${command.slice(0, 2).join('-')}-${id}`);
    expect((await waygate(directory, ...command)).status).toBe(0);
    const records = linesOf((await waygate(directory, 'audit', 'export', '--topic', 'session')).text);
    return records.slice(-2).map(({ event, realm, person, actor, facts }) => [event, realm, person, actor?.kind, actor?.name, facts]);
  };
  const told = (...sessions: readonly string[]) =>
    sessions.map((id) => [
      'session.ended',
      '/alpha',
      { id: ann?.id, name: 'ann' },
      'operator',
      expect.any(String),
      { session: `handle-${id}`, how: 'DESTROY' },
    ]);
  for (const command of [
    ['sessions', 'end', '--realm', 'alpha', '--everybody'],
    ['users', 'passwd', ...named, '--password', 'a-canary-password-2'],
    ['users', 'disable', ...named],
  ]) {
    const name = command.slice(0, 2).join('-');
    const found = await ended(...command);
    expect(found.toSorted(), name).toEqual(told(`${name}-one`, `${name}-two`));
  }
});

it('says that a command was done whose end could not be written down, with what the log lacks, and by its exit code', async () => {
  const directory = folder();
  await waygate(directory, 'realms', 'create', 'alpha');
  const amend = vi.spyOn(AuditRepository.prototype, 'amend').mockRejectedValue(new Error('The disk is full.'));
  onTestFinished(() => amend.mockRestore());
  const done = await waygate(directory, 'realms', 'create', 'beta', '--json');
  amend.mockRestore();
  const said = done.said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([done.status, JSON.parse(done.text).path]).toEqual([5, '/beta']);
  expect(said).toMatchObject([
    {
      event: 'audit.unwritten',
      record: { event: 'operation.command', result: 'succeeded', facts: { command: 'realms create' } },
      cause: 'The disk is full.',
    },
    { error: 'audit.unwritten' },
  ]);
  expect((await waygate(directory, 'realms', 'list')).text, 'it was done').toContain('/beta');
});

it('has backups and restores that failed, where there is a store to write that into', async () => {
  const directory = folder();
  await waygate(directory, 'realms', 'create', 'alpha');
  const out = join(directory, '..', 'backup');
  const statuses = [
    await waygate(directory, 'store', 'backup', '--out', out),
    await waygate(directory, 'store', 'backup', '--out', out),
    await waygate(directory, 'store', 'restore', '--from', out),
  ].map(({ status }) => status);
  expect(statuses).toEqual([0, 1, 1]);
  const records = linesOf((await waygate(directory, 'audit', 'export')).text);
  expect(records.slice(1, 4).map(({ facts, result, reason }) => [facts?.['command'], result, reason])).toEqual([
    ['store backup', 'succeeded', undefined],
    ['store backup', 'failed', 'backup.exists'],
    ['store restore', 'failed', 'restore.not_empty'],
  ]);
  const nowhere = join(directory, '..', 'nowhere');
  for (const command of [
    ['backup', '--out', join(directory, '..', 'another')],
    ['restore', '--from', join(directory, '..', 'nothing')],
  ])
    expect((await waygate(nowhere, 'store', ...command)).status).toBe(1);
  expect(existsSync(join(nowhere, 'durable.sqlite')), 'no store is made for it').toBe(false);
});
