import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { AdminError, type AuditSearch } from '@waygate/client';
import type { AuditList } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { type AuditWish, isLive, listKey, searchOf } from './audit-search.ts';
import { LATE_MS, type NewRecords, sortOut, withAnswer } from './new-records.ts';

/** How often new records are looked for while somebody looks at the page, milliseconds. */
const NEWS_MS = 5_000;
/** How many records are asked for at once. */
const PAGE = 100;

/** A part of the list, with what the server was asked: the next part continues the same, though time goes on. */
interface Part extends AuditList {
  readonly search: AuditSearch;
}

/**
 * The records that are looked for, part by part, and what is new. What is loaded stays where it is, also when somebody goes away and comes back, until they want to see more or
 * something else; only the state of a record changes in its place.
 */
export function useAuditRecords(realm: string, wish: AuditWish) {
  const queries = useQueryClient();
  const key = ['audit', realm, listKey(wish)];
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam }): Promise<Part> => {
      const search = pageParam?.search ?? searchOf(wish, Date.now());
      const before = pageParam === undefined ? {} : { before: pageParam.before };
      return { ...(await admin.audit(realm, search, { limit: PAGE, ...before })), search };
    },
    initialPageParam: undefined as { readonly before: string; readonly search: AuditSearch } | undefined,
    getNextPageParam: ({ next, search }) => (next === undefined ? undefined : { before: next, search }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: (count, error) => count < 1 && !isRefusal(error),
  });
  const first = list.data?.pages[0];
  const newsKey = ['audit-new', realm, listKey(wish), first?.now];
  const news = useQuery({
    queryKey: newsKey,
    queryFn: async (): Promise<NewRecords> => {
      const before = queries.getQueryData<NewRecords>(newsKey);
      const since = (before?.now ?? first?.now ?? 0) - LATE_MS;
      const search = { ...first?.search, from: Math.max(since, first?.search.from ?? 0) };
      return withAnswer(before, await admin.audit(realm, search, { limit: PAGE }));
    },
    enabled: first !== undefined && isLive(wish),
    refetchInterval: NEWS_MS,
    staleTime: NEWS_MS,
    retry: false,
  });
  const pages = list.data?.pages ?? [];
  const { listed, fresh } = sortOut(
    pages.flatMap(({ records }) => records),
    news.data,
  );
  const isMany = news.data?.isMany === true;
  return {
    list,
    records: listed,
    keptDays: pages.at(-1)?.keptDays,
    unreadable: pages.reduce((sum, page) => sum + (page.unreadable ?? 0), 0),
    fresh: fresh.length,
    /** Whether more came than can be put before the list. */
    isMany: isMany && fresh.length > 0,
    isNewsDown: news.isError,
    /** Shows what is new: before the list, or instead of it where too much came. */
    async showNew(): Promise<void> {
      const { data } = news;
      if (data === undefined || data.isMany) return queries.resetQueries({ queryKey: key });
      queries.setQueryData<InfiniteData<Part>>(key, (before) => {
        const [head, ...rest] = before?.pages ?? [];
        if (before === undefined || head === undefined) return before;
        return { ...before, pages: [{ ...head, records: [...fresh, ...head.records], now: data.now }, ...rest] };
      });
    },
    /** Loads everything anew. */
    reload: () => queries.resetQueries({ queryKey: key }),
  };
}

function isRefusal(error: Error): boolean {
  return error instanceof AdminError && error.status >= 400 && error.status < 500;
}
