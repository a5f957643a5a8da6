import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { JourneyListItem } from '@waygate/schema';
import { admin } from '../app/admin.tsx';

/** The journeys of a realm, as the server lists them. */
export function journeysQuery(realm: string) {
  return queryOptions({ queryKey: ['journeys', realm], queryFn: () => admin.journeys(realm) });
}

/** Asks again for everything that names journeys of a realm. */
export async function refreshJourneys(queries: QueryClient, realm: string): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: ['journeys', realm] }), queries.invalidateQueries({ queryKey: ['me'] })]);
}

/** Enables or disables a journey. The list shows it at once, and takes it back when the server refuses. */
export function useSetEnabled(realm: string) {
  return useShownAtOnce(
    realm,
    ({ name, enabled }: { readonly name: string; readonly enabled: boolean }) => admin.setEnabled(realm, name, enabled),
    (item, { name, enabled }) => (item.name === name ? { ...item, enabled } : item),
  );
}

/** Makes a journey the default of its realm; null leaves the realm without one. */
export function useSetDefault(realm: string) {
  return useShownAtOnce(
    realm,
    (name: string | null) => admin.setDefault(realm, name),
    (item, name) => ({ ...item, isDefault: item.name === name }),
  );
}

function useShownAtOnce<V>(realm: string, work: (value: V) => Promise<void>, show: (item: JourneyListItem, value: V) => JourneyListItem) {
  const queries = useQueryClient();
  const { queryKey } = journeysQuery(realm);
  return useMutation({
    mutationKey: queryKey,
    mutationFn: work,
    // One after the other: of two switches in one breath the later is to hold.
    scope: { id: `journeys ${realm}` },
    onMutate: async (value) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      if (before !== undefined) queries.setQueryData(queryKey, { journeys: before.journeys.map((item) => show(item, value)) });
      return before;
    },
    onError: (_error, _value, before) => {
      if (before !== undefined) queries.setQueryData(queryKey, before);
    },
    // The list must not go back to what it was while another switch is on its way.
    onSettled: () => (queries.isMutating({ mutationKey: queryKey }) > 1 ? undefined : refreshJourneys(queries, realm)),
  });
}
