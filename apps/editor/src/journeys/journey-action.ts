import type { JourneyListItem } from '@waygate/schema';
import { createContext, useContext } from 'react';

/** What can be asked for one journey of the list. */
export type JourneyAction =
  | 'duplicate'
  | 'rename'
  | 'delete'
  | 'export'
  | 'enable'
  | 'disable'
  | 'makeDefault'
  | 'unmakeDefault'
  | 'copyAddress';

/** What the rows and cards of the list need from the page around them. */
export interface JourneyActions {
  readonly realm: string;
  readonly selected: ReadonlySet<string>;
  select(names: readonly string[], selected: boolean): void;
  act(action: JourneyAction, item: JourneyListItem): void;
}

export const JourneyActionsContext = createContext<JourneyActions | undefined>(undefined);

export function useJourneyActions(): JourneyActions {
  const actions = useContext(JourneyActionsContext);
  if (actions === undefined) throw new Error('There is no list of journeys around this component.');
  return actions;
}
