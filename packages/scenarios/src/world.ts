import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { JourneyEnded, NodeVisit, Observer } from '@waygate/engine';
import {
  createArgon2Hasher,
  createRecoveryCodeHasher,
  createSealer,
  createSmtpTransport,
  KeyRing,
  type PasswordHasher,
} from '@waygate/integrations';
import {
  authenticatorPushService,
  healthPolicy,
  type JourneyDocument,
  journeyDocument,
  messagesService,
  type Sealer,
  type ServiceName,
  serviceSchemas,
} from '@waygate/schema';
import { defaultRealm, type Workspace, workspaceOn } from '@waygate/server';
import { healthOf } from '@waygate/server/administration';
import { type KeptMessage, type OutboxMessage, openMemoryStores, type Stores } from '@waygate/storage';
import type { Beginning } from './driver.ts';
import { KeptMessages } from './kept-messages.ts';
import { Mailbox } from './mailbox.ts';
import type { Given } from './scenario.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a node or the engine reported as broken. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** Opens stores, which have the world's clock. */
export type OpenStores = (options: { readonly sealer: Sealer; readonly now: () => number }) => Stores | Promise<Stores>;

/** What copies of a server share besides the store, so that one that this checkout did not make can stand beside it. */
export interface WorldKeys {
  /** The one key of the ring. */
  readonly ring: Buffer;
  /** Key of the prefilter of recovery codes. */
  readonly recoveryCodes: Buffer;
}

/** Everything that a scenario runs in: real services, on memory stores unless others are asked for, and a clock that the scenario moves. */
export interface World {
  readonly workspace: Workspace;
  /** Opens the stores once more, as another copy of the server does. Memory stores are none that several can open. */
  readonly openCopy: () => Promise<Workspace>;
  readonly clock: VirtualClock;
  readonly keys: WorldKeys;
  /** Stores that tell the world of what people are sent through them. */
  readonly watched: (stores: Stores) => Stores;
  /** Whether nothing that carries messages answers. */
  readonly gatewaysAreDown: boolean;
  readonly observer: Observer;
  readonly visits: readonly NodeVisit[];
  readonly ended: readonly JourneyEnded[];
  readonly faults: readonly Fault[];
  /** Gets every mail. */
  readonly mailbox: Mailbox;
  /** Gets every message that is no mail of a template, codes among them. */
  readonly messages: KeptMessages;
  /** Pushes that went out to web authenticators, by the id of the inbox. */
  readonly sent: readonly { readonly inbox: string; readonly message: OutboxMessage }[];
}

// One for the whole process: making it costs a hash. Scenarios are about journeys, so both are as cheap as can be.
const argon2 = createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 } });
const RECOVERY_CODE_KEY = randomBytes(32);
const recoveryCodes = createRecoveryCodeHasher(RECOVERY_CODE_KEY, derivedCheaply);

/**
 * Makes the world that a scenario is given: realm, journeys, settings and people. Phones are registered by the driver.
 * @param documents journeys of the realm
 * @param hasher of passwords; the real one when left out
 * @param open opens the stores; those in memory when left out
 */
