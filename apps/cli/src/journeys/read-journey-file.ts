import { type JourneyDocument, readJourneys, WaygateError } from '@waygate/schema';
import { readJsonFile } from '../read-json-file.ts';

/** A journey and the file it came from. */
export interface JourneyOfFile {
  readonly file: string;
  readonly document: JourneyDocument;
}

/**
 * Reads the journeys of a file in any form that exports have: one journey, AM's `trees`, or a list of either.
 * @throws WaygateError `file.*`, `transfer.*` (input) that name the file and the place in it
 */
export function readJourneyFile(file: string): JourneyOfFile[] {
  const content = readJsonFile(file);
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  try {
    return parts.flatMap((part) => readJourneys(part).map((document) => ({ file, document })));
  } catch (error) {
    if (!(error instanceof WaygateError)) throw error;
    throw new WaygateError(error.kind, error.code, `${file}: ${error.message}`, { details: error.details, cause: error });
  }
}
