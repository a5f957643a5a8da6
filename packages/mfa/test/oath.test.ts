import type { OathDevice } from '@waygate/node-kit';
import { codeOf } from '@waygate/phone';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase32, makeCombinedUri, makeOathDevice, makeOathUri, type OathSettings, toBase32, verifyOathCode } from '../src/index.ts';

const SETTINGS: OathSettings = { hotpWindowSize: 100, totpTimeSteps: 2, maximumAllowedClockDrift: 5 };
const NOW = 1_790_000_010_000;
const WISH = {
  issuer: 'Example',
  algorithm: 'TOTP',
  digits: 6,
  hash: 'HMAC_SHA1',
  period: 30,
  checksumDigit: false,
  truncationOffset: -1,
  minSharedSecretLength: 32,
} as const;
const device = (more: Partial<OathDevice> = {}): OathDevice => ({ ...makeOathDevice(WISH, NOW), ...more });
const ascii = (text: string) => Buffer.from(text).toString('hex');
/** The code that an app shows whose clock is off by so many seconds. */
const shown = (of: OathDevice, offset = 0, now = NOW) =>
  codeOf({ ...of, secret: Buffer.from(of.sharedSecret, 'hex') }, Math.floor((now / 1000 + offset) / of.period));
const judge = (of: OathDevice, code: string, now = NOW, settings = SETTINGS) => verifyOathCode(of, code, settings, now);
/** Uses a code that must be right. */
function use(of: OathDevice, code: string, now = NOW): OathDevice {
  const ruling = judge(of, code, now);
  if (!ruling.accepted) throw new Error(ruling.reason);
  return ruling.device;
}

describe('codes of the standards', () => {
  it.each(['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'])(
    'takes %s of RFC 4226, appendix D, at its counter and never again',
    (code) => {
      const counter = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].indexOf(code);
      const token = device({ algorithm: 'HOTP', sharedSecret: ascii('12345678901234567890'), counter });
      const after = use(token, code);
      expect(after.counter).toBe(counter + 1);
      expect(judge(after, code)).toEqual({ accepted: false, reason: 'wrong' });
      expect(use({ ...token, counter: 0 }, code).counter).toBe(counter + 1);
    },
  );

  const SHA1 = ascii('12345678901234567890');
  const SHA256 = ascii('12345678901234567890123456789012');
  const SHA512 = ascii('1234567890123456789012345678901234567890123456789012345678901234');
  it.each([
    [59, 'HMAC_SHA1', SHA1, '94287082'],
    [59, 'HMAC_SHA256', SHA256, '46119246'],
    [59, 'HMAC_SHA512', SHA512, '90693936'],
    [1_111_111_109, 'HMAC_SHA1', SHA1, '07081804'],
    [1_111_111_109, 'HMAC_SHA256', SHA256, '68084774'],
    [1_111_111_109, 'HMAC_SHA512', SHA512, '25091201'],
    [1_111_111_111, 'HMAC_SHA1', SHA1, '14050471'],
    [1_111_111_111, 'HMAC_SHA256', SHA256, '67062674'],
    [1_111_111_111, 'HMAC_SHA512', SHA512, '99943326'],
    [1_234_567_890, 'HMAC_SHA1', SHA1, '89005924'],
    [1_234_567_890, 'HMAC_SHA256', SHA256, '91819424'],
    [1_234_567_890, 'HMAC_SHA512', SHA512, '93441116'],
    [2_000_000_000, 'HMAC_SHA1', SHA1, '69279037'],
    [2_000_000_000, 'HMAC_SHA256', SHA256, '90698825'],
    [2_000_000_000, 'HMAC_SHA512', SHA512, '38618901'],
    [20_000_000_000, 'HMAC_SHA1', SHA1, '65353130'],
    [20_000_000_000, 'HMAC_SHA256', SHA256, '77737706'],
    [20_000_000_000, 'HMAC_SHA512', SHA512, '47863826'],
  ] as const)('at %i s takes what RFC 6238, appendix B, has for %s', (at, hash, sharedSecret, code) => {
    const app = device({ digits: 8, hash, sharedSecret });
    expect(use(app, code, at * 1000)).toMatchObject({ lastLogin: Math.floor(at / 30) * 30, clockDriftSeconds: 0 });
  });

  const known = Buffer.from(fromBase32('JMEZ2W7D462P3JYBDG2HV7PFBM') ?? []).toString('hex');
  it.each([
    [1, 6, 'HMAC_SHA1', '785324'],
    [2, 6, 'HMAC_SHA1', '361422'],
    [3, 6, 'HMAC_SHA1', '054508'],
    [1, 8, 'HMAC_SHA1', '60785324'],
    [2, 8, 'HMAC_SHA1', '92361422'],
    [3, 8, 'HMAC_SHA1', '38054508'],
    [1, 6, 'HMAC_SHA256', '617806'],
  ] as const)('takes what phones show at counter %i', (counter, digits, hash, code) => {
    expect(use(device({ algorithm: 'HOTP', digits, hash, sharedSecret: known, counter }), code).counter).toBe(counter + 1);
  });

  it.each([
    ['HMAC_SHA1', '994721'],
    ['HMAC_SHA256', '818138'],
    ['HMAC_SHA512', '902184'],
  ] as const)('takes what phones show at a time with %s', (hash, code) => {
    expect(judge(device({ hash, sharedSecret: known }), code, 1_461_773_681_957).accepted).toBe(true);
  });

  it('adds and truncates as the reference implementation of RFC 4226 can', () => {
    const token = device({ algorithm: 'HOTP', sharedSecret: SHA1, counter: 0 });
    // 755224, every other digit doubled from the right: 8 + 2 + 4 + 5 + 1 + 7 is 27, and 3 makes it a multiple of ten.
    const withChecksum = Array.from({ length: 10 }, (_, digit) => `755224${digit}`).filter(
      (code) => judge({ ...token, checksumDigit: true }, code, NOW, { ...SETTINGS, hotpWindowSize: 0 }).accepted,
    );
    expect(withChecksum).toEqual(['7552243']);
    expect(judge({ ...token, checksumDigit: true }, '755224')).toEqual({ accepted: false, reason: 'malformed' });
    // The digest of counter 0 is cc93cf18508d94934c64b65d8ba7667fb7cde4b0; four bytes at 0 are cc93cf18.
    expect(judge({ ...token, truncationOffset: 0 }, String((0xcc93cf18 & 0x7fffffff) % 1_000_000).padStart(6, '0')).accepted).toBe(true);
    expect(use({ ...token, truncationOffset: 16 }, '755224').counter).toBe(1);
  });
});

