import type { QueryClient } from '@tanstack/react-query';
import { NameTaken } from './name-taken.ts';
import { journeysQuery } from './use-journeys.ts';

/**
 * Asks the server whether a name can still be had. What the page knows of the realm's journeys may be old or not there yet, and a draft that is
 * begun under a name of another journey would be work on that one.
 * @throws NameTaken when there is a journey of that name
 */
export async function expectFreeName(queries: QueryClient, realm: string, name: string): Promise<void> {
  const { journeys } = await queries.fetchQuery({ ...journeysQuery(realm), staleTime: 0 });
  if (journeys.some((journey) => journey.name === name)) throw new NameTaken();
}
