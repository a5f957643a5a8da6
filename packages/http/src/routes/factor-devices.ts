import type { SignOnSession } from '@waygate/engine';
import type { DeviceKind } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps, ListedDevice } from '../http-deps.ts';
import { checkPreconditions, withRevision } from '../realm-config/crest.ts';
import type { AmRequest } from '../request/am-request.ts';
import { parseJson } from '../request/parse-json.ts';
import type { DeviceCaller } from './device-caller.ts';
import { offlineCode, offlineCodeOverview } from './offline-code.ts';
import { queryResult } from './sessions.ts';
import { DEVICE_KINDS, type ProofOfDevices, proofOfDevices } from './step-up.ts';
import { type AccountNews, tellOwner } from './tell-owner.ts';

const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status: 200,
  body,
  headers: { 'Cache-Control': 'no-store', ...headers },
});

/** What an owner may change: clients send the whole device back (AM), and nothing else of it counts. */
const named = z.object({ deviceName: z.string().trim().min(1).max(256) });
const skipping = z.object({ value: z.boolean() });
const first = z.object({ value: z.boolean().default(true) });

/** What the owner is told of a change. */
const TOLD = {
  'device.renamed': 'deviceRenamed',
  'device.removed': 'deviceRemoved',
  'device.reset': 'deviceRemoved',
  'device.recovery_codes_new': 'recoveryCodesNew',
  'device.primary_set': 'devicePrimary',
  'device.primary_cleared': 'secondFactorChanged',
  'device.skip_changed': 'secondFactorChanged',
} as const;

/** Who administers may do what they like with the devices of others, except get a factor for themselves. */
const ADMINISTRATORS: ProofOfDevices = {
  allows: () => true,
  require: () => undefined,
  allowsRemoval: () => true,
  requireRemoval: () => undefined,
};

/**
 * `devices/2fa/KIND` of a person: AM's resource. What is told of a device is nothing that could stand in for it.
 * @param path what follows `2fa`
 */
export async function factorDevices(
  request: AmRequest,
  caller: DeviceCaller,
  path: readonly string[],
  deps: HttpDeps,
): Promise<HttpAnswer> {
  const [word, uuid, ...more] = path;
  if (word === undefined && request.method === 'GET' && caller.session !== undefined)
    return ok(await overview(request, caller.session, deps));
  if (word === 'offlineCode' && uuid === undefined) return offlineCode(request, caller, deps);
  const kind = DEVICE_KINDS.find((one) => one === word);
  if (kind === undefined || more.length > 0) throw new WaygateError('notFound', 'users.unknown', 'There is no such resource.');
  const { owner, session } = caller;
  const proof = session === undefined ? ADMINISTRATORS : await proofOfDevices(session, deps.devices, deps.now());
  const resource = new FactorDevices(request, caller, kind, proof, deps);
  const devices = () => deps.devices.list(request.realm, owner.id, kind);
  if (uuid === undefined) {
    if (request.method === 'GET') return ok(queryResult((await devices()).map((device) => resource.listed(device))));
    if (request.method === 'POST') return resource.act(request.query.get('_action'));
    throw new WaygateError('input', 'request.method', 'Devices are listed with GET.');
  }
  // Mobile clients name a bound device by its key, and that is what its id is in AM.
  const device = (await devices()).find((one) => one.uuid === uuid || keyOf(one) === uuid);
  if (device === undefined) throw unknownDevice();
  switch (request.method) {
    case 'GET':
      return resource.read(device);
    case 'PUT':
      return resource.rename(device);
    case 'DELETE':
      return resource.remove(device);
    case 'POST':
      return resource.actOn(device, request.query.get('_action'));
    default:
      throw new WaygateError('input', 'request.method', 'A device is renamed with PUT and removed with DELETE.');
  }
}

