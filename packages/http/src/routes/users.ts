import type { SignOnSession } from '@waygate/engine';
import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { requireIntent, requireSession } from '../request/current-session.ts';
import { parseJson } from '../request/parse-json.ts';
import { validRedirect } from '../request/redirect-validator.ts';
import { deviceProfiles } from './device-profiles.ts';
import { revision } from './serverinfo.ts';
import { queryResult } from './sessions.ts';
import { universalId } from './universal-id.ts';

/** How fresh the proof of a second factor must be for a change of factors, milliseconds. */
const FRESH_MS = 15 * 60_000;

const ok = (body: unknown): HttpAnswer => ({ status: 200, body, headers: { 'Cache-Control': 'no-store' } });

/** `users`: who am I, where may I go, my attributes and my devices. */
export async function users(request: AmRequest, cookie: SessionCookie, deps: HttpDeps): Promise<HttpAnswer> {
  const [, username, devices, ...path] = request.resource;
  // Factors stand in a family of their own; profiles of devices and trusted ones beside it (AM).
  const [kind, uuid] = path[0] === '2fa' ? path.slice(1) : path[0] === 'profile' || path[0] === 'trusted' ? path : [];
  if (username === undefined) return userAction(request, cookie, deps);
  const session = await requireSession(request, cookie, deps);
  if (session.username !== username || session.realm !== request.realm)
    throw new WaygateError('forbidden', 'users.not_yours', 'User not permitted.');
  if (devices === undefined) return attributes(request, session, deps);
  if (devices !== 'devices' || kind === undefined) throw new WaygateError('notFound', 'users.unknown', 'There is no such resource.');
  if (kind === 'profile' && path[0] === kind) return deviceProfiles(request, uuid, session, deps);
  return uuid === undefined ? listDevices(request, kind, session, deps) : removeDevice(request, kind, uuid, session, deps);
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

async function listDevices(request: AmRequest, kind: string, session: SignOnSession, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'GET') throw new WaygateError('input', 'request.method', 'Devices are listed with GET.');
  const devices = kind === 'push' ? await deps.devices.listPush(session.realm, session.userId) : [];
  return ok(queryResult(devices.map(listed)));
}

/** Takes a device away. Whoever does must have shown a second factor lately: a stolen password must not be enough to take the phone out of the way. */
async function removeDevice(request: AmRequest, kind: string, uuid: string, session: SignOnSession, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'DELETE') throw new WaygateError('input', 'request.method', 'A device is removed with DELETE.');
  const devices = kind === 'push' ? await deps.devices.listPush(session.realm, session.userId) : [];
  const device = devices.find((one) => one.uuid === uuid);
  if (device === undefined) throw new WaygateError('notFound', 'devices.unknown', 'There is no such device.');
  const fresh = session.evidence.some(({ factor, at }) => factor.startsWith('possession:') && deps.now() - at <= FRESH_MS);
  if (!fresh) {
    throw new WaygateError(
      'forbidden',
      'devices.needs_second_factor',
      'Sign on again with your second factor, then remove the device within 15 minutes.',
    );
  }
  await deps.devices.removePush(session.realm, session.userId, uuid);
  return ok(listed(device));
}

function listed({ uuid, deviceName, createdDate, lastAccessDate }: Awaited<ReturnType<HttpDeps['devices']['listPush']>>[number]) {
  const body = { _id: uuid, uuid, deviceName, createdDate, lastAccessDate, deviceManagementStatus: false };
  return { ...body, _rev: revision(body) };
}
