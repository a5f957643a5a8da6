import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import { admin } from '../app/admin.tsx';

/** How often a sign-on that is not over is asked for again, milliseconds. */
const AGAIN_MS = 2_000;

/** The trace of a sign-on, as it grows until the sign-on is over. */
export function useTrace(realm: string, code: string) {
  return useQuery({
    queryKey: ['trace', realm, code],
    queryFn: () => admin.trace(realm, code),
    retry: (count, error) => count < 2 && !(error instanceof AdminError && error.status === 404),
    refetchInterval: (query) => (query.state.data?.result === 'running' ? AGAIN_MS : false),
  });
}
