import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealer, KeyRing, openKeyRing } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'waygate-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const secretOf = (kid: string) => Buffer.alloc(32, kid);
const ringOf = (active: string, ...others: string[]) =>
  new KeyRing(active, new Map([active, ...others].map((kid) => [kid, secretOf(kid)])));
const part = (sealed: string, index: number) => sealed.split('.')[index] ?? '';

describe('what is sealed', () => {
  const sealer = createSealer(ringOf('k1'));

  it('opens in its place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (context, text) => {
        expect(sealer.open(context, sealer.seal(context, text))).toBe(text);
      }),
    );
  });

  it('opens nowhere else', () => {
    const sealed = sealer.seal('device|/alpha|mia', 'secret');
    for (const place of ['device|/alpha|tom', 'device|/beta|mia', 'device|/alpha|mia ', '']) {
      expect(() => sealer.open(place, sealed)).toThrow(expect.objectContaining({ kind: 'operational', code: 'seal.unreadable' }));
    }
  });

  it('is never the same twice, and shows neither text nor place', () => {
    const [one, two] = [sealer.seal('device|/alpha|mia', 'the secret text'), sealer.seal('device|/alpha|mia', 'the secret text')];
    expect(one).not.toBe(two);
    const read = one.split('.').map((segment) => Buffer.from(segment, 'base64url').toString('latin1'));
    expect(read.join(' ')).not.toMatch(/secret text|mia/);
  });

  it('is a compact JWE that anybody can open who has the key (RFC 7516 and 7518, by WebCrypto)', async () => {
    const sealed = sealer.seal('device|/alpha|mia', 'secret');
    const [header = '', encryptedKey, iv = '', ciphertext = '', tag = ''] = sealed.split('.');
    expect(sealed.split('.')).toHaveLength(5);
    expect(encryptedKey).toBe('');
    const context = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('device|/alpha|mia'))).toString('base64url');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'dir', enc: 'A256GCM', kid: 'k1', ctx: context });
    const master = await crypto.subtle.importKey('raw', secretOf('k1'), 'HKDF', false, ['deriveKey']);
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: Buffer.from('waygate/seal') };
    const key = await crypto.subtle.deriveKey(derivation, master, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
    const bytes = (text: string) => Buffer.from(text, 'base64url');
    const plaintext = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes(iv), additionalData: Buffer.from(header), tagLength: 128 },
      key,
      Buffer.concat([bytes(ciphertext), bytes(tag)]),
    );
    expect(Buffer.from(plaintext).toString()).toBe('secret');
    expect(bytes(iv)).toHaveLength(12);
  });

  it('does not open when any of it was altered', () => {
    const sealed = sealer.seal('place', 'secret');
    const flipped = (index: number) => {
      const bytes = Buffer.from(part(sealed, index), 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return sealed.split('.').map((segment, at) => (at === index ? bytes.toString('base64url') : segment));
    };
    const header = (change: object) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(part(sealed, 0), 'base64url').toString()), ...change })).toString('base64url');
    const [head = '', , iv = '', text = '', tag = ''] = sealed.split('.');
    const altered = [
      ...[0, 2, 3, 4].map((index) => flipped(index).join('.')),
      [header({ alg: 'none' }), '', iv, text, tag].join('.'),
      [header({ enc: 'A128GCM' }), '', iv, text, tag].join('.'),
      [header({ more: 1 }), '', iv, text, tag].join('.'),
      [head, 'AAAA', iv, text, tag].join('.'),
      [head, '', iv, text, Buffer.from(tag, 'base64url').subarray(0, 12).toString('base64url')].join('.'),
      [head, '', iv, text, ''].join('.'),
      [head, '', '', text, tag].join('.'),
      [head, '', iv, '', tag].join('.'),
      `${sealed}.x`,
      sealed.slice(1),
      part(sealed, 0),
      '',
      '....',
      'secret',
    ];
    for (const one of altered) expect(() => sealer.open('place', one), one).toThrow(expect.objectContaining({ code: 'seal.unreadable' }));
  });
});

