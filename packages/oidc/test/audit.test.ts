import type { AuditRecord } from '@waygate/schema';
import * as client from 'openid-client';
import { expect, it } from 'vitest';
import { application, authorization, Browser, codeFor, type Served, serve, spa } from './fixture.ts';

/** What the audit log says of applications in the realm, oldest first. */
async function told({ stores }: Served): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const part of stores.audit.walk({ from: 0, to: Date.now() })) found.push(...part);
  return found.filter(({ topic }) => topic === 'oauth');
}
const briefly = ({ event, result, reason, actor, person, facts = {} }: AuditRecord) => ({
  event,
  result,
  ...(reason === undefined ? {} : { reason }),
  by: actor?.id,
  ...(person === undefined ? {} : { of: person.name }),
  ...facts,
});

it('what applications get is in the audit log: codes, tokens, exchanges, what is taken back, and no value of any', async () => {
  const served = await serve();
  await served.addClient('app', spa);
  const config = await application(served, 'app');
  const { address, exchange } = await authorization(config, { scope: 'openid profile' });
  const answer = await codeFor(new Browser(served), address);
  const tokens = await exchange(answer);
  const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
  await client.tokenRevocation(config, next.refresh_token ?? '');
  await client.tokenRevocation(config, 'what-is-no-token');
  const records = await told(served);
  const scopes = ['openid', 'profile'];
  expect(records.map(briefly)).toEqual([
    { event: 'oauth.authorized', result: 'succeeded', by: 'app', of: 'demo', scopes },
    { event: 'oauth.token_issued', result: 'succeeded', by: 'app', of: 'demo', grant: 'authorization_code', scopes },
    { event: 'oauth.token_issued', result: 'succeeded', by: 'app', of: 'demo', grant: 'refresh_token', scopes },
    { event: 'oauth.revoked', result: 'succeeded', by: 'app', kind: 'refresh_token' },
  ]);
  expect(records).toMatchObject(records.map(() => ({ realm: '/alpha', address: expect.any(String), transaction: expect.any(String) })));
  const text = JSON.stringify(records);
  for (const secret of [answer.searchParams.get('code'), tokens.access_token, tokens.refresh_token, tokens.id_token, next.refresh_token])
    expect(text).not.toContain(secret);
});

it('who proves nothing is told as refused, and by a name only when there is such an application', async () => {
  const served = await serve();
  await served.addClient('shop', { clientType: 'Confidential', grantTypes: ['client_credentials'], scopes: ['read'] });
  for (const [id, secret] of [
    ['shop', 'a-canary-secret'],
    ['a-canary-client', 'a-canary-secret'],
  ]) {
    const answer = await served.call('/am/oauth2/realms/root/realms/alpha/access_token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id ?? '', client_secret: secret ?? '' }),
    });
    expect(answer.status).toBe(401);
  }
  await served.flushAudit();
  const records = await told(served);
  expect(records.map(briefly)).toEqual([
    { event: 'oauth.refused', result: 'refused', reason: 'invalid_client', by: 'shop', grant: 'client_credentials' },
    { event: 'oauth.refused', result: 'refused', reason: 'invalid_client', by: undefined, grant: 'client_credentials' },
  ]);
  expect(JSON.stringify(records)).not.toContain('canary');
});