describe('the verifier', () => {
  it('takes a code once, and none before it', () => {
    const app = device();
    const before = shown(app, -30);
    const after = use(app, shown(app));
    expect(judge(after, shown(app))).toEqual({ accepted: false, reason: 'used' });
    expect(judge(after, before)).toEqual({ accepted: false, reason: 'used' });
    expect(judge(after, shown(app), NOW + 30_000)).toEqual({ accepted: false, reason: 'used' });
    expect(judge(after, shown(app, 0, NOW + 30_000), NOW + 30_000).accepted).toBe(true);
  });

  it.each([
    [0, true, 0],
    [60, true, 60],
    [-60, true, -60],
    [90, false, 0],
    [-90, false, 0],
  ])('with a clock that is %i s off says %s', (offset, accepted, drift) => {
    const app = device();
    const ruling = judge(app, shown(app, offset));
    expect(ruling.accepted).toBe(accepted);
    if (ruling.accepted) expect(ruling.device.clockDriftSeconds).toBe(drift);
    else expect(ruling.reason).toBe('wrong');
  });

  it.each([90, -90])('follows a clock to %i s when it saw it drift, and three steps at once where the author allows them', (offset) => {
    const app = device();
    const later = NOW + 600_000;
    const seen = use(app, shown(app, (offset * 2) / 3));
    expect(use(seen, shown(app, offset, later), later).clockDriftSeconds).toBe(offset);
    expect(judge(app, shown(app, offset), NOW, { ...SETTINGS, totpTimeSteps: 3 }).accepted).toBe(true);
  });

  it('follows no clock further than the author allows', () => {
    const app = device({ clockDriftSeconds: 150 });
    expect(judge(app, shown(app, 180))).toEqual({ accepted: false, reason: 'drift' });
    expect(use(app, shown(app, 150)).clockDriftSeconds).toBe(150);
  });

  it.each(['', '12345', '1234567', '12345a', '１２３４５６', ' 12345', '-12345'])('takes %o for no code', (code) => {
    expect(judge(device(), code)).toEqual({ accepted: false, reason: 'malformed' });
  });

  it('looks no further ahead than the window of HOTP', () => {
    const token = device({ algorithm: 'HOTP', counter: 7 });
    const at = (counter: number) => codeOf({ ...token, secret: Buffer.from(token.sharedSecret, 'hex') }, counter);
    const few = { ...SETTINGS, hotpWindowSize: 3 };
    expect(judge(token, at(10), NOW, few).accepted).toBe(true);
    expect(judge(token, at(11), NOW, few).accepted).toBe(false);
    expect(judge(token, at(6), NOW, few).accepted).toBe(false);
  });

  it('never goes back and never takes anything twice, whatever the clocks do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('HMAC_SHA1', 'HMAC_SHA256', 'HMAC_SHA512'),
        fc.constantFrom(6 as const, 8 as const),
        fc.array(fc.record({ wait: fc.nat(120), offset: fc.integer({ min: -120, max: 120 }) }), { maxLength: 12 }),
        (hash, digits, uses) => {
          let app = device({ hash, digits });
          let now = NOW;
          for (const { wait, offset } of uses) {
            now += wait * 1000;
            const code = shown(app, offset, now);
            const ruling = judge(app, code, now);
            if (!ruling.accepted) continue;
            expect(ruling.device.lastLogin).toBeGreaterThan(app.lastLogin);
            expect(Math.abs(ruling.device.clockDriftSeconds)).toBeLessThanOrEqual(150);
            expect(judge(ruling.device, code, now).accepted).toBe(false);
            app = ruling.device;
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('links', () => {
  const facts = { account: 'mia', userId: 'u-1', backgroundColor: '#032b75', imageUrl: '' };

  it('say what apps need, with the issuer twice and no padding', () => {
    const app = device({ uuid: 'd-1', sharedSecret: '00'.repeat(16) });
    expect(makeOathUri({ ...facts, device: { ...app, issuer: 'Bank: A & B' }, account: 'mia@example.com' })).toBe(
      'otpauth://totp/Bank%20A%20B:mia%40example.com?secret=AAAAAAAAAAAAAAAAAAAAAAAAAA&period=30&digits=6&issuer=Bank%20A%20B&b=032b75&uid=dS0x&oid=ZC0x',
    );
    const uri = makeOathUri({ ...facts, device: { ...app, algorithm: 'HOTP', digits: 8, hash: 'HMAC_SHA1' } });
    expect(uri).toContain('otpauth://hotp/Example:mia?secret=');
    expect(uri).toContain('&counter=0&digits=8&');
    expect(uri).not.toContain('period');
    expect(makeOathUri({ ...facts, device: { ...app, hash: 'HMAC_SHA256' } })).toContain('&algorithm=SHA256&');
  });

  it('have secrets of 20 random bytes at least', () => {
    expect(makeOathDevice(WISH, NOW).sharedSecret).toMatch(/^[0-9a-f]{40}$/);
    expect(makeOathDevice({ ...WISH, minSharedSecretLength: 65 }, NOW).sharedSecret).toMatch(/^[0-9a-f]{66}$/);
    expect(makeOathDevice(WISH, NOW).sharedSecret).not.toBe(makeOathDevice(WISH, NOW).sharedSecret);
  });

  it('carry rules that iOS can read, whatever they say', () => {
    const pushUri = 'pushauth://push/Example:mia?l=bGI9MA&issuer=RXhhbXBsZQ&m=REGISTER:1';
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (policies) => {
        const uri = makeCombinedUri({ pushUri, device: device(), imageUrl: 'https://id.example/logo.png', policies });
        const written = /&policies=([^&]*)$/.exec(uri)?.[1] ?? '';
        expect(written).not.toMatch(/[-_]/);
        expect(JSON.parse(Buffer.from(written, 'base64').toString())).toEqual(JSON.parse(JSON.stringify(policies)));
      }),
    );
  });

  it('read base32 as people type it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        const typed = toBase32(bytes)
          .toLowerCase()
          .replaceAll(/(.{4})/g, '$1 ');
        expect(fromBase32(`${typed}==`)).toEqual(new Uint8Array(bytes));
      }),
    );
    expect(fromBase32('not base32!')).toBeUndefined();
  });
});
