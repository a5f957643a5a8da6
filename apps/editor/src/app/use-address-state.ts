import { useEffect, useRef, useState } from 'react';
import { NavigationType, useLocation, useNavigationType, useSearchParams } from 'react-router';

/**
 * What somebody chose to see. It stands in the address too, so that Back and a bookmark lead to the same; but the address follows in its own time, and whoever
 * types or chooses on must not be set back by it. A change names only what it changes.
 * @param read out of the query of an address
 * @param write as the query of an address; the same text for the same state
 */
export function useAddressState<T extends object>(
  read: (query: URLSearchParams) => T,
  write: (state: T) => string,
): readonly [T, (part: Partial<T>) => void] {
  const [query, setQuery] = useSearchParams();
  const location = useLocation();
  const navigation = useNavigationType();
  const [state, change] = useState(() => read(query));
  const written = useRef(write(state));
  const reading = useRef(read);
  useEffect(() => {
    // Only this page replaces the address; any other way to it brings what was meant there.
    if (navigation !== NavigationType.Replace) change(reading.current(new URLSearchParams(location.search)));
  }, [location, navigation]);
  const next = write(state);
  useEffect(() => {
    if (next === written.current) return;
    written.current = next;
    setQuery(next, { replace: true });
  }, [next, setQuery]);
  return [state, (part) => change((before) => ({ ...before, ...part }))];
}
