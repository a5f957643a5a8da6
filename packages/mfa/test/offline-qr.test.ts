import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  importOfflineKey,
  importOfflineKeyPair,
  makeDeviceOfflineKey,
  makeOfflineKey,
  makeOfflineQr,
  type OfflineAccount,
  type OfflineChallenge,
  offlineEnrolmentOf,
  offlineIdText,
  offlineJwkOf,
  offlineKeyOf,
  openOfflineQr,
  pinnedIssuerOf,
} from '../src/index.ts';
import { fromBase45, toBase45 } from '../src/offline/base45.ts';
import { readOfflineChallenge, writeOfflineChallenge } from '../src/offline/offline-challenge.ts';
import { sealEnvelope } from '../src/offline/offline-envelope.ts';
import { DEVICE_JWK, device, ENVELOPE, EPHEMERAL, hex, ISSUER_JWK, issuer, PLAINTEXT, QR } from './offline-vector.ts';

const AT = 1_790_000_000;
const CHALLENGE: OfflineChallenge = {
  id: 'AAECAwQFBgcICQoLDA0ODw',
  code: '493027',
  issuer: 'Example Corp',
  username: 'demo',
  application: 'Payroll',
  clientIp: '203.0.113.41',
  issuedAt: AT,
  secondsToLive: 180,
};
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const utf8 = (value: string) => new TextEncoder().encode(value);

/** A phone with a memory of its own. */
function phone(accounts: readonly OfflineAccount[] = [{ issuer, device }]) {
  const seen = new Set<string>();
  return (qr: string, now = AT * 1000) =>
    openOfflineQr(qr, {
      accounts,
      now,
      remember: async (id) => !seen.has(id) && seen.add(id) !== undefined,
    });
}
const refused = (reason: string) => ({ status: 'refused', reason });
/** The vector with one byte turned. */
function turned(index: number): string {
  const bytes = hex(ENVELOPE);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return `OMFA1:${toBase45(bytes)}`;
}

describe('Base45', () => {
  it.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('writes %s as RFC 9285 does', (plain, encoded) => {
    expect(toBase45(utf8(plain))).toBe(encoded);
    expect(fromBase45(encoded)).toEqual(utf8(plain));
  });

  it('reads back whatever it wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase45(toBase45(bytes))).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it.each(['A', 'ABCD', 'ab8', 'GGX', ':::', '::', 'B8é', 'BB8 \n'])('takes %s for nothing', (encoded) => {
    expect(fromBase45(encoded)).toBeUndefined();
  });
});

describe('a code for a phone without a network', () => {
  it('is written byte for byte as the published vector says', async () => {
    expect(text(writeOfflineChallenge(CHALLENGE))).toBe(PLAINTEXT);
    const envelope = await sealEnvelope({ issuer, device, plaintext: utf8(PLAINTEXT) }, EPHEMERAL);
    expect(offlineIdText(envelope)).toBe(ENVELOPE);
    expect(`OMFA1:${toBase45(envelope)}`).toBe(QR);
  });

  it('opens on the phone it is meant for, and says for what it is', async () => {
    expect(await phone()(QR)).toMatchObject({ status: 'opened', challenge: CHALLENGE });
  });

  it('opens with a key that nobody can read out', async () => {
    const keys = await makeDeviceOfflineKey();
    expect(keys.privateKey.extractable).toBe(false);
    const own = { privateKey: keys.privateKey, ...(await offlineKeyOf(keys.publicKey)) };
    const known = await importOfflineKey(offlineJwkOf(own));
    if (known === undefined) throw new Error('no key');
    const qr = await makeOfflineQr(issuer, known, CHALLENGE);
    expect(await phone([{ issuer, device: own }])(qr)).toMatchObject({ status: 'opened', challenge: { code: '493027' } });
  });

  it('is another each time, even for the same challenge', async () => {
    expect(await makeOfflineQr(issuer, device, CHALLENGE)).not.toBe(await makeOfflineQr(issuer, device, CHALLENGE));
  });

  it('is refused wherever one bit was turned', async () => {
    const open = phone();
    for (let index = 0; index < ENVELOPE.length / 2; index += 1) {
      const reason = index === 0 ? 'version' : index === 1 ? 'suite' : index < 4 ? 'foreignIssuer' : index < 10 ? 'otherDevice' : 'forged';
      expect(await open(turned(index)), `byte ${index}`).toEqual(refused(reason));
    }
  });

  it('is refused when another server made it, even in the name of the pinned one', async () => {
    const stranger = await importOfflineKeyPair(await makeOfflineKey());
    expect(await phone()(await makeOfflineQr(stranger, device, CHALLENGE))).toEqual(refused('foreignIssuer'));
    const dressed = { ...stranger, issuerId: issuer.issuerId };
    expect(await phone()(await makeOfflineQr(dressed, device, CHALLENGE))).toEqual(refused('forged'));
  });

  it('is refused on another phone, even in its name', async () => {
    const other = await importOfflineKeyPair(await makeOfflineKey());
    const open = phone([{ issuer, device: other }]);
    expect(await open(QR)).toEqual(refused('otherDevice'));
    const addressed = { ...device, deviceId: other.deviceId };
    expect(await open(await makeOfflineQr(issuer, addressed, CHALLENGE))).toEqual(refused('forged'));
  });

  it.each([
    ['future', -301],
    ['opened', -300],
    ['opened', 179],
    ['expired', 180],
    ['expired', 300],
    ['past', 301],
  ])('is %s when the clock of the phone is %i s after the server', async (expected, seconds) => {
    const result = await phone()(QR, (AT + seconds) * 1000);
    expect(result.status === 'opened' ? 'opened' : result.reason).toBe(expected);
  });

  it('is shown once, of any number of scans at once', async () => {
    const open = phone();
    const results = await Promise.all(Array.from({ length: 20 }, () => open(QR)));
    expect(results.filter(({ status }) => status === 'opened')).toHaveLength(1);
    expect(await open(QR)).toEqual(refused('replayed'));
  });

  it('leaves no trace of a code that was refused', async () => {
    const open = phone();
    expect(await open(QR, (AT + 180) * 1000)).toEqual(refused('expired'));
    expect(await open(QR)).toMatchObject({ status: 'opened' });
  });

  it.each([
    ['unreadable', 'otpauth://totp/x'],
    ['unreadable', 'OMFA1:'],
    ['unreadable', `${QR.slice(0, 100)}`],
    ['unreadable', QR.toLowerCase().replace('omfa1', 'OMFA1')],
    ['oversized', `${QR}${'0'.repeat(600)}`],
    ['oversized', `OMFA1:${'0'.repeat(1_000_000)}`],
  ])('is %s when it is something else', async (reason, qr) => {
    expect(await phone()(qr)).toEqual(refused(reason));
  });

  it('is of another version when what the pinned server sealed is not of this one', async () => {
    for (const plain of ['{}', 'nonsense', PLAINTEXT.replace('"x":180', '"x":86400'), PLAINTEXT.replace('}', ',"n":1}')]) {
      const envelope = await sealEnvelope({ issuer, device, plaintext: utf8(plain) });
      expect(await phone()(`OMFA1:${toBase45(envelope)}`)).toEqual(refused('version'));
    }
  });
});

