import type { SignOnSession } from '@waygate/engine';
import type { Identity, Subject } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { requireAdministrator } from '../admin/admin-request.ts';
import type { HttpDeps } from '../http-deps.ts';
import { configAdministrator } from '../realm-config/config-administrator.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { requireSession } from '../request/current-session.ts';

/** Whose devices, or what else belongs to their account, a request is about, and who asks. */
export interface DeviceCaller {
  readonly owner: Subject;
  /** The session of the owner, when it is they who ask. */
  readonly session?: SignOnSession;
  /** Somebody who administers, and is not the owner. */
  readonly administrator?: Identity;
}

/**
 * Who asks for the devices of a person: they themselves, by a session of their realm, or an administrator, by a session of the root realm or by an access token.
 * @throws WaygateError `session.required` (401), `users.not_yours` (403), `users.unknown` (404, for administrators alone), and whatever an access token is refused for
 */
export async function deviceCaller(request: AmRequest, username: string, cookie: SessionCookie, deps: HttpDeps): Promise<DeviceCaller> {
  if (request.headers.authorization !== undefined && /^Bearer\b/i.test(request.headers.authorization)) {
    return managed(request, username, await configAdministrator(request, cookie, deps), deps);
  }
  const session = await requireSession(request, cookie, deps);
  if (session.realm === request.realm && session.username === username) {
    return { owner: { id: session.userId, username: session.username }, session };
  }
  const administrator = await requireAdministrator(request, cookie, deps).catch((error: unknown) => {
    const isNone = error instanceof WaygateError && (error.code === 'admin.forbidden' || error.code === 'admin.unauthenticated');
    if (isNone || (error instanceof WaygateError && error.code === 'session.required')) return undefined;
    throw error;
  });
  if (administrator === undefined) throw notYours();
  return managed(request, username, administrator, deps);
}

async function managed(request: AmRequest, username: string, administrator: Identity, deps: HttpDeps): Promise<DeviceCaller> {
  const owner = await deps.identities.find(request.realm, username);
  if (owner === undefined) throw new WaygateError('notFound', 'users.unknown', 'There is no such user.');
  // A token proves nothing of a person: with it nobody gets round what their own devices ask for.
  if (request.realm === '/' && owner.id === administrator.id) throw notYours();
  return { owner: { id: owner.id, username: owner.username }, administrator };
}

function notYours(): WaygateError {
  return new WaygateError('forbidden', 'users.not_yours', 'User not permitted.');
}
