import { createOfflineCodeDesk, type OfflineCodeDesk } from '@waygate/integrations';
import type { Workspace } from './workspace.ts';

/** Offline codes of people, as the command line sees and changes them. A server tells the owners and its log of that by itself. */
export function offlineCodesOf({ stores, recoveryCodes }: Pick<Workspace, 'stores' | 'recoveryCodes'>): OfflineCodeDesk {
  return createOfflineCodeDesk(stores, recoveryCodes, Date.now);
}
