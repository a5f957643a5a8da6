import type { Subject } from '@waygate/node-kit';
import type { OAuthClient, PersonApplication } from '@waygate/schema';
import type { PersonalGrant } from '@waygate/storage';
import { type Agreement, agreementIn, type Consents } from '../authorize/consents.ts';
import { knownClient } from '../clients/client-metadata.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import { subjectOf } from '../subject.ts';

/** What people have given applications, for them and for who administers. */
export interface GrantedAccess {
  /** In the order of the names. */
  list(realm: string, person: Subject): Promise<readonly PersonApplication[]>;
  /**
   * Forgets what somebody agreed to for an application and takes back every grant of theirs: no code, access token or refresh token of it is worth anything from then on.
   * @returns what there was; undefined when there was nothing
   */
  takeBack(realm: string, person: Subject, clientId: string): Promise<PersonApplication | undefined>;
}

export function createGrantedAccess(consents: Consents, deps: OAuthDeps): GrantedAccess {
  const { tokens, signOnSessions, now, audit } = deps;

  const list = async (realm: string, person: Subject): Promise<readonly PersonApplication[]> => {
    const given = await tokens.givenBy(realm, person.id);
    const subject = subjectOf(person.username);
    const grants = Map.groupBy(
      // What was given under another name is worth nothing, and can be taken back no further.
      given.grants.filter(({ grant }) => grant.payload['accountId'] === subject),
      clientOf,
    );
    const agreements = new Map(given.consents.flatMap((record) => agreementIn(record) ?? []).map((one) => [one.clientId, one]));
    const live = new Set((await signOnSessions.listByUser(realm, person.id, now())).map(({ handle }) => handle));
    const found: PersonApplication[] = [];
    for (const id of new Set([...grants.keys(), ...agreements.keys()])) {
      const client = await knownClient(deps, realm, id);
      if (client === undefined) continue;
      // What was given to another client of the same id counts for nothing.
      const own = (grants.get(id) ?? []).filter(({ grant }) => grant.createdAt >= client.createdAt);
      const agreement = agreements.get(id);
      const isKept = agreement !== undefined && agreement.at >= client.createdAt;
      const one = told(id, client.settings, own, isKept ? agreement : undefined, live, now());
      if (one !== undefined) found.push(one);
    }
    return found.sort((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id));
  };

  return {
    list,

    async takeBack(realm, person, clientId) {
      const before = (await list(realm, person)).find(({ id }) => id === clientId);
      // First, so that what is asked for meanwhile is asked of the person.
      const isForgotten = await consents.forget(realm, person.id, clientId);
      let count = 0;
      // A grant that was made while the others went is taken back with them.
      for (;;) {
        const { grants } = await tokens.givenBy(realm, person.id);
        const handles = grants.filter((one) => clientOf(one) === clientId).map(({ handle }) => handle);
        if (handles.length === 0) break;
        await tokens.revokeGrants(realm, handles);
        count += handles.length;
      }
      if (!isForgotten && count === 0) return undefined;
      await audit?.recordDone({
        event: 'oauth.access_taken_back',
        realm,
        person: { id: person.id, username: person.username },
        target: { kind: 'client', id: clientId },
        facts: { count, agreed: isForgotten },
      });
      return before;
    },
  };
}

function told(
  id: string,
  { clientName, accessTokenLifetime, tokensEndWithSession }: OAuthClient,
  grants: readonly PersonalGrant[],
  agreement: Agreement | undefined,
  live: ReadonlySet<string>,
  at: number,
): PersonApplication | undefined {
  const issued = ({ grant, refreshTokens }: PersonalGrant) => Math.max(grant.createdAt, ...refreshTokens.map(({ createdAt }) => createdAt));
  const until = (one: PersonalGrant) =>
    Math.max(
      issued(one) + accessTokenLifetime * 1_000,
      ...one.refreshTokens.filter(({ consumedAt }) => consumedAt === undefined).map(({ expiresAt }) => expiresAt),
    );
  const isOver = ({ refreshTokens }: PersonalGrant) =>
    tokensEndWithSession && refreshTokens.some(({ session }) => session !== undefined && !live.has(session));
  const good = grants.filter((one) => !isOver(one) && until(one) > at);
  if (good.length === 0 && agreement === undefined) return undefined;
  const payloads = good.map(({ grant }) => grant.payload);
  const scopes = [...payloads.flatMap(({ openid }) => wordsOf(openid, 'scope')), ...(agreement?.scopes ?? [])];
  const claims = [...payloads.flatMap(({ openid }) => wordsOf(openid, 'claims')), ...(agreement?.claims ?? [])];
  return {
    id,
    ...(clientName === undefined ? {} : { name: clientName }),
    scopes: [...new Set(scopes)],
    claims: [...new Set(claims)],
    since: Math.min(...good.map(({ grant }) => grant.createdAt), ...(agreement === undefined ? [] : [agreement.at])),
    ...(good.length === 0 ? {} : { lastUsedAt: Math.max(...good.map(issued)), accessUntil: Math.max(...good.map(until)) }),
    ...(agreement === undefined ? {} : { agreedUntil: agreement.expiresAt }),
  };
}

function clientOf({ grant }: PersonalGrant): string {
  return String(grant.payload['clientId']);
}

/** What a grant holds: scopes as one text, claims as a list. */
function wordsOf(openid: unknown, member: 'scope' | 'claims'): readonly string[] {
  if (typeof openid !== 'object' || openid === null || !(member in openid)) return [];
  const value = (openid as Readonly<Record<string, unknown>>)[member];
  if (typeof value === 'string') return value.split(' ').filter((word) => word !== '');
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}
