import { hash } from 'node:crypto';
import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';

/** `serverinfo/*`, `serverinfo/version` and `serverinfo/cookieDomains`, with AM's members and types (some flags are texts). */
export async function serverinfo(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'GET') throw new WaygateError('input', 'request.method', 'Server information is read with GET.');
  switch (request.resource[1]) {
    case '*':
      return answer({
        _id: '*',
        domains: [null],
        protectedUserAttributes: ['telephoneNumber', 'mail'],
        cookieName: cookie.name,
        secureCookie: deps.config.publicUrl.startsWith('https:'),
        forgotPassword: 'false',
        forgotUsername: 'false',
        kbaEnabled: 'false',
        selfRegistration: 'false',
        lang: request.facts.locales[0] ?? 'en-US',
        successfulUserRegistrationDestination: 'default',
        socialImplementations: [],
        referralsEnabled: 'false',
        zeroPageLogin: { enabled: false, refererWhitelist: [], allowedWithoutReferer: true },
        realm: request.realm,
        xuiUserSessionValidationEnabled: true,
        fileBasedConfiguration: false,
        userIdAttributes: [],
      });
    case 'version':
      // Clients read the dialect they may speak out of this, so it is the AM version whose protocol is spoken, with ours beside it.
      return answer({
        _id: 'version',
        version: '7.5.0',
        fullVersion: `Waygate ${deps.config.version} (AM 7.5.0 protocol)`,
        revision: deps.config.version,
        date: '',
      });
    case 'cookieDomains':
      return answer({ _id: 'cookieDomains', domains: [null] });
    default:
      throw new WaygateError('notFound', 'serverinfo.unknown', 'There is no such resource.');
  }
}

function answer(body: Record<string, unknown>): HttpAnswer {
  return {
    status: 200,
    body: { ...body, _rev: revision(body) },
    headers: { 'Cache-Control': 'no-store', 'Content-API-Version': 'resource=1.1' },
  };
}

/** AM's revisions: a signed 32-bit hash of the content, in decimal. */
export function revision(content: unknown): string {
  return String(Buffer.from(hash('sha256', JSON.stringify(content), 'hex').slice(0, 8), 'hex').readInt32BE());
}
