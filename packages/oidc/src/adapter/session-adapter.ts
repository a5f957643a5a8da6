import type { Adapter } from 'oidc-provider';
import { amrOf, provedAt } from '../authorize/assurance.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import { subjectOf } from '../subject.ts';
import { INERT } from './inert.ts';

/**
 * The library's sessions, made of sign-on sessions each time they are asked for and never kept: there is one truth about who is signed on, and how, and it is the
 * engine's record. What the library writes is for its own request alone.
 */
export function sessionAdapter(realm: string, { signOnSessions, now }: OAuthDeps): Adapter {
  return {
    ...INERT,
    async find(id) {
      const session = await signOnSessions.find(id, now());
      if (session === undefined || session.realm !== realm) return undefined;
      const endsAt = session.createdAt + session.maxSessionSeconds * 1000;
      return {
        kind: 'Session',
        jti: id,
        uid: session.handle,
        iat: Math.floor(session.createdAt / 1000),
        exp: Math.ceil(endsAt / 1000),
        accountId: subjectOf(session.username),
        loginTs: Math.floor(provedAt(session) / 1000),
        amr: amrOf(session),
      };
    },
  };
}
