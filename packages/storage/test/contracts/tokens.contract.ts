import { describe, expect, it } from 'vitest';
import type { TokenRecord } from '../../src/index.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const token = (more: Partial<TokenRecord> = {}): TokenRecord => ({
  payload: { scope: 'openid', nested: { a: [1] } },
  createdAt: 1_000,
  expiresAt: 61_000,
  ...more,
});

/** What `TokenStore` promises. */
export function tokensContract(open: OpenStores): void {
  describe('tokens of applications', () => {
    it('come back by realm, kind and what the holder shows, and expire', async () => {
      const { tokens, clock } = await storesFor(open);
      const full = token({ grantId: 'g', session: 's', personId: 'p' });
      await tokens.put('/alpha', 'AccessToken', 'text', full);
      await tokens.put('/alpha', 'RefreshToken', 'text', token());
      expect(await tokens.find('/alpha', 'AccessToken', 'text')).toEqual(full);
      expect(await tokens.find('/alpha', 'RefreshToken', 'text')).toEqual(token());
      expect(await tokens.find('/alpha', 'AuthorizationCode', 'text')).toBeUndefined();
      expect(await tokens.find('/', 'AccessToken', 'text')).toBeUndefined();
      expect(await tokens.find('/alpha', 'AccessToken', '__proto__')).toBeUndefined();
      clock.now = 61_000;
      expect(await tokens.find('/alpha', 'AccessToken', 'text')).toBeUndefined();
      expect(await tokens.consume('/alpha', 'RefreshToken', 'text', clock.now)).toBe(false);
    });

    it.each(['AuthorizationCode', 'RefreshToken'] as const)('%s is used once, by one of several', async (kind) => {
      const { tokens, clock } = await storesFor(open);
      await tokens.put('/alpha', kind, 'c', token({ grantId: 'g' }));
      const used = await Promise.all(Array.from({ length: 8 }, () => tokens.consume('/alpha', kind, 'c', 2_000)));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await tokens.find('/alpha', kind, 'c')).toEqual(token({ grantId: 'g', consumedAt: 2_000 }));
      expect(await tokens.consume('/alpha', kind, 'none', clock.now)).toBe(false);
      clock.now = 61_000;
      expect(await tokens.find('/alpha', kind, 'c'), 'it expires as it would have').toBeUndefined();
    });

    it('are claimed once, by one of several, until they expire', async () => {
      const { tokens, clock } = await storesFor(open);
      const claim = () => tokens.claim('/', 'Assertion', 'jti', token());
      const claimed = await Promise.all(Array.from({ length: 8 }, claim));
      expect(claimed.filter(Boolean)).toHaveLength(1);
      expect(await tokens.claim('/alpha', 'Assertion', 'jti', token())).toBe(true);
      clock.now = 61_000;
      expect(await tokens.claim('/', 'Assertion', 'jti', token({ expiresAt: 90_000 }))).toBe(true);
    });

    it('stop with their grant, used ones too, and others do not', async () => {
      const { tokens } = await storesFor(open);
      await tokens.put('/alpha', 'Grant', 'g', token());
      for (const kind of ['AuthorizationCode', 'AccessToken', 'RefreshToken'] as const) {
        await tokens.put('/alpha', kind, 'a', token({ grantId: 'g' }));
        await tokens.put('/alpha', kind, 'b', token({ grantId: 'other' }));
        await tokens.put('/', kind, 'a', token({ grantId: 'g' }));
      }
      await tokens.consume('/alpha', 'RefreshToken', 'a', 2_000);
      await tokens.revokeGrant('/alpha', 'g');
      expect(await tokens.find('/alpha', 'Grant', 'g')).toBeUndefined();
      for (const kind of ['AuthorizationCode', 'AccessToken', 'RefreshToken'] as const) {
        expect(await tokens.find('/alpha', kind, 'a')).toBeUndefined();
        expect(await tokens.find('/alpha', kind, 'b')).toBeDefined();
        expect(await tokens.find('/', kind, 'a')).toBeDefined();
      }
      await tokens.revokeGrant('/alpha', 'nobody');
    });

    it('stop with the session that they were made in', async () => {
      const { tokens } = await storesFor(open);
      for (const grant of ['one', 'two', 'three']) await tokens.put('/alpha', 'Grant', grant, token());
      await tokens.put('/alpha', 'RefreshToken', 'r', token({ grantId: 'one', session: 's' }));
      await tokens.put('/alpha', 'AuthorizationCode', 'c', token({ grantId: 'two', session: 's' }));
      await tokens.put('/alpha', 'RefreshToken', 'other', token({ grantId: 'three', session: 'another' }));
      await tokens.revokeSession('/alpha', 's');
      expect(await tokens.find('/alpha', 'RefreshToken', 'r')).toBeUndefined();
      expect(await tokens.find('/alpha', 'AuthorizationCode', 'c')).toBeUndefined();
      expect(await tokens.find('/alpha', 'Grant', 'one')).toBeUndefined();
      expect(await tokens.find('/alpha', 'Grant', 'two')).toBeUndefined();
      expect(await tokens.find('/alpha', 'Grant', 'three')).toBeDefined();
      expect(await tokens.find('/alpha', 'RefreshToken', 'other')).toBeDefined();
    });

    it('are listed by who gave them, and taken back by what the list calls them', async () => {
      const { tokens, clock } = await storesFor(open);
      const own = { personId: 'p' };
      for (const grant of ['one', 'two']) {
        await tokens.put('/alpha', 'Grant', grant, token({ ...own, payload: { clientId: grant } }));
        await tokens.put('/alpha', 'RefreshToken', `r-${grant}`, token({ ...own, grantId: grant, createdAt: 2_000, expiresAt: 90_000 }));
        await tokens.put('/alpha', 'AccessToken', `a-${grant}`, token({ ...own, grantId: grant }));
      }
      await tokens.put('/alpha', 'Consent', 'c', token({ ...own, payload: { clientId: 'one' } }));
      await tokens.put('/alpha', 'Grant', 'of another', token({ personId: 'other' }));
      await tokens.put('/', 'Grant', 'of another realm', token(own));
      await tokens.consume('/alpha', 'RefreshToken', 'r-one', 3_000);
      const given = await tokens.givenBy('/alpha', 'p');
      expect(given.consents).toEqual([token({ ...own, payload: { clientId: 'one' } })]);
      const one = given.grants.find(({ grant }) => grant.payload['clientId'] === 'one');
      expect(given.grants).toHaveLength(2);
      expect(one?.refreshTokens, 'a used one says when it was used').toEqual([
        token({ ...own, grantId: 'one', createdAt: 2_000, expiresAt: 90_000, consumedAt: 3_000 }),
      ]);
      await tokens.revokeGrants('/beta', [one?.handle ?? '']);
      expect((await tokens.givenBy('/alpha', 'p')).grants, 'a handle is good in its realm alone').toHaveLength(2);
      await tokens.revokeGrants('/alpha', [one?.handle ?? '', 'made up']);
      const kinds = ['RefreshToken', 'AccessToken'] as const;
      for (const kind of kinds) expect(await tokens.find('/alpha', kind, kind === 'AccessToken' ? 'a-one' : 'r-one')).toBeUndefined();
      for (const kind of kinds) expect(await tokens.find('/alpha', kind, kind === 'AccessToken' ? 'a-two' : 'r-two')).toBeDefined();
      expect((await tokens.givenBy('/alpha', 'p')).grants.map(({ grant }) => grant.payload['clientId'])).toEqual(['two']);
      clock.now = 61_000;
      expect(await tokens.givenBy('/alpha', 'p'), 'what is over is not told').toEqual({ grants: [], consents: [] });
    });

    it('are removed once', async () => {
      const { tokens } = await storesFor(open);
      await tokens.put('/alpha', 'AccessToken', 'a', token());
      expect(await tokens.remove('/alpha', 'AccessToken', 'a')).toBe(true);
      expect(await tokens.remove('/alpha', 'AccessToken', 'a')).toBe(false);
    });
  });
}
