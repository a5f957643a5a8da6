import type { Workspace } from './workspace.ts';

/** How many journeys are looked at, one inside the other. */
const MOST = 10;

/** Whether a published journey, or one that it runs inside itself, sets offline codes up for people who have no second factor. */
export async function offlineCodeByPassword({ stores }: Pick<Workspace, 'stores'>, realm: string, name: string): Promise<boolean> {
  const open = [name];
  const seen = new Set<string>();
  for (let next = open.pop(); next !== undefined && seen.size < MOST; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const nodes = Object.values((await stores.journeys.published(realm, next))?.nodes ?? {});
    if (nodes.some(({ type, config }) => type === 'OfflineCodeRegistrationNode' && config['allowWithoutSecondFactor'] === true))
      return true;
    open.push(
      ...nodes.flatMap(({ type, config: { tree } }) => (type === 'InnerTreeEvaluatorNode' && typeof tree === 'string' ? [tree] : [])),
    );
  }
  return false;
}
