import {
  type PersonDevice,
  type PersonItem,
  type PersonList,
  type PersonOfflineCode,
  type PersonView,
  WaygateError,
} from '@waygate/schema';
import { z } from 'zod';
import type { ListedDevice, ListedOfflineCode } from '../http-deps.ts';
import { DEVICE_KINDS } from '../routes/step-up.ts';
import { tellOwner } from '../routes/tell-owner.ts';
import type { AttemptDesk, PeopleDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

/** How many people a search tells at most. */
const MOST_PEOPLE = 50;

const kindToReset = z.object({ kind: z.enum(DEVICE_KINDS) });
const authenticatorToReset = z.object({ authenticator: z.string().min(1).max(256).optional() });

/** `GET /realms/R/people?text=…` */
export async function searchPeople(request: AdminRequest, realm: string): Promise<PersonList> {
  return (await deskOf(request, realm)).search(realm, (request.query.get('text') ?? '').trim().slice(0, 256), MOST_PEOPLE);
}

/** `GET /realms/R/people/NAME`: with devices, applications, lock and what failed lately. No secret is in it. */
export async function viewPerson(request: AdminRequest, realm: string, name: string): Promise<PersonView> {
  const person = await personOf(request, realm, name);
  const lists = await Promise.all(DEVICE_KINDS.map((kind) => request.http.devices.list(realm, person.id, kind)));
  const offlineCode = await request.http.offlineCodes?.find(realm, person.id);
  const applications = await request.http.granted?.list(realm, person);
  const standing = await request.deps.attempts?.standing(realm, person.id);
  return {
    ...person,
    devices: lists.flat().map(shown),
    ...(offlineCode === undefined ? {} : { offlineCode: shownCode(offlineCode) }),
    ...(applications === undefined ? {} : { applications }),
    ...(standing?.lock === undefined ? {} : { lock: standing.lock }),
    authenticators: standing?.authenticators ?? [],
  };
}

/** `DELETE /realms/R/people/NAME/devices/KIND/UUID` */
export async function removePersonDevice(
  request: AdminRequest,
  realm: string,
  { name, kind: word, uuid }: { readonly name: string; readonly kind: string; readonly uuid: string },
): Promise<void> {
  const person = await othersOf(request, realm, name);
  const kind = DEVICE_KINDS.find((one) => one === word);
  const removed = kind === undefined ? undefined : await request.http.devices.remove(realm, person.id, kind, uuid);
  if (removed === undefined) throw new WaygateError('notFound', 'devices.unknown', 'There is no such device.');
  note(request, 'device.removed', realm, person, [removed]);
}

/** `POST /realms/R/people/NAME/reset`: removes every device of a kind and forgets whether it is skipped. */
export async function resetPersonDevices(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { kind } = bodyOf(request, kindToReset);
  const person = await othersOf(request, realm, name);
  note(request, 'device.reset', realm, person, await request.http.devices.reset(realm, person.id, kind));
}

/** `DELETE /realms/R/people/NAME/offline-code`: takes the app for offline codes away, with its backup code and what was counted. */
export async function removePersonOfflineCode(request: AdminRequest, realm: string, name: string): Promise<void> {
  const person = await othersOf(request, realm, name);
  const deviceName = await request.http.offlineCodes?.remove(realm, person.id);
  if (deviceName === undefined) throw new WaygateError('notFound', 'devices.unknown', 'There is no offline code.');
  request.audit('offline_code.removed', { realm, user: person.username }, person);
  tellOwner(request.http, 'deviceRemoved', realm, { id: person.id, username: person.username }, [{ deviceName }], []);
}

/** `DELETE /realms/R/people/NAME/applications/CLIENT`: takes back what they have given an application. */
export async function takeBackFromApplication(
  request: AdminRequest,
  realm: string,
  { name, client }: { readonly name: string; readonly client: string },
): Promise<void> {
  const person = await othersOf(request, realm, name);
  const owner = { id: person.id, username: person.username };
  const taken = await request.http.granted?.takeBack(realm, owner, client);
  if (taken === undefined) throw new WaygateError('notFound', 'applications.unknown', 'This application has nothing of this person.');
  request.audit('access.taken_back', { realm, user: person.username, client }, person);
  tellOwner(request.http, 'accessTakenBack', realm, owner, [{ application: taken.name ?? client }], []);
}

/** `POST /realms/R/people/NAME/unlock` */
export async function unlockPerson(request: AdminRequest, realm: string, name: string): Promise<void> {
  const person = await othersOf(request, realm, name);
  await attemptsOf(request).unlock(realm, person.id);
  request.audit('account.unlocked', { realm, user: person.username }, person);
}

/** `POST /realms/R/people/NAME/authenticators/reset`: lets what failed too often be tried again; all of it when nothing is named. */
export async function resetPersonAuthenticators(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { authenticator } = bodyOf(request, authenticatorToReset);
  const person = await othersOf(request, realm, name);
  await attemptsOf(request).reset(realm, person.id, authenticator);
  request.audit('authenticator.reset', { realm, user: person.username, authenticator: authenticator ?? null }, person);
}

function shown({ kind, uuid, deviceName, createdDate, lastAccessDate, recoveryCodes }: ListedDevice): PersonDevice {
  return { kind, uuid, deviceName, createdDate, lastAccessDate, recoveryCodes };
}

function shownCode({
  status,
  deviceName,
  enrolledAt,
  lastUsedAt,
  expiresAt,
  hasBackupCode,
  lockedUntil,
}: ListedOfflineCode): PersonOfflineCode {
  return {
    status,
    hasBackupCode,
    ...(deviceName === undefined ? {} : { deviceName }),
    ...(enrolledAt === undefined ? {} : { enrolledAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
  };
}

function note({ audit, http }: AdminRequest, event: string, realm: string, person: PersonItem, devices: readonly ListedDevice[]): void {
  audit(event, { realm, user: person.username, devices: devices.map(({ uuid }) => uuid) }, person);
  tellOwner(http, 'deviceRemoved', realm, { id: person.id, username: person.username }, devices, []);
}

async function personOf(request: AdminRequest, realm: string, name: string): Promise<PersonItem> {
  const person = await (await deskOf(request, realm)).find(realm, name);
  if (person === undefined) throw new WaygateError('notFound', 'users.unknown', 'There is no such user.');
  return person;
}

/** Somebody to change. What protects an administrator's own account is changed where a fresh proof is asked for. */
async function othersOf(request: AdminRequest, realm: string, name: string): Promise<PersonItem> {
  const person = await personOf(request, realm, name);
  if (realm === '/' && person.id === request.admin.id) {
    throw new WaygateError('forbidden', 'people.own', 'This is your own account. Change it on your account page.');
  }
  return person;
}

function attemptsOf({ deps }: AdminRequest): AttemptDesk {
  if (deps.attempts === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server counts no failures.');
  return deps.attempts;
}

async function deskOf(request: AdminRequest, realm: string): Promise<PeopleDesk> {
  await realmOf(request, realm);
  const { people } = request.deps;
  if (people === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server knows no people.');
  return people;
}
