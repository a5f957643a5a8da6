import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Observer } from '@waygate/engine';
import type { OathDevice } from '@waygate/node-kit';
import { codeOf, Phone } from '@waygate/phone';
import { type ComposedEngine, composeEngine, type Workspace } from '@waygate/server';
import { atOnce } from './at-once.ts';
import { PUBLIC_URL } from './copies.ts';

export const REALM = '/alpha';
export const PASSWORD = 'correct horse battery staple';
/** How many are made at once: they share commits of the embedded store, and MongoDB has connections for so many. */
const AT_ONCE = 32;
const PERIOD_SECONDS = 30;

/** What a person has besides the password. */
export type Belonging = 'nothing' | 'phone' | 'code app' | 'code counter';

/** Somebody who can sign on, with what is in their hands. */
export interface Person {
  readonly username: string;
  /** Shows the next one-time password. @throws Error when there is none yet that was not used */
  code(): string;
  readonly phone: Phone;
  /** Key of the inbox that the phone looks into, base64url. */
  readonly inboxKey: string;
}

/** Where phones post to: the server itself while they register, and the copies after that. */
export interface PhoneNetwork {
  send: typeof fetch;
}

const SILENT: Observer = { visited: () => undefined, ended: () => undefined, fault: () => undefined };

/**
 * Makes people with one password, hashed once as the server hashes, and with what they need of factors.
 * @param network is taken by phones
 */
export async function makePeople(
  workspace: Workspace,
  belonging: Belonging,
  count: number,
  passwordHash: string,
  network: PhoneNetwork,
): Promise<readonly Person[]> {
  const composed = composeEngine(workspace, PUBLIC_URL, SILENT, Date.now);
  const names = Array.from({ length: count }, (_, index) => `${belonging.replace(' ', '-')}-${index}`);
  const people = await atOnce(names, AT_ONCE, (name) => makePerson(workspace, composed, belonging, name, passwordHash, network));
  await composed.close();
  return people;
}

async function makePerson(
  workspace: Workspace,
  composed: ComposedEngine,
  belonging: Belonging,
  username: string,
  passwordHash: string,
  network: PhoneNetwork,
): Promise<Person> {
  const id = randomUUID();
  const attributes = { cn: [`Person ${username}`], givenName: ['Person'], sn: [username], mail: [`${username}@example.com`] };
  await workspace.stores.identities.create({ id, realm: REALM, username, active: true, attributes, passwordHash, createdAt: Date.now() });
  const key = randomBytes(32);
  const phone = new Phone('web', createHash('sha256').update(key).digest('base64url'), (url, init) => network.send(url, init));
  const secret = randomBytes(32);
  if (belonging === 'phone') await register(workspace, composed, { id, username }, phone, network);
  if (belonging === 'code app' || belonging === 'code counter') {
    const device = oathDevice(secret, belonging === 'code app' ? 'TOTP' : 'HOTP');
    await workspace.stores.devices.oath.put(REALM, id, { device, recoveryCodes: [], refreshes: [] });
  }
  let last = 0;
  const next = () => {
    if (belonging === 'code counter') return last + 1;
    const step = Math.floor(Date.now() / 1_000 / PERIOD_SECONDS);
    if (step <= last) throw new Error('Everybody has used the code of these 30 seconds. Give more --people.');
    return step;
  };
  return {
    username,
    code: () => {
      last = next();
      return codeOf({ secret, digits: 6, hash: 'SHA1' }, last);
    },
    phone,
    inboxKey: key.toString('base64url'),
  };
}

/** Makes a phone one of the person's, by the registration that journeys use. */
async function register(
  { stores }: Workspace,
  { ports }: ComposedEngine,
  subject: { readonly id: string; readonly username: string },
  phone: Phone,
  network: PhoneNetwork,
): Promise<void> {
  network.send = async (_url, init) => Response.json(await ports.push.answer(REALM, 'register', JSON.parse(String(init?.body))));
  const run = randomUUID();
  const look = { issuer: 'Example', accountName: subject.username, backgroundColor: '032b75', imageUrl: '' };
  const opening = { realm: REALM, subject, ...look, timeout: 600, runId: run, idempotencyKey: run };
  const { messageId, uri } = await ports.push.register(opening);
  if (!(await phone.scan(uri))) throw new Error('A phone could not register.');
  const status = await ports.push.status(REALM, messageId, run);
  if (status.status !== 'approved' || status.device === undefined) throw new Error('A phone could not register.');
  await stores.devices.push.put(REALM, subject.id, { device: status.device, recoveryCodes: [], refreshes: [] });
}

function oathDevice(secret: Buffer, algorithm: 'TOTP' | 'HOTP'): OathDevice {
  const now = Date.now();
  return {
    uuid: randomUUID(),
    deviceName: 'App',
    createdDate: now,
    lastAccessDate: now,
    algorithm,
    digits: 6,
    hash: 'HMAC_SHA1',
    period: PERIOD_SECONDS,
    counter: 0,
    lastLogin: 0,
    clockDriftSeconds: 0,
    issuer: 'Example',
    sharedSecret: secret.toString('hex'),
    checksumDigit: false,
    truncationOffset: -1,
  };
}
