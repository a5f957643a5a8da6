import type { CompiledJourney } from '@waygate/graph';
import type { NodeType } from '@waygate/node-kit';
import type { EngineDeps } from './engine-deps.ts';
import type { JourneyLibrary } from './journey-library.ts';

/** Revisions of the scripts that a journey and those inside it name, as they are now, by id. */
export async function pinScripts(
  realm: string,
  journey: CompiledJourney<NodeType>,
  pins: Readonly<Record<string, string>>,
  { scripts }: Pick<EngineDeps, 'scripts'>,
  library: JourneyLibrary,
): Promise<Record<string, string>> {
  const ids = new Set(journey.scripts);
  for (const [name, versionId] of Object.entries(pins)) for (const id of (await library.load(realm, name, versionId)).scripts) ids.add(id);
  return ids.size === 0 ? {} : ((await scripts?.pin(realm, [...ids])) ?? {});
}
