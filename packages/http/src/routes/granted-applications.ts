import { type PersonApplication, WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import { withRevision } from '../realm-config/crest.ts';
import type { AmRequest } from '../request/am-request.ts';
import { requireAnyProof } from './any-proof.ts';
import type { DeviceCaller } from './device-caller.ts';
import { queryResult } from './sessions.ts';
import { tellOwner } from './tell-owner.ts';

const ok = (body: unknown): HttpAnswer => ({ status: 200, body, headers: { 'Cache-Control': 'no-store' } });

/**
 * `oauth2/applications` of a person: AM's resource. It lists the applications that have tokens of theirs, or are not asked about again, and takes back what one was given.
 * @param id of the client
 * @throws WaygateError `account.step_up` (forbidden), `applications.unknown` (notFound)
 */
export async function grantedApplications(
  request: AmRequest,
  caller: DeviceCaller,
  id: string | undefined,
  deps: HttpDeps,
): Promise<HttpAnswer> {
  const { granted } = deps;
  if (granted === undefined) throw new WaygateError('notFound', 'users.unknown', 'There is no such resource.');
  const { realm } = request;
  const { owner, session, administrator } = caller;
  if (id === undefined && request.method === 'GET') return ok(queryResult((await granted.list(realm, owner)).map(listed)));
  if (id === undefined || request.method !== 'DELETE') {
    throw new WaygateError('input', 'request.method', 'Applications are listed with GET, and one is taken back with DELETE.');
  }
  if (session !== undefined) await requireAnyProof(session, deps);
  const taken = await granted.takeBack(realm, owner, id);
  if (taken === undefined) throw new WaygateError('notFound', 'applications.unknown', 'This application has nothing of this person.');
  const facts = { event: 'access.taken_back', realm, user: owner.username, by: administrator?.username ?? owner.username, client: id };
  deps.log.info(facts, administrator === undefined ? 'Somebody took access back.' : 'An administrator changed something.');
  const locales = administrator === undefined ? request.facts.locales : [];
  tellOwner(deps, 'accessTakenBack', realm, owner, [{ application: taken.name ?? id }], locales);
  return ok(listed(taken));
}

/** An application in AM's form, with what AM does not tell beside it. */
function listed({ id, name, scopes, claims, since, lastUsedAt, accessUntil, agreedUntil }: PersonApplication) {
  return withRevision({
    _id: id,
    name: name ?? null,
    scopes: Object.fromEntries(scopes.map((scope) => [scope, scope])),
    expiryDateTime: accessUntil === undefined ? null : new Date(accessUntil).toISOString(),
    logoUri: null,
    claims: [...claims],
    since,
    lastUsedAt: lastUsedAt ?? null,
    agreedUntil: agreedUntil ?? null,
  });
}
