import type { IncomingHttpHeaders } from 'node:http';
import { type Identity, isMultiFactor } from '@waygate/node-kit';
import { type AuditEvent, isAdministrator, WaygateError } from '@waygate/schema';
import type { z } from 'zod';
import type { TellAct } from '../audit/record-act.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { findSession, requireSession, tokenOf } from '../request/current-session.ts';
import { parseJson } from '../request/parse-json.ts';
import type { AdminDeps } from './admin-deps.ts';
import type { SealLimit } from './seal-limit.ts';
import type { Turns } from './turns.ts';

/** A request of a signed-on administrator. */
export interface AdminRequest {
  readonly admin: Identity;
  readonly deps: AdminDeps;
  readonly http: HttpDeps;
  /** By realm. */
  readonly turns: Turns;
  readonly seals: SealLimit;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly query: URLSearchParams;
  /** Text of the body; empty when there is none. */
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  /** Writes who did what to the audit log. No content, no secret. */
  audit: TellAct;
}

/** Is told of somebody who is known, and who may not. What strangers send is told nobody: they would fill the audit log. */
export type TellRefused = (who: NonNullable<AuditEvent['actor']>, error: WaygateError) => void;

/** Header by which a page says whose work it sends: in one browser somebody else may have signed on meanwhile. */
const AUTHOR = 'x-waygate-author';

/**
 * Who asks, if they administer: people of the root realm named `amadmin`, or with the role.
 * @throws WaygateError `admin.unauthenticated` (401), `admin.forbidden` (403), `admin.second_factor` (403) where a second factor is required and the session has none, `admin.other` (403) for a change that is to be another administrator's, `request.forged` (403) for a change that another site may have made
 * @param tellRefused is told who it was, where the session says so
 */
export async function requireAdministrator(
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  cookie: SessionCookie,
  http: HttpDeps,
  tellRefused?: TellRefused,
): Promise<Identity> {
  try {
    return await administratorOf(request, cookie, http);
  } catch (error) {
    if (tellRefused !== undefined && error instanceof WaygateError) {
      const token = tokenOf(request, cookie)?.token;
      const session = token === undefined ? undefined : await findSession(token, http).catch(() => undefined);
      if (session !== undefined && session.anonymous !== true)
        tellRefused({ kind: 'person', id: session.userId, name: session.username }, error);
    }
    throw error;
  }
}

async function administratorOf(
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  cookie: SessionCookie,
  http: HttpDeps,
): Promise<Identity> {
  const session = await requireSession({ ...request, realm: '/' }, cookie, http).catch((error: unknown) => {
    if (!(error instanceof WaygateError) || error.code !== 'session.required') throw error;
    throw new WaygateError('unauthenticated', 'admin.unauthenticated', 'Sign on as an administrator of the root realm.', { cause: error });
  });
  if (session.offline !== undefined) {
    throw new WaygateError('forbidden', 'session.offline', 'This session was made offline. Sign on again now that the connection is back.');
  }
  const identity = session.realm === '/' ? await http.identities.findById('/', session.userId) : undefined;
  if (identity === undefined || !identity.active) throw new WaygateError('unauthenticated', 'admin.unauthenticated', 'Sign on again.');
  if (!isAdministrator(identity)) {
    throw new WaygateError('forbidden', 'admin.forbidden', 'This is for administrators of the root realm.');
  }
  if (
    (await http.administratorFactor?.()) === 'required' &&
    !isMultiFactor(session.evidence.filter(({ subjectId }) => subjectId === identity.id))
  ) {
    throw new WaygateError('forbidden', 'admin.second_factor', 'Administrators sign on with a second factor here. Sign on again with one.');
  }
  const author = request.headers[AUTHOR];
  if (typeof author === 'string' && request.method !== 'GET' && author !== encodeURIComponent(identity.username)) {
    throw new WaygateError('forbidden', 'admin.other', `${identity.username} is signed on here now. This is the work of somebody else.`);
  }
  http.audit?.about({ actor: { kind: 'administrator', id: identity.id, name: identity.username } });
  return identity;
}

/**
 * Reads a JSON body of a shape.
 * @throws WaygateError `request.malformed` (input) with every place that is wrong in `details`, and whatever `parseJson` throws
 */
export function bodyOf<S extends z.ZodType>({ body, headers }: AdminRequest, schema: S): z.infer<S> {
  const parsed = schema.safeParse(parseJson(body, headers['content-type']));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = details;
  const place = first === undefined || first.path === '' ? 'The body' : first.path;
  throw new WaygateError('input', 'request.malformed', `${place} is not right: ${first?.message ?? 'it is missing.'}`, { details });
}
