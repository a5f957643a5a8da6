import { OathApp } from '@waygate/phone';
import { describe, expect, it } from 'vitest';
import { importOathKey, makeCombinedUri, makeOathDevice, makeOathUri, oathCodeOf, readOathLink } from '../src/index.ts';

const NOW = 1_790_000_010_000;
const WISH = { issuer: 'Bank', period: 30, checksumDigit: false, truncationOffset: -1, minSharedSecretLength: 40 } as const;
const facts = { account: 'mia', userId: 'u', backgroundColor: '032b75', imageUrl: '' };

describe('links of one-time passwords', () => {
  it.each([
    ['TOTP', 6, 'HMAC_SHA1'],
    ['TOTP', 8, 'HMAC_SHA256'],
    ['TOTP', 6, 'HMAC_SHA512'],
    ['HOTP', 8, 'HMAC_SHA1'],
  ] as const)(
    'of %s with %i digits and %s give the codes that other apps show, by a key that cannot be read out',
    async (algorithm, digits, hash) => {
      const uri = makeOathUri({ ...facts, device: makeOathDevice({ ...WISH, algorithm, digits, hash }, NOW) });
      const link = readOathLink(uri);
      if (link === undefined) throw new Error('not read');
      expect(link).toMatchObject({
        issuer: 'Bank',
        account: 'mia',
        algorithm,
        digits,
        hash,
        backgroundColor: '032b75',
        pushLink: undefined,
      });
      const key = await importOathKey(link.secret, link.hash);
      expect(key.extractable).toBe(false);
      const counter = algorithm === 'TOTP' ? Math.floor(NOW / 30_000) : link.counter + 1;
      expect(await oathCodeOf(key, digits, counter)).toBe(new OathApp(uri).code(NOW));
    },
  );

  it('with a push half give that as well, and say whether there are rules', () => {
    const pushUri = 'pushauth://push/Bank:mia?l=bGI9MA&issuer=QmFuaw&m=REGISTER:1';
    const device = makeOathDevice({ ...WISH, algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1' }, NOW);
    const link = readOathLink(makeCombinedUri({ pushUri, device, imageUrl: '', policies: undefined }));
    expect(link).toMatchObject({ issuer: 'Bank', account: 'mia', hasPolicies: false, pushLink: expect.stringContaining(pushUri) });
    expect(readOathLink(makeCombinedUri({ pushUri, device, imageUrl: '', policies: {} }))?.hasPolicies).toBe(true);
  });

  it('of another kind are not read, and broken ones are refused', () => {
    expect(readOathLink('pushauth://push/Bank:mia?s=x')).toBeUndefined();
    for (const wrong of [
      '',
      'secret=1',
      'secret=AAAA&digits=7',
      'secret=AAAA&period=0',
      'secret=AAAA&algorithm=MD5',
      'secret=AAAA&counter=-1',
    ])
      expect(() => readOathLink(`otpauth://totp/Bank:mia?x&${wrong}`)).toThrow('how codes are made');
  });
});