describe('the names in a code', () => {
  const long = { ...CHALLENGE, application: 'A'.repeat(300), clientIp: '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff' };

  it('are cut from the application on, then the issuer, then the person', () => {
    const written = (challenge: OfflineChallenge) => readOfflineChallenge(text(writeOfflineChallenge(challenge)));
    expect(written(long)).toMatchObject({ issuer: 'Example Corp', username: 'demo', application: expect.stringMatching(/^A{20,}…$/) });
    expect(written({ ...long, issuer: 'I'.repeat(300) })).toMatchObject({ username: 'demo', issuer: expect.stringMatching(/^I{20,}…$/) });
    expect(written({ ...long, issuer: 'I'.repeat(300), username: 'u'.repeat(300) })).toMatchObject({
      username: expect.stringMatching(/^u{19,}…$/),
    });
  });

  it('keep the code at version 14 of a QR code whatever they are, and the phone takes it', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(name, name, name, name, async (i, username, application, clientIp) => {
        const challenge = { ...CHALLENGE, issuer: i, username, application, clientIp };
        const bytes = writeOfflineChallenge(challenge);
        expect(bytes.length).toBeLessThanOrEqual(230);
        const qr = await makeOfflineQr(issuer, device, challenge);
        expect(qr.length).toBeLessThanOrEqual(528);
        expect(await phone()(qr)).toMatchObject({ status: 'opened' });
      }),
      { numRuns: 60 },
    );
  });

  it('hold nothing that would show them as others', () => {
    expect(text(writeOfflineChallenge({ ...CHALLENGE, application: 'a\u202eb\n\u0000c\u2066' }))).toContain('"a":"abc"');
  });
});

describe('keys', () => {
  it('go by the first bytes of the digest of their point', () => {
    expect([offlineIdText(issuer.issuerId), offlineIdText(device.deviceId)]).toEqual(['b418', '8b2e19d38cf7']);
  });

  it('are none when they are not on the curve, of another kind, or not there', async () => {
    const { d: _, ...open } = DEVICE_JWK;
    expect(await importOfflineKey(open)).toBeDefined();
    for (const jwk of [{ ...open, y: open.x }, { ...open, crv: 'P-384' }, { ...open, x: 'short' }, {}, undefined, 'x']) {
      expect(await importOfflineKey(jwk)).toBeUndefined();
    }
  });

  it('never tell the private half when they are told', async () => {
    expect(JSON.stringify(offlineJwkOf(issuer))).not.toContain(ISSUER_JWK.d);
    expect(await importOfflineKey(ISSUER_JWK)).not.toHaveProperty('privateKey');
  });

  it('of an issuer are pinned when they go by their own name', async () => {
    const enrolment = offlineEnrolmentOf(issuer);
    expect(enrolment).toMatchObject({ kid: 'tBg', alg: 'OMFA1-P256', profiles: ['qr', 'manual12'] });
    expect((await pinnedIssuerOf(JSON.parse(JSON.stringify(enrolment))))?.point).toEqual(issuer.point);
    for (const wrong of [{ ...enrolment, kid: 'AAA' }, { ...enrolment, alg: 'none' }, {}, undefined]) {
      expect(await pinnedIssuerOf(wrong)).toBeUndefined();
    }
  });
});
