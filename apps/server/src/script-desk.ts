import { scriptsOf } from '@waygate/graph';
import { createScriptDesk, type ScriptDesk } from '@waygate/scripting';
import type { Workspace } from './workspace.ts';

/** Scripts of realms, as administrators work on them. */
export function scriptDesk({ stores, catalogue }: Pick<Workspace, 'stores' | 'catalogue'>): ScriptDesk {
  const journeysWith = async (realm: string) => {
    const live = await Promise.all(
      (await stores.journeys.list(realm)).map(async ({ name, published }) =>
        published === undefined ? undefined : stores.journeys.version(realm, name, published.versionId),
      ),
    );
    const drafts = (await stores.journeys.drafts(realm)).map(({ document }) => document);
    const scripts = new Map<string, Set<string>>();
    for (const document of [...live, ...drafts]) {
      if (document === undefined) continue;
      const named = scripts.get(document.name) ?? new Set();
      for (const id of scriptsOf(document, catalogue)) named.add(id);
      scripts.set(document.name, named);
    }
    return [...scripts].map(([journey, named]) => ({ journey, scripts: [...named] })).sort((a, b) => (a.journey < b.journey ? -1 : 1));
  };
  const providersWith = async (realm: string) =>
    (await stores.realmObjects.list(realm, 'socialProvider')).flatMap(({ id, value }) => {
      const transform = value['transform'];
      return typeof transform === 'string' && transform !== '' ? [{ provider: id, script: transform }] : [];
    });
  return createScriptDesk(stores.realmObjects, journeysWith, providersWith);
}