/** Ours: what the account page shows, in one answer. */
async function overview({ realm }: AmRequest, session: SignOnSession, deps: HttpDeps) {
  const proof = await proofOfDevices(session, deps.devices, deps.now());
  const lists = await Promise.all(DEVICE_KINDS.map((kind) => deps.devices.list(realm, session.userId, kind)));
  const { stepUp = null, byPassword = null, add, offlineCode: set } = (await deps.deviceJourneys?.(realm)) ?? { add: [] };
  const first = await deps.devices.primary(realm, session.userId);
  const devices = lists.flat().map(({ kind, uuid, deviceName, createdDate, lastAccessDate, recoveryCodes }) => {
    const primary = uuid === first;
    return {
      kind,
      uuid,
      deviceName,
      createdDate,
      lastAccessDate,
      recoveryCodes,
      primary,
      changeable: proof.allowsRemoval(kind, [createdDate]),
    };
  });
  // One phone is all that somebody can have: with another there would be nothing to add.
  const hasPhone = devices.some(({ kind }) => kind === 'push');
  const code = await offlineCodeOverview(session, deps, proof, set, devices.length > 0);
  return {
    devices,
    stepUp,
    byPassword,
    add: add.filter(({ kind }) => kind !== 'push' || !hasPhone),
    ...(code === undefined ? {} : { offlineCode: code }),
  };
}

/** One request about the devices of a kind. */
class FactorDevices {
  readonly #request: AmRequest;
  readonly #caller: DeviceCaller;
  readonly #kind: DeviceKind;
  readonly #proof: ProofOfDevices;
  readonly #deps: HttpDeps;

  constructor(request: AmRequest, caller: DeviceCaller, kind: DeviceKind, proof: ProofOfDevices, deps: HttpDeps) {
    this.#request = request;
    this.#caller = caller;
    this.#kind = kind;
    this.#proof = proof;
    this.#deps = deps;
  }