describe('keys', () => {
  it('that no longer seal still open', () => {
    const old = createSealer(ringOf('k1')).seal('place', 'secret');
    const rotated = createSealer(ringOf('k2', 'k1'));
    expect(rotated.open('place', old)).toBe('secret');
    expect(part(rotated.seal('place', 'secret'), 0)).not.toBe(part(old, 0));
  });

  it('that are not on the ring are named', () => {
    const sealed = createSealer(ringOf('key-of-yesterday')).seal('place', 'secret');
    const open = () => createSealer(ringOf('k1')).open('place', sealed);
    expect(open).toThrow(expect.objectContaining({ kind: 'operational', code: 'seal.unknown_key' }));
    expect(open).toThrow('key-of-yesterday');
  });

  it('of the same name that are others do not open', () => {
    const other = new KeyRing('k1', new Map([['k1', randomBytes(32)]]));
    const sealed = createSealer(other).seal('place', 'secret');
    expect(() => createSealer(ringOf('k1')).open('place', sealed)).toThrow(expect.objectContaining({ code: 'seal.unreadable' }));
  });

  it('differ for each purpose and each key, and stay the same', () => {
    const ring = ringOf('k1', 'k2');
    const keys = [ring.derive('auth-id'), ring.derive('seal'), ring.derive('auth-id', 'k2')].map((key) => key.toString('hex'));
    expect(new Set(keys).size).toBe(3);
    expect(ringOf('k1').derive('auth-id').toString('hex')).toBe(keys[0]);
    expect(keys).not.toContain(secretOf('k1').toString('hex'));
  });

  it('cannot be printed', () => {
    const ring = ringOf('k1');
    ring.derive('seal');
    const printed = [JSON.stringify({ ring }), inspect({ ring }, { depth: 9, showHidden: true }), String(ring), `${Object.values(ring)}`];
    for (const text of printed) {
      expect(text).not.toContain(secretOf('k1').toString('base64url'));
      expect(text).not.toContain(secretOf('k1').toString('hex'));
      expect(text).not.toMatch(/6b 31 6b 31/);
    }
    expect(printed[0]).toBe('{"ring":"[key ring]"}');
    expect(printed[1]).toBe('{ ring: [key ring] }');
  });

  it('must have the one that seals among them', () => {
    expect(() => new KeyRing('k1', new Map())).toThrow(expect.objectContaining({ kind: 'operational', code: 'keys.active_missing' }));
  });
});

describe('the keys file', () => {
  let path = '';
  beforeAll(() => {
    path = join(folder, 'made', 'here', 'keys.json');
  });

  it('is made at first start, for its owner only, and nothing else is left there', () => {
    const ring = openKeyRing(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'made', 'here')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'made', 'here'))).toEqual(['keys.json']);
    const file = JSON.parse(readFileSync(path, 'utf8')) as { active: string; keys: { kid: string; secret: string }[] };
    expect(file.keys).toHaveLength(1);
    expect(file.keys[0]?.kid).toBe(ring.active);
    expect(Buffer.from(file.keys[0]?.secret ?? '', 'base64url')).toHaveLength(32);
  });

  it('is the same at the next start', () => {
    const text = readFileSync(path, 'utf8');
    const sealed = createSealer(openKeyRing(path)).seal('place', 'secret');
    expect(createSealer(openKeyRing(path)).open('place', sealed)).toBe('secret');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it.each([
    ['empty', ''],
    ['cut short', '{"active":"k1","keys":[{"kid":"k1","secret":"c2VjcmV0LXRoYXQtbXVzdC1u'],
    ['of another kind', '{"password":"c2VjcmV0LXRoYXQtbXVzdC1u"}'],
    ['without keys', '{"active":"k1","keys":[]}'],
    ['with a key too short', '{"active":"k1","keys":[{"kid":"k1","secret":"c2VjcmV0LXRoYXQtbXVzdC1u"}]}'],
    ['with a name twice', JSON.stringify({ active: 'k1', keys: Array.from({ length: 2 }, () => ({ kid: 'k1', secret: 'A'.repeat(43) })) })],
  ])('that is %s is neither used nor replaced nor quoted', (_name, text) => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, text);
    const open = () => openKeyRing(broken);
    expect(open).toThrow(expect.objectContaining({ kind: 'operational', code: 'keys.unreadable' }));
    expect(open).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
    expect(open).toThrow(expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') }));
    expect(readFileSync(broken, 'utf8')).toBe(text);
  });

  it('that is a folder is an error that says so', () => {
    expect(() => openKeyRing(folder)).toThrow('EISDIR');
  });

  it('that lacks the key that seals is an error that names it', () => {
    const lacking = join(folder, 'lacking.json');
    writeFileSync(lacking, JSON.stringify({ active: 'k2', keys: [{ kid: 'k1', secret: 'A'.repeat(43) }] }));
    expect(() => openKeyRing(lacking)).toThrow('k2');
  });
});
