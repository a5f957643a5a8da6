import type { SignOnSession } from '@waygate/engine';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { HttpAnswer } from '../http-answer.ts';
import type { DeviceJourneys, HttpDeps, ListedOfflineCode, OfflineCodeDirectory } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import { parseJson } from '../request/parse-json.ts';
import type { DeviceCaller } from './device-caller.ts';
import { DEVICE_KINDS, type ProofOfDevices, proofOfDevices } from './step-up.ts';
import { tellOwner } from './tell-owner.ts';

const ok = (body: unknown): HttpAnswer => ({ status: 200, body, headers: { 'Cache-Control': 'no-store' } });

const named = z.object({ deviceName: z.string().trim().min(1).max(256) });

/** What the owner is told of a change. */
const TOLD = {
  'offline_code.renamed': 'deviceRenamed',
  'offline_code.removed': 'deviceRemoved',
  'offline_code.backup_code_new': 'offlineBackupCodeNew',
} as const;

/** What is told of an offline code: whether there is one, and nothing that could stand in for it. */
export function toldOfflineCode({ status, deviceName, enrolledAt, lastUsedAt, expiresAt, hasBackupCode }: ListedOfflineCode) {
  return { status, deviceName, enrolledAt, lastUsedAt, expiresAt, hasBackupCode };
}

/** When what there is was set up, epoch milliseconds: one time or none. */
function enrolments({ enrolledAt }: { readonly enrolledAt?: number | undefined }): readonly number[] {
  return enrolledAt === undefined ? [] : [enrolledAt];
}

/** Whether somebody must have a second factor before they may have anything new that stands in for one, and has none. */
function needsDevice(set: DeviceJourneys['offlineCode'], hasDevice: boolean): boolean {
  return !hasDevice && set?.byPassword !== true;
}

/** Ours: what the account page shows of the offline code; undefined where the realm has none. @param hasDevice whether the person has a second factor */
export async function offlineCodeOverview(
  { realm, userId }: Pick<SignOnSession, 'realm' | 'userId'>,
  deps: HttpDeps,
  proof: ProofOfDevices,
  set: DeviceJourneys['offlineCode'],
  hasDevice: boolean,
) {
  const codes = deps.offlineCodes;
  if (codes === undefined || !(await codes.isAllowed(realm))) return undefined;
  const told = toldOfflineCode(await codes.find(realm, userId));
  const changeable = proof.allowsRemoval(undefined, enrolments(told));
  return { ...told, changeable, journey: set?.journey ?? null, needsDevice: needsDevice(set, hasDevice) };
}

/**
 * `devices/2fa/offlineCode` of a person: ours. There is one or none, and nothing here adds one: that is for a journey to do.
 * @throws WaygateError `devices.step_up`, `devices.needs_device`, `session.offline` (forbidden), `devices.unknown` (notFound)
 */
export async function offlineCode(request: AmRequest, caller: DeviceCaller, deps: HttpDeps): Promise<HttpAnswer> {
  const codes = deps.offlineCodes;
  if (codes === undefined) throw new WaygateError('notFound', 'users.unknown', 'There is no such resource.');
  const { realm } = request;
  const { owner, session } = caller;
  if (request.method === 'GET') return ok(toldOfflineCode(await codes.find(realm, owner.id)));
  if (session !== undefined) {
    const proof = await proofOfDevices(session, deps.devices, deps.now());
    const going = request.method === 'DELETE' ? enrolments(await codes.find(realm, owner.id)) : [];
    if (going.length === 0) proof.require();
    else proof.requireRemoval(undefined, going);
  }
  switch (request.method) {
    case 'PUT': {
      const parsed = named.safeParse(parseJson(request.body, request.headers['content-type']));
      if (!parsed.success) throw new WaygateError('input', 'devices.name', 'deviceName must be a name of at most 256 characters.');
      const { deviceName } = parsed.data;
      if (!(await codes.rename(realm, owner.id, deviceName))) throw unknownDevice();
      note(request, caller, deps, 'offline_code.renamed', deviceName);
      return ok(toldOfflineCode(await codes.find(realm, owner.id)));
    }
    case 'DELETE': {
      const removed = await codes.remove(realm, owner.id);
      if (removed === undefined) throw unknownDevice();
      note(request, caller, deps, 'offline_code.removed', removed);
      return ok({});
    }
    case 'POST':
      return renewBackupCode(request, caller, codes, deps);
    default:
      throw new WaygateError('input', 'request.method', 'An offline code is renamed with PUT and removed with DELETE.');
  }
}

/** Only the owner sees the code. */
async function renewBackupCode(request: AmRequest, caller: DeviceCaller, codes: OfflineCodeDirectory, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.query.get('_action') !== 'backupCode') {
    throw new WaygateError('input', 'devices.unknown_action', 'The action of the devices resource is missing or not known.');
  }
  if (caller.session === undefined) {
    throw new WaygateError('forbidden', 'devices.not_for_others', 'A backup code is made by the owner of the account alone.');
  }
  const { realm } = request;
  const lists = await Promise.all(DEVICE_KINDS.map((kind) => deps.devices.list(realm, caller.owner.id, kind)));
  if (needsDevice((await deps.deviceJourneys?.(realm))?.offlineCode, lists.flat().length > 0)) {
    const message = 'A backup code stands in for a second factor, and this account has none. Add one first.';
    throw new WaygateError('forbidden', 'devices.needs_device', message);
  }
  const { deviceName = '' } = await codes.find(realm, caller.owner.id);
  const backupCode = await codes.renewBackupCode(realm, caller.owner.id);
  if (backupCode === undefined) throw unknownDevice();
  note(request, caller, deps, 'offline_code.backup_code_new', deviceName);
  return ok({ backupCode });
}

/** Who changed what of whom, for the audit log, and for the owner by another way. */
function note(request: AmRequest, { owner, administrator }: DeviceCaller, deps: HttpDeps, event: keyof typeof TOLD, deviceName: string) {
  const facts = { event, realm: request.realm, user: owner.username, by: administrator?.username ?? owner.username };
  deps.log.info(facts, administrator === undefined ? 'Somebody changed their devices.' : 'An administrator changed something.');
  const locales = administrator === undefined ? request.facts.locales : [];
  tellOwner(deps, TOLD[event], request.realm, owner, [{ deviceName }], locales);
}

function unknownDevice(): WaygateError {
  return new WaygateError('notFound', 'devices.unknown', 'There is no offline code.');
}
