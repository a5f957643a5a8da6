import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addKey, createSealer, LOOK_EVERY_MS, openKeyRing, prepareKey, removeKey } from '../src/index.ts';

const SERVER = 4711;
const SOMEBODY = 4712;

let folder = '';
let path = '';
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  folder = mkdtempSync(join(tmpdir(), 'waygate-ring-'));
  path = join(folder, 'keys.json');
  return () => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  };
});

const later = () => vi.setSystemTime(Date.now() + LOOK_EVERY_MS);

describe('a changed keys file', () => {
  it('keeps its mode, and leaves nothing beside it', () => {
    const old = openKeyRing(path).active;
    chmodSync(path, 0o640);
    addKey(path);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    removeKey(path, old);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });

  it('is changed where it is when its name is a link', () => {
    openKeyRing(path);
    mkdirSync(join(folder, 'links'));
    const link = join(folder, 'links', 'keys.json');
    symlinkSync(path, link);
    const added = addKey(link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(openKeyRing(path).active).toBe(added);
    expect(readdirSync(join(folder, 'links'))).toEqual(['keys.json']);
  });

  it('is let alone by two commands at once, whatever name they call it by', () => {
    openKeyRing(path);
    const link = join(folder, 'link.json');
    symlinkSync(path, link);
    writeFileSync(`${path}.lock`, '');
    expect(() => addKey(link)).toThrow(expect.objectContaining({ code: 'keys.busy' }));
  });

  it.runIf(process.getuid?.() === 0)('stays with the user and group that servers run as', () => {
    const old = openKeyRing(path).active;
    chownSync(path, SERVER, SERVER + 1);
    chmodSync(path, 0o440);
    addKey(path);
    removeKey(path, old);
    const { uid, gid, mode } = statSync(path);
    expect([uid, gid, mode & 0o777]).toEqual([SERVER, SERVER + 1, 0o440]);
  });

  describe.runIf(process.getuid?.() === 0)('when somebody else runs the command', () => {
    afterEach(() => process.seteuid?.(0));

    it('is left as it is, and the command says whose it is', () => {
      const old = openKeyRing(path).active;
      addKey(path);
      chownSync(path, SERVER, SERVER);
      chmodSync(path, 0o644);
      chmodSync(folder, 0o777);
      const before = [readFileSync(path, 'utf8'), statSync(path).ino];
      process.seteuid?.(SOMEBODY);
      for (const change of [() => addKey(path), () => removeKey(path, old)]) {
        expect(change).toThrow(expect.objectContaining({ kind: 'operational', code: 'keys.owner' }));
        expect(change).toThrow(String(SERVER));
      }
      expect([readFileSync(path, 'utf8'), statSync(path).ino]).toEqual(before);
      expect(readdirSync(folder)).toEqual(['keys.json']);
    });

    it('is not said to be busy when the folder cannot be written to', () => {
      openKeyRing(path);
      chmodSync(path, 0o644);
      chmodSync(folder, 0o755);
      process.seteuid?.(SOMEBODY);
      expect(() => addKey(path)).toThrow(expect.objectContaining({ code: 'keys.unwritable', message: expect.stringContaining('EACCES') }));
    });

    it('is the fault of a server that runs as another user and cannot read it any more', () => {
      chmodSync(folder, 0o755);
      openKeyRing(path);
      chownSync(path, SERVER, SERVER);
      process.seteuid?.(SERVER);
      const ring = openKeyRing(path);
      process.seteuid?.(0);
      addKey(path);
      chownSync(path, 0, 0);
      process.seteuid?.(SERVER);
      ring.refresh();
      expect(ring.fault).toMatchObject({ kind: 'operational', code: 'keys.unreadable' });
      expect(ring.fault?.message).toMatch(/EACCES.*user/);
    });
  });
});

describe('a ring whose file changes', () => {
  it('derives lasting keys as before, in the very call that learns of the new key', () => {
    const ring = openKeyRing(path);
    const before = ring.derive('auth-id');
    const added = addKey(path);
    later();
    expect(ring.derive('auth-id')).toEqual(before);
    expect(ring.active).toBe(added);
    expect(ring.derive('auth-id')).toEqual(before);
  });

  it('opens with a key that was prepared, and seals with it only when it is its turn', () => {
    const ring = openKeyRing(path);
    const old = ring.active;
    const lasting = ring.derive('auth-id');
    const prepared = prepareKey(path);
    later();
    expect([ring.active, ring.kids, ring.prepared]).toEqual([old, [old, prepared], prepared]);
    expect(prepareKey(path), 'one is enough').toBe(prepared);
    expect(addKey(path)).toBe(prepared);
    later();
    expect([ring.active, ring.kids, ring.prepared]).toEqual([prepared, [old, prepared], undefined]);
    expect(ring.derive('auth-id')).toEqual(lasting);
    removeKey(path, old);
    expect(openKeyRing(path).derive('auth-id')).toEqual(lasting);
  });

  it.each([
    ['is gone', () => renameSync(path, `${path}.away`), () => renameSync(`${path}.away`, path)],
    ['is broken', () => writeFileSync(path, '{"active":'), undefined],
    ['lacks the key that seals', () => writeFileSync(path, JSON.stringify({ ...parsed(), active: 'none' })), undefined],
  ])('that %s goes on with what it knows, and tells so once and when it is over', (_name, spoil, mend) => {
    const ring = openKeyRing(path);
    const text = readFileSync(path, 'utf8');
    const sealed = createSealer(ring).seal('place', 'secret');
    const told: (string | undefined)[] = [];
    ring.onFault((fault) => told.push(fault?.code));
    spoil();
    for (let times = 0; times < 3; times += 1) {
      later();
      expect(createSealer(ring).open('place', createSealer(ring).seal('place', 'more'))).toBe('more');
    }
    expect(createSealer(ring).open('place', sealed)).toBe('secret');
    expect(told).toEqual([expect.stringMatching(/^keys\./)]);
    expect(ring.fault).toBeDefined();
    if (mend === undefined) writeFileSync(path, text);
    else mend();
    later();
    expect(ring.active).toBe(parsed().active);
    expect(told).toEqual([expect.anything(), undefined]);
    expect(ring.fault).toBeUndefined();
  });
});

function parsed(): { readonly active: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { active: string };
}
