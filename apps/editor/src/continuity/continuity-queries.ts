import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { admin } from '../app/admin.tsx';

/** How often what is shown is looked at again, milliseconds: a check goes on without anybody. */
const AGAIN_MS = 5_000;

/** How everything is that the realm has watched. */
export const providersQuery = (realm: string) =>
  queryOptions({ queryKey: ['continuity', realm, 'providers'], queryFn: () => admin.providers(realm), refetchInterval: AGAIN_MS });

/** Directories that are copied. */
export const directoriesQuery = (realm: string) =>
  queryOptions({ queryKey: ['continuity', realm, 'directories'], queryFn: () => admin.directories(realm) });

/** How the copy of a directory is. */
export const directoryQuery = (realm: string, id: string) =>
  queryOptions({
    queryKey: ['continuity', realm, 'directories', id],
    queryFn: () => admin.directory(realm, id),
    refetchInterval: AGAIN_MS,
  });

/** Applications behind a proxy. */
export const applicationsQuery = (realm: string) =>
  queryOptions({ queryKey: ['continuity', realm, 'applications'], queryFn: () => admin.applications(realm) });

/** Who could sign on offline now, some people at a time. */
export const coverageQuery = (realm: string) =>
  infiniteQueryOptions({
    queryKey: ['continuity', realm, 'coverage'],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => admin.coverage(realm, pageParam),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
  });

/** Looks at everything of a realm again. */
export function refreshContinuity(queries: QueryClient, realm: string): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['continuity', realm] });
}
