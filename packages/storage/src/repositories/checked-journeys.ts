import { type JourneyDocument, journeyDocument, WaygateError } from '@waygate/schema';

/**
 * What is stored must be readable again, and is named by what will be read.
 * @throws WaygateError `journey.malformed` (authoring), `journey.named_twice` (input)
 */
export function checkedJourneys(documents: readonly JourneyDocument[]): readonly JourneyDocument[] {
  const names = new Set(documents.map(({ name }) => name));
  if (names.size < documents.length) {
    throw new WaygateError('input', 'journey.named_twice', 'Two of the journeys have the same name.');
  }
  return documents.map((document) => {
    const result = journeyDocument.safeParse(document);
    if (result.success) return result.data;
    const details = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new WaygateError('authoring', 'journey.malformed', `Journey ${document.name} does not have the shape of a journey.`, { details });
  });
}
