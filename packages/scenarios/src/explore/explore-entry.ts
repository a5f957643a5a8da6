import { AdminError } from '@waygate/client';
import {
  type JourneyDocument,
  type JourneyProblem,
  type ManagedUser,
  propertyAt,
  type serviceSchemas,
  type TransferPlan,
} from '@waygate/schema';
import type { z } from 'zod';
import type { AttemptEnd, Destination } from './attempt.ts';
import { type Brought, bringJourney } from './bring-journey.ts';
import type { Choices } from './choices.ts';
import { type Exploration, exploreJourney } from './explore-journey.ts';
import { bindJourney, outerJourney } from './explorer-journeys.ts';
import { type CorpusEntry, withInnerFiles } from './journey-corpus.ts';
import { lostInRoundTrip } from './lost-in-round-trip.ts';
import type { ExplorerServer } from './open-explorer-server.ts';
import { withStandIns, writeStandIns } from './stand-in-scripts.ts';

/** How far the journey of an entry comes. */
export interface EntryReport {
  readonly name: string;
  /** Why the import was refused; undefined when it was not. */
  readonly refused: string | undefined;
  readonly plan: TransferPlan | undefined;
  /** What an export lacks of the files. */
  readonly lost: string | undefined;
  /** What keeps the journeys from being live. */
  readonly errors: readonly JourneyProblem[];
  readonly exploration: Exploration | undefined;
  /** What kept it from an end by itself, when it was gone through behind name and password for that; undefined when it was not. */
  readonly behindPassword: string | undefined;
  /** How many nodes ran a script that does nothing but take an outcome, because the files lack theirs. */
  readonly standIns: number;
}

/**
 * Brings a journey to a realm of its own, makes there what it needs, and goes through it in many ways.
 * @param others where the journeys are looked for that it runs
 */
export async function exploreEntry(
  server: ExplorerServer,
  entry: CorpusEntry,
  others: readonly CorpusEntry[],
  tries: number,
): Promise<EntryReport> {
  const realm = await server.makeRealm();
  const files = withInnerFiles(entry, others);
  let brought: Brought;
  try {
    brought = await bringJourney(server, realm, files);
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    return {
      name: entry.name,
      refused: error.message,
      plan: undefined,
      lost: undefined,
      errors: [],
      exploration: undefined,
      behindPassword: undefined,
      standIns: 0,
    };
  }
  const { plan, isLive, exported } = brought;
  const documents = plan.entries.map(({ document }) => document);
  const mine = plan.entries.filter(({ file }) => entry.files.some(({ name }) => name === file));
  // Of several journeys, the one that people start.
  const own = mine.find(({ document }) => !document.innerTreeOnly) ?? mine.at(-1);
  const errors = plan.entries.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
  await makeProperties(server, realm, documents);
  const lost = lostInRoundTrip(files, exported);
  const common = { name: entry.name, refused: undefined, plan, lost, errors };
  if (own === undefined || !isLive) return { ...common, exploration: undefined, behindPassword: undefined, standIns: 0 };
  const { stoodIn, lacking } = await publishStandIns(server, realm, documents);
  const journey = await openedFor(server, realm, own.document);
  const expedition = {
    ...(await equipment(server, realm, stoodIn)),
    realm,
    documents: stoodIn,
    prepare: (choices: Choices) => writeStandIns(server, realm, lacking, choices),
  };
  const alone = await exploreJourney(server, { ...expedition, journey }, tries);
  const standIns = lacking.length;
  if (!UNFINISHED.includes(alone.best.end)) return { ...common, exploration: alone, behindPassword: undefined, standIns };
  const outer = outerJourney(own.document.name, true);
  await server.publish(realm, outer);
  const behind = await exploreJourney(server, { ...expedition, journey: outer.name }, tries);
  const helps = ENDED.includes(behind.best.end);
  return { ...common, exploration: helps ? behind : alone, behindPassword: helps ? alone.best.reason : undefined, standIns };
}