  /** A device in AM's form. The revision is of what is kept, and not of what this session may do with it. */
  listed(device: ListedDevice): JsonObject & { _rev: string } {
    return { ...withRevision(content(device)), deviceManagementStatus: this.#proof.allowsRemoval(this.#kind, [device.createdDate]) };
  }

  read(device: ListedDevice): HttpAnswer {
    const body = this.listed(device);
    return ok(body, { ETag: `"${body._rev}"` });
  }

  /** Gives a device another name, also an administrator: a name is no factor. */
  async rename({ uuid }: ListedDevice): Promise<HttpAnswer> {
    this.#proof.require(this.#kind);
    const parsed = named.safeParse(this.#body());
    if (!parsed.success) throw new WaygateError('input', 'devices.name', 'deviceName must be a name of at most 256 characters.');
    const { deviceName } = parsed.data;
    const renamed = await this.#deps.devices.rename(this.#request.realm, this.#caller.owner.id, this.#kind, uuid, (device) => {
      checkPreconditions(this.#request, content(device));
      return deviceName;
    });
    if (renamed === undefined) throw unknownDevice();
    this.#note('device.renamed', [renamed]);
    return this.read(renamed);
  }

  /** Takes a device away. @returns of what went only what a list tells; AM tells the secret, too */
  async remove(device: ListedDevice): Promise<HttpAnswer> {
    this.#proof.requireRemoval(this.#kind, [device.createdDate]);
    checkPreconditions(this.#request, content(device));
    const removed = await this.#deps.devices.remove(this.#request.realm, this.#caller.owner.id, this.#kind, device.uuid);
    if (removed === undefined) throw unknownDevice();
    await this.#noteRemoved([removed]);
    this.#note('device.removed', [removed]);
    return ok(this.listed(removed));
  }

  /** Ours beyond AM, and for the owner alone: new recovery codes, which nobody else may see, and which device comes first. */
  async actOn(device: ListedDevice, action: string | null): Promise<HttpAnswer> {
    if ((action !== 'recoveryCodes' && action !== 'primary') || this.#kind === 'binding') throw unknownAction();
    if (this.#caller.session === undefined) {
      const message = 'New recovery codes, and which device comes first, are for the owner of a device alone.';
      throw new WaygateError('forbidden', 'devices.not_for_others', message);
    }
    this.#proof.require(this.#kind);
    return action === 'primary' ? this.#setPrimary(device) : this.#renewRecoveryCodes(device);
  }

  async #setPrimary(device: ListedDevice): Promise<HttpAnswer> {
    const parsed = first.safeParse(this.#body() ?? {});
    if (!parsed.success) throw new WaygateError('input', 'devices.primary', 'value must be true or false.');
    const { realm } = this.#request;
    const isFirst = parsed.data.value;
    const changes = isFirst || (await this.#deps.devices.primary(realm, this.#caller.owner.id)) === device.uuid;
    const set = await this.#deps.devices.setPrimary(realm, this.#caller.owner.id, this.#kind, device.uuid, isFirst);
    if (set === undefined) throw unknownDevice();
    this.#note(isFirst ? 'device.primary_set' : 'device.primary_cleared', [device], changes ? [device] : []);
    return ok({ primary: isFirst });
  }

  async #renewRecoveryCodes(device: ListedDevice): Promise<HttpAnswer> {
    const { realm } = this.#request;
    const recoveryCodes = await this.#deps.devices.renewRecoveryCodes(realm, this.#caller.owner.id, this.#kind, device.uuid);
    if (recoveryCodes === undefined) throw unknownDevice();
    this.#note('device.recovery_codes_new', [device]);
    return ok({ recoveryCodes });
  }

  /** AM's actions: whether the person skips the kind, saying so, and taking everything of the kind away. */
  async act(action: string | null): Promise<HttpAnswer> {
    const { devices } = this.#deps;
    const { realm } = this.#request;
    const { owner } = this.#caller;
    if (action === 'check') return ok({ result: (await devices.skipPreference(realm, owner.id, this.#kind)) === 'SKIPPABLE' });
    if (action === 'skip') {
      const parsed = skipping.safeParse(this.#body());
      if (!parsed.success) throw new WaygateError('input', 'devices.skip', 'value must be true or false.');
      this.#proof.require(this.#kind);
      await devices.setSkipPreference(realm, owner.id, this.#kind, parsed.data.value ? 'SKIPPABLE' : 'NOT_SKIPPABLE');
      this.#note('device.skip_changed', [], [{}]);
      return ok({});
    }
    if (action === 'reset') {
      const going = await devices.list(realm, owner.id, this.#kind);
      // With nothing to remove it is only about what is skipped.
      if (going.length === 0) this.#proof.require(this.#kind);
      this.#proof.requireRemoval(
        this.#kind,
        going.map(({ createdDate }) => createdDate),
      );
      const removed = await devices.reset(realm, owner.id, this.#kind);
      await this.#noteRemoved(removed);
      this.#note('device.reset', removed);
      return ok({ result: true });
    }
    throw unknownAction();
  }

  /** What the owner has removed themselves, in the session that they did it in. */
  async #noteRemoved(devices: readonly ListedDevice[]): Promise<void> {
    const { session } = this.#caller;
    if (session === undefined || devices.length === 0) return;
    await this.#deps.signOnSessions.noteRemoved(
      session.id,
      devices.map(({ uuid }) => uuid),
      this.#deps.now(),
    );
  }

  #body(): unknown {
    return parseJson(this.#request.body, this.#request.headers['content-type']);
  }

  /** Who changed what of whom, for the audit log, and for the owner by another way. @param news what the owner is told of, a notice each: the devices, if nothing else is said */
  #note(event: keyof typeof TOLD, devices: readonly ListedDevice[], news: readonly AccountNews[] = devices): void {
    const { owner, administrator } = this.#caller;
    const facts = { realm: this.#request.realm, user: owner.username, kind: this.#kind, devices: devices.map(({ uuid }) => uuid) };
    if (administrator === undefined) this.#deps.log.info({ event, by: owner.username, ...facts }, 'Somebody changed their devices.');
    else this.#deps.log.info({ event, by: administrator.username, ...facts }, 'An administrator changed something.');
    tellOwner(this.#deps, TOLD[event], this.#request.realm, owner, news, administrator === undefined ? this.#request.facts.locales : []);
  }
}

/** What is told of a device, which is what its revision is of. */
function content({ uuid, deviceName, createdDate, lastAccessDate, listed }: ListedDevice): JsonObject {
  return { _id: uuid, uuid, deviceName, createdDate, lastAccessDate, ...listed };
}

function keyOf({ kind, listed }: ListedDevice): unknown {
  const { key } = listed;
  return kind === 'binding' && typeof key === 'object' && key !== null && 'kid' in key ? key['kid'] : undefined;
}

function unknownDevice(): WaygateError {
  return new WaygateError('notFound', 'devices.unknown', 'There is no such device.');
}

function unknownAction(): WaygateError {
  return new WaygateError('input', 'devices.unknown_action', 'The action of the devices resource is missing or not known.');
}
