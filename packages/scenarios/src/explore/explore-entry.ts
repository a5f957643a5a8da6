import { AdminError } from '@waygate/client';
import {
  FAILURE_ID,
  type JourneyDocument,
  type JourneyProblem,
  journeyDocument,
  type ManagedUser,
  propertyAt,
  SUCCESS_ID,
  type serviceSchemas,
  type TransferPlan,
} from '@waygate/schema';
import type { z } from 'zod';
import { type Brought, bringJourney } from './bring-journey.ts';
import { type Exploration, exploreJourney } from './explore-journey.ts';
import { type CorpusEntry, withInnerFiles } from './journey-corpus.ts';
import { lostInRoundTrip } from './lost-in-round-trip.ts';
import type { ExplorerServer } from './open-explorer-server.ts';

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
    return { name: entry.name, refused: error.message, plan: undefined, lost: undefined, errors: [], exploration: undefined };
  }
  const { plan, isLive, exported } = brought;
  const documents = plan.entries.map(({ document }) => document);
  const mine = plan.entries.filter(({ file }) => entry.files.some(({ name }) => name === file));
  // Of several journeys, the one that people start.
  const own = mine.find(({ document }) => !document.innerTreeOnly) ?? mine.at(-1);
  const errors = plan.entries.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
  await makeProperties(server, realm, documents);
  const journey = own === undefined || !isLive ? undefined : await openedFor(server, realm, own.document);
  const exploration = journey === undefined ? undefined : await exploreJourney(server, { realm, journey, documents }, tries);
  return { name: entry.name, refused: undefined, plan, lost: lostInRoundTrip(files, exported), errors, exploration };
}

/** A journey that can be started: one that is only run by others is run by another, and one that is disabled is enabled. @returns its name */
async function openedFor(server: ExplorerServer, realm: string, document: JourneyDocument): Promise<string> {
  const { name, enabled, innerTreeOnly } = document;
  if (!enabled) await (await server.administrator()).setEnabled(realm, name, true);
  if (!innerTreeOnly) return name;
  const outer = journeyDocument.parse({
    name: 'Explorer Outer',
    entryNodeId: 'outer',
    nodes: {
      outer: {
        type: 'InnerTreeEvaluatorNode',
        displayName: 'Inner',
        config: { tree: name },
        connections: { true: SUCCESS_ID, false: FAILURE_ID },
      },
    },
  });
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
