import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_ID, type JourneyDocument, type JourneyNode, type JsonObject, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { defaultRealm, firstStart, openWorkspace, readConfig } from '@waygate/server';
import { Copies, PUBLIC_URL } from './copies.ts';
import { type Belonging, makePeople, PASSWORD, type Person, type PhoneNetwork, REALM } from './people.ts';
import type { LoadStore } from './store.ts';

const SHIPPED = ['login', 'login-with-push-mfa', 'login-with-oath'];
const PUBLISHED = { at: Date.now(), author: 'bench', note: '' };

export interface HouseOptions {
  /** How many people are made who have this. */
  readonly people: Partial<Readonly<Record<Belonging, number>>>;
  /** Seconds of one wait for a push; as shipped when left out. */
  readonly waitSeconds?: number;
  /** How long a push can be answered, seconds; as shipped when left out. */
  readonly pushSeconds?: number;
}

/** An installation with journeys and people, before any copy runs. */
export interface House {
  readonly people: Readonly<Record<Belonging, readonly Person[]>>;
  /** What the store takes for one person who has this, bytes. */
  readonly bytesOfPerson: ReadonlyMap<Belonging, number>;
  readonly network: PhoneNetwork;
}

/** Sets up a realm with the shipped journeys, two without a password, and people; each step by the services that the server itself uses. */
export async function furnish(store: LoadStore, options: HouseOptions): Promise<House> {
  const config = readConfig({
    ...store.environment,
    WAYGATE_PUBLIC_URL: PUBLIC_URL,
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
  });
  const workspace = await openWorkspace(config);
  try {
    await firstStart(workspace, config, PUBLIC_URL);
    const { stores, hasher } = workspace;
    await stores.realms.put(defaultRealm(REALM, 'Login'));
    await stores.journeys.publish(REALM, journeys(options), PUBLISHED);
    const passwordHash = await hasher.hash(PASSWORD);
    const network: PhoneNetwork = { send: fetch };
    const people: Record<Belonging, readonly Person[]> = { nothing: [], phone: [], 'code app': [], 'code counter': [] };
    const bytesOfPerson = new Map<Belonging, number>();
    for (const belonging of Object.keys(people) as Belonging[]) {
      const count = options.people[belonging] ?? 0;
      if (count === 0) continue;
      const before = await store.usedBytes();
      people[belonging] = await makePeople(workspace, belonging, count, passwordHash, network);
      bytesOfPerson.set(belonging, ((await store.usedBytes()) - before) / count);
    }
    return { people, bytesOfPerson, network };
  } finally {
    await workspace.close();
  }
}

/** Starts copies in a house, and has its phones post to them. */
export async function startCopies(
  store: LoadStore,
  { network }: House,
  count: number,
  environment: Readonly<Record<string, string>> = {},
  inspected = false,
): Promise<Copies> {
  const copies = await Copies.start(store, count, environment, inspected);
  network.send = async (url, init) => {
    const { pathname, search } = new URL(String(url));
    const { status, text } = await copies.send('POST', pathname + search, String(init?.body));
    return new Response(text, { status });
  };
  return copies;
}

function journeys({ waitSeconds, pushSeconds }: HouseOptions): JourneyDocument[] {
  const shipped = SHIPPED.map((folder) => {
    const file = join(import.meta.dirname, '../../journeys', folder, 'journey.json');
    return journeyDocument.parse(JSON.parse(readFileSync(file, 'utf8')));
  });
  const name = node('UsernameCollectorNode', {}, { outcome: 'factor' });
  const others = { failureOutcome: FAILURE_ID, notRegisteredOutcome: FAILURE_ID };
  const factor = node(
    'OathTokenVerifierNode',
    { algorithm: 'HOTP', isRecoveryCodeAllowed: false },
    { successOutcome: SUCCESS_ID, ...others },
  );
  const send = node(
    'PushAuthenticationSenderNode',
    { mandatory: true, pushType: 'CHALLENGE' },
    { SENT: 'wait', NOT_REGISTERED: FAILURE_ID },
  );
  const wait = node('PushWaitNode', {}, { DONE: 'verify', EXITED: FAILURE_ID });
  const verify = node('PushResultVerifierNode', {}, { TRUE: SUCCESS_ID, FALSE: FAILURE_ID, EXPIRED: FAILURE_ID, WAITING: 'wait' });
  return [
    ...shipped,
    journeyDocument.parse({ name: 'Code Alone', treeTimeout: 15, entryNodeId: 'name', nodes: { name, factor } }),
    journeyDocument.parse({ name: 'Push Alone', treeTimeout: 15, entryNodeId: 'name', nodes: { name, factor: send, wait, verify } }),
  ].map((journey) => ({
    ...journey,
    nodes: Object.fromEntries(
      Object.entries(journey.nodes).map(([id, one]) => {
        if (one.type === 'PushWaitNode' && waitSeconds !== undefined) return [id, configured(one, { secondsToWait: waitSeconds })];
        if (one.type === 'PushAuthenticationSenderNode' && pushSeconds !== undefined)
          return [id, configured(one, { messageTimeout: pushSeconds * 1_000 })];
        return [id, one];
      }),
    ),
  }));
}

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});
const configured = (one: JourneyNode, config: JsonObject): JourneyNode => ({ ...one, config: { ...one.config, ...config } });
