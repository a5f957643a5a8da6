import type { TransferPlan, TransferText } from '@waygate/schema';
import type { ExplorerServer } from './open-explorer-server.ts';

/** A journey, or several that belong together, as a realm has them now. */
export interface Brought {
  readonly plan: TransferPlan;
  /** Whether they are live. What has errors is a draft. */
  readonly isLive: boolean;
  /** The export of them all, in AM's form. */
  readonly exported: string;
}

/**
 * Imports files into a realm as an administrator does, and exports what came of them again.
 * @throws AdminError when the server refuses the files
 */
export async function bringJourney(server: ExplorerServer, realm: string, files: readonly TransferText[]): Promise<Brought> {
  const api = await server.administrator();
  const plan = await api.planImport(realm, files);
  const names = plan.entries.map(({ name }) => name);
  const isLive = plan.entries.every(({ problems }) => problems.every(({ severity }) => severity !== 'error'));
  await api.applyImport(realm, { files, journeys: names, as: isLive ? 'published' : 'draft', base: {}, drafts: {} });
  const { text } = await api.exportJourneys(realm, names, 'am', { withInner: false, drafts: true });
  return { plan, isLive, exported: text };
}
