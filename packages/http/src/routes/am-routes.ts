import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import { realmConfig } from '../realm-config/realm-config.ts';
import { CONFIGURATION } from '../request/am-path.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { authenticate } from './authenticate.ts';
import { pushMessage } from './push-message.ts';
import { serverinfo } from './serverinfo.ts';
import { sessions } from './sessions.ts';
import { users } from './users.ts';

/** Answers a request to an AM address, whichever way it came in. */
export async function amRoutes(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const [first, second, third] = request.resource;
  if (first === 'authenticate' && request.resource.length === 1) return authenticate(request, cookie, deps);
  if (first === 'push' && second === 'sns' && third === 'message' && request.resource.length === 3) return pushMessage(request, deps);
  if (first !== undefined && CONFIGURATION.has(first)) return realmConfig(request, cookie, deps);
  if ((await deps.realms.settings(request.realm))?.active !== true)
    throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  if (first === 'sessions' && request.resource.length === 1) return sessions(request, cookie, deps);
  if (first === 'serverinfo' && request.resource.length === 2) return serverinfo(request, cookie, deps);
  if (first === 'users' && request.resource.length <= 6) return users(request, cookie, deps);
  throw new WaygateError('notFound', 'resource.unknown', 'There is no such resource.');
}
