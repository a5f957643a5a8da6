import { createHmac, timingSafeEqual } from 'node:crypto';
import { hostCookieName, type PersistentCookiePort } from '@waygate/node-kit';
import { type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** Longest cookie that is looked at: what browsers keep. */
const LONGEST = 4_096;
const HEADER = Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'HS256', cty: 'JWT' })).toString('base64url');
const CONTEXT = 'persistent-cookie';

/** Claims by their names in the JWT; times are seconds there (RFC 7519). */
const claims = z.object({
  sub: z.string(),
  name: z.string(),
  realm: z.string(),
  service: z.string(),
  level: z.int(),
  ip: z.string().exactOptional(),
  cookie: z.string(),
  iat: z.int(),
  idle: z.int(),
  exp: z.int(),
});

/**
 * Persistent cookies as AM makes them: the claims encrypted with a key of the installation, and what comes of it signed with the key of the journey.
 * @param https whether browsers come by https
 */
export function createPersistentCookies(sealer: Sealer, https: boolean): PersistentCookiePort {
  return {
    nameFor: (name, secure) => (https && secure ? hostCookieName(name) : name),
    write: (cookie, signingKey) => {
      const said: z.infer<typeof claims> = {
        sub: cookie.userId,
        name: cookie.username,
        realm: cookie.realm,
        service: cookie.service,
        level: cookie.authLevel,
        ...(cookie.clientIp === undefined ? {} : { ip: cookie.clientIp }),
        cookie: cookie.cookieName,
        iat: seconds(cookie.issuedAt),
        idle: seconds(cookie.idleUntil),
        exp: seconds(cookie.expiresAt),
      };
      const signed = `${HEADER}.${Buffer.from(sealer.seal(CONTEXT, JSON.stringify(said))).toString('base64url')}`;
      return `${signed}.${signatureOf(signed, signingKey).toString('base64url')}`;
    },
    read: (text, signingKey) => {
      if (text.length > LONGEST) return undefined;
      const [header = '', payload = '', signature = '', ...rest] = text.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = signatureOf(`${header}.${payload}`, signingKey);
      if (rest.length > 0 || header !== HEADER || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const opened = open(sealer, Buffer.from(payload, 'base64url').toString());
      if (opened === undefined) return undefined;
      return {
        userId: opened.sub,
        username: opened.name,
        realm: opened.realm,
        service: opened.service,
        authLevel: opened.level,
        ...(opened.ip === undefined ? {} : { clientIp: opened.ip }),
        cookieName: opened.cookie,
        issuedAt: opened.iat * 1000,
        idleUntil: opened.idle * 1000,
        expiresAt: opened.exp * 1000,
      };
    },
  };
}

function open(sealer: Sealer, sealed: string): z.infer<typeof claims> | undefined {
  try {
    return claims.safeParse(JSON.parse(sealer.open(CONTEXT, sealed))).data;
  } catch (error) {
    if (error instanceof WaygateError) return undefined;
    throw error;
  }
}

function signatureOf(text: string, key: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
