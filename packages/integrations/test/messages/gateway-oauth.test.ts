import { generateKeyPairSync } from 'node:crypto';
import { messagesService } from '@waygate/schema';
import { jwtVerify } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createOutboundHttp, type OutboundHttp } from '../../src/outbound/create-outbound-http.ts';
import { type TokenAnswer, tokenEndpoint } from '../token-endpoint.ts';
import { gatewayPeer, messagesOf } from './message-peers.ts';

/** Gateways of messages that take short-lived tokens of a client (OAuth) in the place of a key that lasts. */

const CLIENT = { clientId: 'waygate', clientSecret: 'what-both-know' };
const sms = (url: string, oauth: object) => ({ sms: { type: 'http', url, body: '{"text":"{{text}}"}', oauth: { ...CLIENT, ...oauth } } });

/** A realm with a gateway whose tokens are of a real endpoint. */
async function house(answers: { status: number }[] = [], token?: (times: number) => TokenAnswer, oauth: object = {}) {
  const endpoint = await tokenEndpoint(token);
  const peer = await gatewayPeer(answers);
  const messages = messagesOf(sms(peer.url, { tokenUrl: endpoint.tokenUrl, ...oauth }), {}, [peer.host, endpoint.host]);
  return {
    ...messages,
    asked: endpoint.asked,
    tokenUrl: endpoint.tokenUrl,
    brought: () => peer.requests.map(({ headers }) => headers.authorization),
  };
}

describe('a gateway with OAuth', () => {
  it('gets each message with a token of the client, which is kept for the next ones', async () => {
    const { send, brought, asked, told } = await house([], undefined, { scope: 'sms.send' });
    await send();
    await Promise.all([send(), send()]);
    expect(brought()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1']);
    expect(asked).toEqual([
      { grant_type: 'client_credentials', scope: 'sms.send', client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret },
    ]);
    expect(told).toEqual([]);
  });

  it('has its token asked for once by messages that go out side by side', async () => {
    const { send, brought, asked } = await house();
    await Promise.all([send(), send(), send()]);
    expect([brought().length, asked.length]).toEqual([3, 1]);
  });

  it('gets another token when one has ended, and once when it does not take one', async () => {
    const short = { body: { access_token: 'token-1', token_type: 'Bearer', expires_in: 1 } };
    const answers = [{ status: 200 }, { status: 401 }, { status: 200 }, { status: 401 }, { status: 401 }];
    const { send, brought, asked, told } = await house(answers, (times) => (times === 1 ? short : {}));
    await send();
    await send();
    expect(brought()).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3']);
    await send();
    expect(brought().slice(3)).toEqual(['Bearer token-3', 'Bearer token-4']);
    expect(asked, 'not over and over').toHaveLength(4);
    expect(told).toMatchObject([{ reason: 'status', response: 401 }]);
  });

  it.each([
    ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 3072 }), 'RS256'],
    ['EC', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'ES384'],
    ['Ed25519', () => generateKeyPairSync('ed25519'), 'EdDSA'],
  ])('has the client prove itself by a signature with a key of its own: %s', async (_, make, alg) => {
    const { publicKey, privateKey } = make();
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const { send, brought, asked, tokenUrl } = await house([], undefined, { clientSecret: undefined, privateKey: pem, keyId: 'key-1' });
    await send();
    expect(brought()).toEqual(['Bearer token-1']);
    expect(asked[0]).not.toHaveProperty('client_secret');
    expect(asked[0]?.['client_assertion_type']).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(asked[0]?.['client_assertion'] ?? '', publicKey, { audience: tokenUrl });
    expect(protectedHeader).toMatchObject({ alg: expect.stringMatching(alg === 'EdDSA' ? /^(EdDSA|Ed25519)$/ : alg), kid: 'key-1' });
    expect(payload).toMatchObject({ iss: 'waygate', sub: 'waygate' });
  });

  it.each([
    ['says no', { status: 400, body: { error: 'invalid_client' } }, 1, 400],
    ['is not itself', { status: 503, body: {} }, 3, undefined],
    ['leads elsewhere', { status: 302, body: {}, headers: { location: 'http://127.0.0.1:9/' } }, 1, undefined],
  ])('gets nothing while the token endpoint %s, and the log names no secret', async (_what, answer, times, response) => {
    const { send, brought, asked, told } = await house([], () => answer);
    await send();
    expect(brought()).toEqual([]);
    expect(asked).toHaveLength(times);
    expect(told).toMatchObject([{ reason: expect.stringMatching(/^(oauth|outbound\.refused)$/) }]);
    if (response !== undefined) expect(told).toMatchObject([{ response }]);
    expect(JSON.stringify(told)).not.toMatch(/what-both-know|1711234567/);
  });

  it('has no token asked for inside the network, or in clear, unless an operator allows it', async () => {
    const endpoint = await tokenEndpoint();
    const peer = await gatewayPeer();
    for (const [tokenUrl, reason] of [
      [endpoint.tokenUrl, 'unencrypted'],
      [endpoint.tokenUrl.replace('http:', 'https:'), 'outbound.refused'],
    ]) {
      const { send, told } = messagesOf(sms(peer.url, { tokenUrl }), {}, [peer.host]);
      await send();
      expect(told).toMatchObject([{ reason }]);
    }
    expect([endpoint.asked, peer.requests]).toEqual([[], []]);
  });

  it('has one time for all that a message takes: a second token that comes too late sends nothing', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const endpoint = await tokenEndpoint();
    const peer = await gatewayPeer([{ status: 401 }]);
    const wire = createOutboundHttp({ allowed: new Set([peer.host, endpoint.host]), redirects: 0 });
    const given: (number | undefined)[] = [];
    const slow: OutboundHttp = {
      send: async (request) => {
        given.push(request.within);
        const answer = await wire.send(request);
        vi.advanceTimersByTime(4_000);
        return answer;
      },
    };
    const { send, told } = messagesOf(sms(peer.url, { tokenUrl: endpoint.tokenUrl }), { http: slow, pauses: [] }, [
      peer.host,
      endpoint.host,
    ]);
    await send();
    expect(given).toEqual([10_000, 6_000, 10_000]);
    expect([endpoint.asked.length, peer.requests.length]).toEqual([2, 1]);
    expect(told).toMatchObject([{ reason: 'outbound.too_late' }]);
    // What came too late for one is there for the next.
    await send();
    expect(peer.requests[1]?.headers.authorization).toBe('Bearer token-2');
  });

  it('with a key that is none gets nothing', async () => {
    const { send, told, asked } = await house([], undefined, {
      clientSecret: undefined,
      privateKey: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----',
    });
    await send();
    expect([asked, told.map(({ reason }) => reason)]).toEqual([[], ['oauth']]);
  });

  it.each([
    ['with no proof', { clientSecret: undefined }, {}],
    ['with two', { privateKey: '-----BEGIN PRIVATE KEY-----' }, {}],
    ['beside a header of the same name', {}, { headers: { AUTHORIZATION: 'x' } }],
    ['with a password in the address', { tokenUrl: 'https://a:b@login.example/token' }, {}],
  ])('is refused %s', (_, oauth, more) => {
    const { sms: gateway } = sms('https://sms.example/', { tokenUrl: 'https://login.example/token', ...oauth });
    expect(messagesService.safeParse({ sms: { ...gateway, ...more } }).success).toBe(false);
  });
});
