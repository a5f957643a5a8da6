import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { RealmSettings } from '@waygate/engine';
import { invalidJourney, validateJourney } from '@waygate/graph';
import { type AdministratorFactorRule, healthPolicy, type OfflineIdp, WaygateError } from '@waygate/schema';
import type { ServerConfig } from './config.ts';
import { watchedProviders } from './continuity-desk.ts';
import { keepDemoUser, readDemoUser } from './demo-user.ts';
import { derivedId } from './derived-id.ts';
import { expectOwnKeys } from './expect-own-keys.ts';
import { firstPassword } from './first-password.ts';
import { shippedJourney } from './shipped-journeys.ts';
import type { Workspace } from './workspace.ts';

/** Who administers, as AM calls them. */
export const ADMINISTRATOR = 'amadmin';
const DEMO_REALM = '/alpha';
/** Folders of what the demo's realm has: signing on, and what the account page leads into, which comes before what runs it inside. */
const DEMO_JOURNEYS = [
  'login',
  'login-with-push-mfa',
  'login-with-offline',
  'step-up',
  'add-passkey',
  'add-phone',
  'add-code-app',
  'add-offline-code',
] as const;
const DEMO_NAME = 'demo';
/** Folders of what administrators have: what AdminLogin runs inside and the account page leads into, each after what it runs inside itself. */
const ADMINISTRATOR_JOURNEYS = ['step-up', 'add-passkey', 'add-phone', 'add-code-app', 'admin-login'] as const;

/** Mark of an installation that a command began: what is asked of its administrators is for the first start to say. */
const RULE_IS_OPEN = 'administratorSignOn';

/** What a start set up or found, for the person at the terminal. */
export interface FirstStart {
  /** The administrator's password, only when this start made it. */
  readonly adminPassword: string | undefined;
  readonly adminIsNew: boolean;
  readonly demoUser: DemoAccount | undefined;
}

/** The demo's user as a start found it. */
export interface DemoAccount {
  readonly realm: string;
  readonly username: string;
  /** Undefined when somebody has changed it since it was made. */
  readonly password: string | undefined;
}

/** Settings of a realm that nobody has changed; figures are AM's. */
export function defaultRealm(path: string, defaultJourney: string | undefined): RealmSettings {
  return {
    path,
    active: true,
    defaultJourney,
    journeyMinutes: 5,
    suspendedMinutes: 5,
    maxSessionMinutes: 120,
    maxIdleMinutes: 30,
    successUrl: '/account',
    redirectTargets: [],
  };
}

/**
 * Sets up what must be there: the root realm with its administrator, and for a demo the realm alpha, the shipped journeys and a demo user. Whatever is there
 * already stays as it is, so that every start can call this, and of several at once on one store each comes to the same.
 * @param url address that people open, without a slash at the end
 * @throws WaygateError `seal.unknown_key` (operational) when the store was begun with other keys
 */
export async function firstStart(workspace: Workspace, config: ServerConfig, url: string): Promise<FirstStart> {
  const { stores } = workspace;
  await expectOwnKeys(workspace);
  await ensureRootRealm(workspace, config.adminSecondFactor);
  const password = config.adminPassword ?? readablePassword();
  const adminIsNew =
    (await stores.identities.findByName('/', ADMINISTRATOR)) === undefined &&
    // A password that an operator gave is theirs; one that was made here stands on a terminal or in a log.
    (await createUser(workspace, '/', ADMINISTRATOR, password, {}, config.adminPassword === undefined ? firstPassword(Date.now()) : {}));
  return {
    adminIsNew,
    adminPassword: adminIsNew && config.adminPassword === undefined ? password : undefined,
    demoUser: config.demo ? await demo(workspace, config, url) : undefined,
  };
}

/**
 * Makes the root realm with its sign-on journey when it is not there: every installation has one, also before its first start.
 * @param secondFactor what is asked of its administrators beside their first factor, where nobody has said yet; undefined leaves that to the first start, since a command
 * has another environment than the server
 */
export async function ensureRootRealm(workspace: Workspace, secondFactor: AdministratorFactorRule | undefined): Promise<void> {
  const { realms, realmObjects } = workspace.stores;
  const isNew = (await realms.settings('/')) === undefined;
  if (isNew) {
    for (const folder of ADMINISTRATOR_JOURNEYS) await shipJourney(workspace, '/', folder);
    // Before the realm, so that whoever is stopped between the two does it again.
    if (secondFactor === undefined) await leaveRuleToFirstStart(workspace);
  }
  if (secondFactor !== undefined && (isNew || (await realmObjects.get('/', 'installation', RULE_IS_OPEN)) !== undefined)) {
    await setFirstRule(workspace, secondFactor);
  }
  if (isNew) await realms.put(defaultRealm('/', 'AdminLogin'));
}

