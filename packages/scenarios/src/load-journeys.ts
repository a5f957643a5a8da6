import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JourneyDocument, readJourneys } from '@waygate/schema';

/** Reads the journeys of a folder of journeys, each in a folder of its own as `journey.json`. */
export function loadJourneys(root: string): JourneyDocument[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(root, entry.name, 'journey.json'))
    .filter((file) => existsSync(file))
    .flatMap((file) => readJourneys(JSON.parse(readFileSync(file, 'utf8'))));
}