/** Ends that a name and a password before the journey may change. */
const UNFINISHED: readonly AttemptEnd[] = ['refused', 'broken'];
const ENDED: readonly AttemptEnd[] = ['success', 'nobody'];
/** Nodes that have something to do with phones. */
const PHONE = /^(Push|RecoveryCode|GetAuthenticatorApp)/;

/** What whoever goes through these journeys brings along: whatever their nodes ask for. */
async function equipment(
  server: ExplorerServer,
  realm: string,
  documents: readonly JourneyDocument[],
): Promise<Omit<Destination, 'realm' | 'journey'>> {
  const nodes = documents.flatMap(({ nodes: own, innerNodes }) => [...Object.values(own), ...Object.values(innerNodes)]);
  const has = (type: string) => nodes.some((node) => node.type === type);
  // An app that as many of the nodes accept as possible.
  const names = nodes.flatMap(({ config }) => config['applicationIds'] ?? []).filter((one) => typeof one === 'string');
  const counts = Map.groupBy(names, (name) => name);
  const [applicationId = 'com.example.explorer'] = [...counts].toSorted(([, a], [, b]) => b.length - a.length).map(([name]) => name);
  const isBound = has('DeviceSigningVerifierNode');
  if (isBound) await server.publish(realm, bindJourney(applicationId));
  return { hasPhone: nodes.some(({ type }) => PHONE.test(type)), applicationId, isBound, isAgent: has('AgentDataStoreDecisionNode') };
}

/** Makes the journeys live with stand-ins for the scripts that the realm lacks. What was imported and exported is not this. */
async function publishStandIns(server: ExplorerServer, realm: string, documents: readonly JourneyDocument[]) {
  const { realmObjects, journeys } = server.server.world.workspace.stores;
  const scripts = new Set((await realmObjects.list(realm, 'script')).map(({ id }) => id));
  // As they are live: what was secret in the files is sealed there.
  const live = await Promise.all(documents.map(async (document) => (await journeys.published(realm, document.name)) ?? document));
  const all = live.map((document) => withStandIns(document, scripts));
  const lacking = all.flatMap((one) => one.lacking);
  for (const { document, lacking: own } of all) if (own.length > 0) await server.publish(realm, document);
  return { stoodIn: all.map(({ document }) => document), lacking };
}

/** A journey that can be started: one that is only run by others is run by another, and one that is disabled is enabled. @returns its name */
async function openedFor(server: ExplorerServer, realm: string, document: JourneyDocument): Promise<string> {
  const { name, enabled, innerTreeOnly } = document;
  if (!enabled) await (await server.administrator()).setEnabled(realm, name, true);
  if (!innerTreeOnly) return name;
  const outer = outerJourney(name, false);
  await server.publish(realm, outer);
  return outer.name;
}

/** Users of the realm get the properties that nodes ask for and that users do not have. */
async function makeProperties({ server }: ExplorerServer, realm: string, documents: readonly JourneyDocument[]): Promise<void> {
  const nodes = documents.flatMap(({ nodes: own, innerNodes }) => [...Object.values(own), ...Object.values(innerNodes)]);
  const named = nodes.flatMap(({ config }) => config['attributesToCollect'] ?? []).filter((one) => typeof one === 'string');
  const user: ManagedUser = await server.composed.ports.identities.schema(realm);
  const missing = named.filter((name) => !name.includes('/') && propertyAt(user, name) === undefined);
  if (missing.length === 0) return;
  const properties: z.input<typeof serviceSchemas.managedUser>['properties'] = Object.fromEntries(
    missing.map((name) => [
      name,
      { type: /age|count|number/i.test(name) ? ('number' as const) : ('string' as const), title: name, userEditable: true, viewable: true },
    ]),
  );
  const { services } = server.world.workspace.stores;
  await services.set(realm, 'managedUser', { ...(await services.get(realm, 'managedUser')), properties } as z.infer<
    typeof serviceSchemas.managedUser
  >);
}