async function leaveRuleToFirstStart({ stores }: Workspace): Promise<void> {
  await stores.realmObjects.create('/', 'installation', { id: RULE_IS_OPEN, value: { begunAt: new Date().toISOString() } });
}

async function setFirstRule({ stores }: Workspace, secondFactor: AdministratorFactorRule): Promise<void> {
  if ((await stores.services.get('/', 'administratorSignOn')) === undefined)
    await stores.services.set('/', 'administratorSignOn', { secondFactor });
  await stores.realmObjects.remove('/', 'installation', RULE_IS_OPEN);
}

async function demo(workspace: Workspace, config: ServerConfig, url: string): Promise<DemoAccount | undefined> {
  const { stores } = workspace;
  for (const folder of DEMO_JOURNEYS) await shipJourney(workspace, DEMO_REALM, folder);
  if ((await stores.realms.settings(DEMO_REALM)) === undefined) await stores.realms.put(defaultRealm(DEMO_REALM, 'Login'));
  const known = await stores.identities.findByName(DEMO_REALM, DEMO_NAME);
  if (known !== undefined) return asKept(workspace, config, known.passwordHash);
  // Whoever has the demo already may have taken the provider away.
  await watchDemoPush(workspace, url);
  // The file first: a start that is killed between the two makes the same user again, and of two starts at once both print the same.
  const user = keepDemoUser(config.dataDirectory, { realm: DEMO_REALM, username: DEMO_NAME, password: readablePassword() });
  const isNew = await createUser(workspace, user.realm, user.username, user.password, {
    cn: ['Demo User'],
    givenName: ['Demo'],
    sn: ['User'],
    mail: ['demo@example.com'],
  });
  if (isNew) return user;
  // Another copy was first, which may have another data folder.
  return asKept(workspace, config, (await stores.identities.findByName(DEMO_REALM, DEMO_NAME))?.passwordHash);
}

/** The demo's user who is there already. The password is told while it is still the one that this data folder keeps. */
async function asKept(workspace: Workspace, config: ServerConfig, passwordHash: string | undefined): Promise<DemoAccount> {
  const kept = readDemoUser(config.dataDirectory);
  const isStill = kept !== undefined && passwordHash !== undefined && (await workspace.hasher.verify(passwordHash, kept.password));
  return { realm: DEMO_REALM, username: DEMO_NAME, password: isStill ? kept.password : undefined };
}

/** Has the web authenticator of this server watched as the push service that the shipped journey goes by, led by hand: an outage of it is a rehearsal, and nothing else is needed for one. */
async function watchDemoPush(workspace: Workspace, url: string): Promise<void> {
  if ((await watchedProviders(workspace, DEMO_REALM)).length > 0) return;
  const provider: OfflineIdp = {
    // Always the same, so that several starts at once make one.
    id: derivedId('demo', 'Push'),
    name: 'Push',
    label: '',
    mode: 'MANUAL',
    probe: { type: 'HTTP', url: `${url}/authenticator/` },
    healthPolicy: healthPolicy.parse({}),
  };
  await workspace.stores.realmObjects.create(DEMO_REALM, 'offlineIdp', { id: provider.id, value: { ...provider } });
}

/** @returns false when another start, on the same store at the same time, was first */
async function createUser(
  workspace: Workspace,
  realm: string,
  username: string,
  password: string,
  attributes: Record<string, string[]>,
  more: Partial<ReturnType<typeof firstPassword>> = {},
): Promise<boolean> {
  const passwordHash = await workspace.hasher.hash(password);
  try {
    await workspace.stores.identities.create({
      id: randomUUID(),
      realm,
      username,
      active: true,
      attributes,
      passwordHash,
      createdAt: Date.now(),
      ...more,
    });
    return true;
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'identity.exists') return false;
    throw error;
  }
}

/** Publishes a shipped journey when the realm has none of its name. */
async function shipJourney(workspace: Workspace, realm: string, folder: string): Promise<void> {
  const document = shippedJourney(folder);
  if ((await workspace.stores.journeys.list(realm)).some(({ name }) => name === document.name)) return;
  const errors = validateJourney(document, workspace.catalogue, undefined, workspace.values).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw invalidJourney(document.name, errors);
  const onlyFirst = new Map([[document.name, null]]);
  try {
    await workspace.stores.journeys.publish(realm, [document], { at: Date.now(), author: 'waygate', note: 'As shipped', base: onlyFirst });
  } catch (error) {
    // Another start was first.
    if (!(error instanceof WaygateError && error.code === 'journey.base_moved')) throw error;
  }
}

/** 20 letters and digits without those that look alike, in groups: more than 100 random bits that can be read from a screen. */
function readablePassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789ACDEFGHJKLMNPQRTUVWXY';
  const char = () => alphabet[randomInt(alphabet.length)] ?? randomBytes(1).toString('hex');
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, char).join('')).join('-');
}
