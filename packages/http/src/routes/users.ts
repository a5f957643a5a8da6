import type { SignOnSession } from '@waygate/engine';
import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { requireIntent, requireSession } from '../request/current-session.ts';
import { parseJson } from '../request/parse-json.ts';
import { validRedirect } from '../request/redirect-validator.ts';
import { deviceCaller } from './device-caller.ts';
import { deviceProfiles } from './device-profiles.ts';
import { factorDevices } from './factor-devices.ts';
import { grantedApplications } from './granted-applications.ts';
import { revision } from './serverinfo.ts';
import { queryResult } from './sessions.ts';
import { universalId } from './universal-id.ts';

const ok = (body: unknown): HttpAnswer => ({ status: 200, body, headers: { 'Cache-Control': 'no-store' } });

/** `users`: who am I, where may I go, my attributes, my devices and the applications that I let use my account. */
export async function users(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const [, username, devices, family, ...path] = request.resource;
  if (username === undefined) return userAction(request, cookie, deps);
  // Factors stand in a family of their own; profiles of devices and trusted ones beside it (AM).
  if (devices === 'devices' && family === '2fa') {
    return factorDevices(request, await deviceCaller(request, username, cookie, deps), path, deps);
  }
  if (devices === 'oauth2' && family === 'applications' && path.length <= 1) {
    return grantedApplications(request, await deviceCaller(request, username, cookie, deps), path[0], deps);
  }
  const session = await requireSession(request, cookie, deps);
  if (session.username !== username || session.realm !== request.realm)
    throw new WaygateError('forbidden', 'users.not_yours', 'User not permitted.');
  if (devices === undefined) return attributes(request, session, deps);
  if (devices !== 'devices' || path.length > 1) throw new WaygateError('notFound', 'users.unknown', 'There is no such resource.');
  if (family === 'profile') return deviceProfiles(request, path[0], session, deps);
  if (family === 'trusted' && path.length === 0 && request.method === 'GET') return ok(queryResult([]));
  throw new WaygateError('notFound', 'users.unknown', 'There is no such resource.');
}

async function userAction(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const action = request.method === 'POST' ? request.query.get('_action') : null;
  if (action === 'idFromSession') {
    const { username, realm } = await requireSession(request, cookie, deps);
    const settings = await deps.realms.settings(realm);
    return ok({
      id: username,
      realm,
      dn: universalId(username, realm),
      successURL: settings?.successUrl ?? '/account',
      fullLoginURL: null,
    });
  }
  if (action === 'validateGoto') {
    requireIntent(request);
    const body = parseJson(request.body, request.headers['content-type']) as { goto?: unknown } | undefined;
    const settings = await deps.realms.settings(request.realm);
    const wanted = typeof body?.goto === 'string' ? body.goto : undefined;
    return ok({
      successURL: validRedirect(wanted, deps.config.publicUrl, settings?.redirectTargets ?? []) ?? settings?.successUrl ?? '/account',
    });
  }
  throw new WaygateError('input', 'users.unknown_action', 'The action of the users resource is missing or not known.');
}

async function attributes(request: AmRequest, session: SignOnSession, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'GET') throw new WaygateError('input', 'request.method', 'Attributes are read with GET.');
  const person = await deps.identities.findById(session.realm, session.userId);
  if (person === undefined) throw new WaygateError('notFound', 'users.unknown', 'There is no such user.');
  const shown = Object.fromEntries(Object.entries(person.attributes).filter(([name]) => name !== 'retryLimitNodeCount'));
  const body = {
    _id: person.username,
    username: person.username,
    realm: person.realm,
    uid: [person.username],
    ...shown,
    roles: ['ui-self-service-user'],
  };
  return ok({ ...body, _rev: revision(body) });
}
