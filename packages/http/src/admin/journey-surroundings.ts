import { innerJourneysOf, type JourneySurroundings } from '@waygate/graph';
import type { JourneyDocument } from '@waygate/schema';
import type { JourneyDesk } from './admin-deps.ts';

/** How many versions' inner journeys are remembered; a version never changes, so what was read once stays right. */
const KEPT = 5_000;
const innerOfVersion = new Map<string, readonly string[]>();

/** What every published journey of a realm runs inside itself, by name. */
export async function publishedInnerJourneys(journeys: JourneyDesk, realm: string): Promise<Map<string, readonly string[]>> {
  const inner = new Map<string, readonly string[]>();
  for (const { name, published } of await journeys.list(realm)) {
    if (published === undefined) continue;
    const key = `${realm}\n${name}\n${published.versionId}`;
    let names = innerOfVersion.get(key);
    if (names === undefined) {
      const document = await journeys.version(realm, name, published.versionId);
      names = document === undefined ? [] : innerJourneysOf(document);
      if (innerOfVersion.size >= KEPT) innerOfVersion.clear();
      innerOfVersion.set(key, names);
    }
    inner.set(name, names);
  }
  return inner;
}

/**
 * What journeys can run inside themselves: what is published in the realm, and what comes along.
 * @param emailTemplates when these are to be checked too
 */
export async function surroundingsOf(
  journeys: JourneyDesk,
  realm: string,
  along: readonly JourneyDocument[],
  emailTemplates?: (realm: string) => Promise<ReadonlyMap<string, boolean>>,
): Promise<JourneySurroundings> {
  const inner = await publishedInnerJourneys(journeys, realm);
  for (const document of along) inner.set(document.name, innerJourneysOf(document));
  return {
    innerJourneys: (name) => inner.get(name),
    ...(emailTemplates === undefined ? {} : { emailTemplates: await emailTemplates(realm) }),
  };
}
