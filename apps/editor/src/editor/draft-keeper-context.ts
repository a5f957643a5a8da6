import { createContext, useContext } from 'react';
import type { DraftKeeper } from './draft-keeper.ts';

/** Who keeps the work on the open journey. */
export const DraftKeeperContext = createContext<DraftKeeper | undefined>(undefined);

export function useDraftKeeper(): DraftKeeper {
  const keeper = useContext(DraftKeeperContext);
  if (keeper === undefined) throw new Error('There is no open journey around this component.');
  return keeper;
}
