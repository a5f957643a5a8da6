import { isAdministrator, jsonObject } from '@waygate/schema';
import type { TokenKind, TokenRecord } from '@waygate/storage';
import { type Adapter, errors } from 'oidc-provider';
import { isAdminClient } from '../admin-access/admin-clients.ts';
import { isProvedEnough } from '../admin-access/is-proved-enough.ts';
import { activeClient } from '../clients/client-metadata.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import { usernameOf } from '../subject.ts';
import { INERT } from './inert.ts';

/** Codes, tokens and grants of a realm as the library wants them kept. */
export function tokenAdapter(realm: string, kind: TokenKind, deps: OAuthDeps): Adapter {
  const { tokens, now } = deps;
  const personOf = async (subject: string | undefined) => {
    const username = subject === undefined ? undefined : usernameOf(subject);
    return username === undefined ? undefined : deps.identities.findByName(realm, username);
  };
  return {
    ...INERT,
    async upsert(id, payload, expiresIn = 0) {
      // The text that its holder shows is kept nowhere, and who was signed on where an authorization began does not matter to how it ends.
      const { jti: _, session: _session, ...kept } = payload;
      const createdAt = now();
      const personId = (await personOf(payload.accountId))?.id;
      await tokens.put(realm, kind, id, {
        payload: jsonObject.parse(JSON.parse(JSON.stringify(kept))),
        createdAt,
        expiresAt: createdAt + expiresIn * 1000,
        ...(payload.grantId === undefined || kind === 'Interaction' ? {} : { grantId: payload.grantId }),
        ...(payload.sessionUid === undefined ? {} : { session: payload.sessionUid }),
        ...(personId === undefined ? {} : { personId }),
      });
    },
    async find(id) {
      const record = await tokens.find(realm, kind, id);
      if (record === undefined || !(await stillCounts(record))) return undefined;
      const consumed = record.consumedAt === undefined ? {} : { consumed: Math.floor(record.consumedAt / 1000) };
      return { ...record.payload, ...consumed, jti: id };
    },
    async consume(id) {
      if (await tokens.consume(realm, kind, id, now())) return;
      // Somebody else used it meanwhile: one of the two is not who it was given to.
      const record = await tokens.find(realm, kind, id);
      if (record?.grantId !== undefined) await tokens.revokeGrant(realm, record.grantId);
      throw new errors.InvalidGrant(`${kind} was used already`);
    },
    async destroy(id) {
      await tokens.remove(realm, kind, id);
    },
    revokeByGrantId: (grantId) => tokens.revokeGrant(realm, grantId),
  };

  /** A token stops with its grant, with its client, with its person, with the right of administrators that it is for, with the proof that they must have given, and with its session when its client wants that. */
  async function stillCounts({ payload, createdAt, grantId, personId, session }: TokenRecord): Promise<boolean> {
    if (grantId !== undefined && (await tokens.find(realm, 'Grant', grantId)) === undefined) return false;
    const { accountId, clientId } = payload;
    const client = typeof clientId === 'string' ? await activeClient(deps, realm, clientId) : undefined;
    if (typeof clientId === 'string' && (client === undefined || client.createdAt > createdAt)) return false;
    if (typeof accountId !== 'string') return true;
    const person = await personOf(accountId);
    if (person === undefined || !person.active || person.id !== personId) return false;
    const administers = typeof clientId === 'string' && isAdminClient(realm, clientId);
    if (administers && !isAdministrator(person)) return false;
    if (session === undefined || client?.settings.tokensEndWithSession !== true) return true;
    const live = (await deps.signOnSessions.listByUser(realm, person.id, now())).find(({ handle }) => handle === session);
    if (live === undefined) return false;
    // A rule that was tightened counts for what was given out before it, too.
    return !administers || isProvedEnough(live, deps);
  }
}
