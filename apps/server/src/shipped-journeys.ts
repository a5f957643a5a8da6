import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type JourneyDocument, readJourneys } from '@waygate/schema';

const folder = new URL('../../../journeys/', import.meta.url);

/** A journey that comes with the server. @param name of its folder */
export function shippedJourney(name: string): JourneyDocument {
  const [document] = readJourneys(JSON.parse(readFileSync(fileURLToPath(new URL(`${name}/journey.json`, folder)), 'utf8')));
  if (document === undefined) throw new Error(`${name} holds no journey.`);
  return document;
}

/** Every journey that comes with the server. */
export function shippedJourneys(): readonly JourneyDocument[] {
  const folders = readdirSync(fileURLToPath(folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => shippedJourney(name));
}
