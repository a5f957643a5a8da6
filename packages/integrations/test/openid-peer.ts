import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { onTestFinished } from 'vitest';

export const CLIENT = 'waygate';
export const SECRET = 'the-secret-of-the-client';

/** How a server of OpenID Connect behaves; what is left out is as it should be. */
export interface PeerManners {
  claims?: Record<string, unknown>;
  /** Sign with a key that is not published. */
  foreignKey?: boolean;
  unsigned?: boolean;
  userInfo?: Record<string, unknown>;
  /** Answers of an endpoint by its path, instead of its own. */
  status?: Record<string, number>;
  /** Endpoints that never answer. */
  silent?: Set<string>;
  /** Endpoints that lead elsewhere. */
  redirect?: Record<string, string>;
  metadata?: Record<string, unknown>;
}

// Once for the whole process: making them costs most of a test.
const ownKeys = generateKeyPair('RS256', { extractable: true });
const foreignKeys = generateKeyPair('RS256');

interface Issued {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string | null;
}

/** A server of OpenID Connect on loopback that does as it is told, written apart from the libraries that it tests. It goes with the test. */
export async function openIdPeer(manners: PeerManners = {}) {
  const [keys, foreign] = await Promise.all([ownKeys, foreignKeys]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const codes = new Map<string, Issued>();
  const access = new Set<string>();
  const asked: string[] = [];
  let issuer = '';

  const idToken = (claims: Record<string, unknown>) => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: issuer, aud: CLIENT, sub: 'mia-1', iat: now, exp: now + 300, ...claims, ...manners.claims };
    const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    if (manners.unsigned === true) return new UnsecuredJWT(payload).encode();
    const key = manners.foreignKey === true ? foreign.privateKey : keys.privateKey;
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key);
  };

  const token = async (request: IncomingMessage): Promise<[number, object]> => {
    let text = '';
    for await (const part of request) text += String(part);
    const form = new URLSearchParams(text);
    const issued = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    if (form.get('client_id') !== CLIENT || form.get('client_secret') !== SECRET) return [401, { error: 'invalid_client' }];
    const verifier = form.get('code_verifier') ?? '';
    const proved = issued?.challenge === createHash('sha256').update(verifier).digest('base64url');
    if (issued === undefined || !proved || form.get('redirect_uri') !== issued.redirectUri) return [400, { error: 'invalid_grant' }];
    const accessToken = randomUUID();
    access.add(accessToken);
    const id = await idToken({ nonce: issued.nonce ?? undefined });
    return [200, { access_token: accessToken, refresh_token: 'refresh', token_type: 'Bearer', expires_in: 60, id_token: id }];
  };

  const answer = async (request: IncomingMessage, path: string): Promise<[number, object]> => {
    switch (path) {
      case '/.well-known/openid-configuration':
        return [
          200,
          {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            userinfo_endpoint: `${issuer}/userinfo`,
            jwks_uri: `${issuer}/jwks`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
            ...manners.metadata,
          },
        ];
      case '/jwks':
        return [200, { keys: [jwk] }];
      case '/token':
        return token(request);
      case '/userinfo': {
        const known = access.has((request.headers.authorization ?? '').replace('Bearer ', ''));
        return known
          ? [200, { sub: 'mia-1', given_name: 'Mia', family_name: 'Muster', email: 'mia@example.com', ...manners.userInfo }]
          : [401, { error: 'invalid_token' }];
      }
      default:
        return [404, {}];
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://peer').pathname;
    asked.push(path);
    if (manners.silent?.has(path) === true) return;
    const elsewhere = manners.redirect?.[path];
    if (elsewhere !== undefined) {
      response.writeHead(302, { location: elsewhere }).end();
      return;
    }
    const [status, body] = manners.status?.[path] === undefined ? await answer(request, path) : [manners.status[path], {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = (server.address() as AddressInfo).port;
  issuer = `http://127.0.0.1:${port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    issuer,
    host: `127.0.0.1:${port}`,
    manners,
    asked,
    idToken,
    /** What the server sends the browser back with when the person agrees. */
    agree(authorizationUrl: string): Record<string, string[]> {
      const { searchParams } = new URL(authorizationUrl);
      const code = randomUUID();
      codes.set(code, {
        nonce: searchParams.get('nonce'),
        challenge: searchParams.get('code_challenge'),
        redirectUri: searchParams.get('redirect_uri'),
      });
      return { code: [code], state: [searchParams.get('state') ?? ''] };
    },
  };
}
