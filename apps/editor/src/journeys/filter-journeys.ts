import type { JourneyListItem } from '@waygate/schema';

export const JOURNEY_STATES = ['all', 'enabled', 'disabled', 'drafts', 'inner'] as const;
export type JourneyState = (typeof JOURNEY_STATES)[number];

export type JourneyOrder = 'name' | 'published';

/** What of the journeys is to be seen. */
export interface JourneyFilter {
  readonly text: string;
  /** Empty for all. */
  readonly category: string;
  readonly state: JourneyState;
  readonly order: JourneyOrder;
}

/** Journeys that match, in the order that is asked for: by name, or those first that went live last. */
export function filterJourneys(
  items: readonly JourneyListItem[],
  { text, category, state, order }: JourneyFilter,
): readonly JourneyListItem[] {
  const words = text
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = items.filter((item) => {
    const hay = `${item.name} ${item.description ?? ''} ${item.categories.join(' ')}`.toLocaleLowerCase();
    return words.every((word) => hay.includes(word)) && (category === '' || item.categories.includes(category)) && isIn(item, state);
  });
  return found.sort((a, b) => {
    const late = order === 'published' ? (b.published?.at ?? 0) - (a.published?.at ?? 0) : 0;
    return late !== 0 ? late : a.name.localeCompare(b.name);
  });
}

function isIn({ published, enabled, drafts, innerTreeOnly }: JourneyListItem, state: JourneyState): boolean {
  if (state === 'enabled') return published !== null && enabled;
  if (state === 'disabled') return published !== null && !enabled;
  if (state === 'drafts') return drafts.length > 0;
  return state === 'all' || innerTreeOnly;
}