export async function openWorld(
  { realm, given }: Beginning,
  documents: readonly JourneyDocument[],
  hasher: PasswordHasher | Promise<PasswordHasher> = argon2,
  open: OpenStores = openMemoryStores,
): Promise<World> {
  const clock = new VirtualClock(given.clock);
  const keys: WorldKeys = { ring: randomBytes(32), recoveryCodes: RECOVERY_CODE_KEY };
  const ring = new KeyRing('test', new Map([['test', keys.ring]]));
  const sent: { inbox: string; message: OutboxMessage }[] = [];
  const messages = new KeptMessages();
  const watched = (stores: Stores): Stores => ({
    ...stores,
    messageOutbox: {
      add: async (realm: string, message: KeptMessage) => {
        await stores.messageOutbox.add(realm, message);
        messages.take(message);
      },
      list: (realm: string) => stores.messageOutbox.list(realm),
    },
    pushOutbox: {
      add: (inbox: string, message: OutboxMessage) => {
        sent.push({ inbox, message });
        return stores.pushOutbox.add(inbox, message);
      },
      pending: (inbox: string, now: number) => stores.pushOutbox.pending(inbox, now),
      pendingIn: (inboxes: readonly string[], now: number) => stores.pushOutbox.pendingIn(inboxes, now),
      remove: (inbox: string, messageId: string) => stores.pushOutbox.remove(inbox, messageId),
      changedByOthers: () => stores.pushOutbox.changedByOthers(),
    },
  });
  const openCopy = async () =>
    workspaceOn(watched(await open({ sealer: createSealer(ring), now: clock.now })), ring, await hasher, new Map(), recoveryCodes);
  const workspace = await openCopy();
  const { stores } = workspace;
  await stores.realms.put(defaultRealm(realm, documents.find(({ name }) => name === 'Login')?.name));
  await stores.journeys.publish(
    realm,
    documents.map((document) => withSettings(document, given.settings.nodes)),
    { at: clock.now(), author: 'scenario', note: '' },
  );
  await stores.services.set(realm, 'authenticatorPushService', authenticatorPushService.parse(given.settings.authenticatorPushService));
  for (const [name, settings] of Object.entries(given.settings.services)) {
    if (!isServiceName(name)) throw new Error(`there is no service ${name}`);
    await stores.services.set(realm, name, serviceSchemas[name].parse(settings));
  }
  const gatewaysAreDown = given.gateways === 'down';
  if (gatewaysAreDown) await stores.services.set(realm, 'messages', messagesService.parse({ sms: NO_GATEWAY, voice: NO_GATEWAY }));
  await watch(workspace, realm, given.watched, clock);
  for (const { username, password, active, attributes, mustChangePassword } of given.users) {
    const passwordHash = await workspace.hasher.hash(password);
    await stores.identities.create({
      id: randomUUID(),
      realm,
      username,
      active,
      attributes,
      passwordHash,
      createdAt: clock.now(),
      ...(mustChangePassword === undefined ? {} : { mustChangePassword }),
    });
  }
  const visits: NodeVisit[] = [];
  const ended: JourneyEnded[] = [];
  const faults: Fault[] = [];
  const observer: Observer = {
    visited: (visit) => void visits.push(visit),
    ended: (end) => void ended.push(end),
    fault: (fault) => void faults.push(fault),
  };
  return {
    workspace,
    openCopy,
    clock,
    keys,
    watched,
    gatewaysAreDown,
    observer,
    visits,
    ended,
    faults,
    sent,
    messages,
    mailbox: new Mailbox(),
  };
}

/** What is made of a recovery code in worlds. */
export async function derivedCheaply(code: string, salt: Buffer): Promise<Buffer> {
  return createHash('sha256').update(salt).update(code).digest();
}

const A_DAY_MINUTES = 24 * 60;

/** Has providers watched. Nothing checks them: how they are, an operator says. */
async function watch(workspace: Workspace, realm: string, watched: Given['watched'], clock: VirtualClock): Promise<void> {
  const health = healthOf(workspace, clock.now);
  const by = 'scenario';
  for (const { name, state, after } of watched) {
    const probe = { type: 'HTTP', url: 'https://watched.example/' } as const;
    const { id } = await health.create(realm, { name, label: '', mode: 'AUTOMATIC', probe, healthPolicy: healthPolicy.parse({}) });
    if (state === 'blocked') await health.override(realm, id, { state, by, minutes: A_DAY_MINUTES, reason: by });
    if (state === 'offline') await health.simulate(realm, id, { by, minutes: A_DAY_MINUTES });
    // What is set by hand goes before a rehearsal, for as long as it holds.
    if (after > 0) await health.override(realm, id, { state: 'online', by, minutes: after / 60, reason: by });
  }
}

function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(serviceSchemas, name);
}

/** A copy of a journey with other configuration of some nodes, which are meant by their display names. */
function withSettings(document: JourneyDocument, changes: Given['settings']['nodes']): JourneyDocument {
  const changed = <T extends { readonly displayName: string; readonly config: object }>(nodes: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(nodes).map(([id, node]) => [id, { ...node, config: { ...node.config, ...changes[node.displayName] } }]),
    );
  return journeyDocument.parse({ ...document, nodes: changed(document.nodes), innerNodes: changed(document.innerNodes) });
}

/** Nobody listens there. */
const NOBODY = { host: '127.0.0.1', port: 2 };
const NOBODY_ADDRESS = `${NOBODY.host}:${NOBODY.port}`;
const NO_GATEWAY = { type: 'http', url: `http://${NOBODY_ADDRESS}/`, body: '"{{text}}"' };
const PATIENCE_MS = 5_000;

/** How a world sends its mails and messages: it keeps them, or it tries to send them and nobody takes them. */
export function postOf({ mailbox, gatewaysAreDown }: Pick<World, 'mailbox' | 'gatewaysAreDown'>) {
  const common = { from: 'waygate@example.com', log: () => undefined };
  if (!gatewaysAreDown)
    return {
      mail: { ...common, transport: mailbox, isKept: true },
      messages: { outbox: true, gatewayHosts: [], mailServers: [], log: () => undefined },
    };
  const transport = createSmtpTransport({ ...NOBODY, tls: 'none', timeoutMs: PATIENCE_MS });
  return {
    mail: { ...common, transport, isKept: false },
    messages: { outbox: false, gatewayHosts: [NOBODY_ADDRESS], mailServers: [], log: () => undefined },
  };
}
