import { useAddressState } from '../app/use-address-state.ts';
import { JOURNEY_STATES, type JourneyFilter } from './filter-journeys.ts';

/** What is to be seen of the list, and how that is changed. */
export interface JourneyFilterState {
  readonly filter: JourneyFilter;
  setFilter(part: Partial<JourneyFilter>): void;
}

/** What is to be seen of the list, as its address says it. */
export function useJourneyFilter(): JourneyFilterState {
  const [filter, setFilter] = useAddressState(filterOf, addressOf);
  return { filter, setFilter };
}

function filterOf(parameters: URLSearchParams): JourneyFilter {
  return {
    text: parameters.get('q') ?? '',
    category: parameters.get('category') ?? '',
    state: JOURNEY_STATES.find((one) => one === parameters.get('state')) ?? 'all',
    order: parameters.get('order') === 'published' ? 'published' : 'name',
  };
}

function addressOf({ text, category, state, order }: JourneyFilter): string {
  const parts = { q: text, category, state: state === 'all' ? '' : state, order: order === 'name' ? '' : order };
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== '')).toString();
}
