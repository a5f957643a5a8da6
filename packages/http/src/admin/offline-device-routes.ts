import { type OfflineCoverage, type OfflineKeysView, WaygateError } from '@waygate/schema';
import type { OfflineDeviceDesk } from './admin-deps.ts';
import type { AdminRequest } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

/** Most people that one answer looks at. */
const MOST = 5_000;

/** `GET /realms/R/continuity/coverage?after=NAME&most=N`: who could sign on offline now, and who could not, because of what. */
export async function viewCoverage(request: AdminRequest, realm: string): Promise<OfflineCoverage> {
  const desk = await deskOf(request, realm);
  const after = request.query.get('after');
  const text = request.query.get('most');
  const most = text === null ? undefined : Number(text);
  if (most !== undefined && !(Number.isInteger(most) && most >= 1 && most <= MOST)) {
    throw new WaygateError('input', 'query.most', `How many are looked at is a whole number from 1 to ${MOST}.`);
  }
  return desk.coverage(realm, { ...(after === null ? {} : { after }), ...(most === undefined ? {} : { most }) });
}

/** `GET /realms/R/continuity/keys`: keys of phones, with how many people depend on each. */
export async function viewOfflineKeys(request: AdminRequest, realm: string): Promise<OfflineKeysView> {
  return (await deskOf(request, realm)).keys(realm);
}

/** `POST /realms/R/continuity/keys/device`: writes what is known of phones with another key from now on. */
export async function rotateDeviceKey(request: AdminRequest, realm: string): Promise<OfflineKeysView> {
  const desk = await deskOf(request, realm);
  const key = await desk.rotateDeviceKey(realm);
  request.audit('continuity.device_key_rotated', { realm, key });
  return desk.keys(realm);
}

/** `POST /realms/R/continuity/keys/issuer`: tells phones of another issuer from now on. */
export async function rotateIssuer(request: AdminRequest, realm: string): Promise<OfflineKeysView> {
  const desk = await deskOf(request, realm);
  const issuer = await desk.rotateIssuer(realm);
  request.audit('continuity.issuer_rotated', { realm, issuer });
  return desk.keys(realm);
}

async function deskOf(request: AdminRequest, realm: string): Promise<OfflineDeviceDesk> {
  await realmOf(request, realm);
  const { offlineDevices } = request.deps;
  if (offlineDevices === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server knows of no phones.');
  return offlineDevices;
}
