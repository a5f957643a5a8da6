import type { SignOnSession } from '@waygate/engine';
import type { DeviceProfile } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import { parseJson } from '../request/parse-json.ts';
import { revision } from './serverinfo.ts';
import { queryResult } from './sessions.ts';

const ok = (body: unknown): HttpAnswer => ({ status: 200, body, headers: { 'Cache-Control': 'no-store' } });

/** The one thing that an owner may change. Clients post the whole device back (AM). */
const change = z.object({ alias: z.string().trim().min(1).max(256) });

/** `devices/profile` of whoever is signed on: what Device Profile Save has kept, to be seen, renamed and removed. None of it is a factor, so a session is enough. */
export async function deviceProfiles(
  request: AmRequest,
  identifier: string | undefined,
  { realm, userId }: SignOnSession,
  { devices }: HttpDeps,
): Promise<HttpAnswer> {
  if (identifier === undefined) {
    if (request.method !== 'GET') throw new WaygateError('input', 'request.method', 'Devices are listed with GET.');
    return ok(queryResult((await devices.listProfiles(realm, userId)).map(listed)));
  }
  const change = changeBy(request);
  let answer: DeviceProfile | undefined;
  await devices.updateProfiles(realm, userId, (profiles) => {
    const before = profiles.find((one) => one.identifier === identifier);
    const after = before === undefined ? undefined : change(before);
    answer = after ?? before;
    return before === undefined ? undefined : profiles.flatMap((one) => (one === before ? (after ?? []) : one));
  });
  if (answer === undefined) throw new WaygateError('notFound', 'devices.unknown', 'There is no such device.');
  return ok(listed(answer));
}

/** What becomes of a device; undefined when it goes. */
function changeBy({ method, body, headers }: AmRequest): (profile: DeviceProfile) => DeviceProfile | undefined {
  if (method === 'DELETE') return () => undefined;
  if (method !== 'PUT') throw new WaygateError('input', 'request.method', 'A device is renamed with PUT and removed with DELETE.');
  const parsed = change.safeParse(parseJson(body, headers['content-type']));
  if (!parsed.success) throw new WaygateError('input', 'devices.alias', 'alias must be a name of at most 256 characters.');
  return (profile) => ({ ...profile, alias: parsed.data.alias });
}

/** A device in AM's form. */
function listed({ identifier, alias, metadata, location, lastSelectedDate }: DeviceProfile) {
  const body = {
    _id: identifier,
    identifier,
    alias,
    ...(metadata === undefined ? {} : { metadata }),
    ...(location === undefined ? {} : { location }),
    lastSelectedDate,
    recoveryCodes: [],
  };
  return { ...body, _rev: revision(body) };
}
