import type { CompiledNode } from '@waygate/graph';
import type { NodeType, ResponseCookie, Subject } from '@waygate/node-kit';
import { imitationKeyOf } from './configure-node.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { JourneyLibrary } from './journey-library.ts';
import { observedRun } from './observed-run.ts';
import type { EndHook } from './ports/journey-sessions.ts';
import type { Run } from './run.ts';

/**
 * The cookies that nodes which were passed give the client, now that the journey has succeeded; of two of one name the later. The journey is over whatever the nodes
 * do, so a fault is reported and not thrown.
 */
export async function successCookies(
  run: Run,
  { id, username }: Subject,
  authLevel: number,
  deps: EngineDeps,
  library: JourneyLibrary,
): Promise<{ readonly cookies?: readonly ResponseCookie[] }> {
  // What lets somebody in later would be worth more than the session that it came of.
  if (run.offline !== undefined) return {};
  const cookies = new Map<string, ResponseCookie>();
  for (const hook of run.endHooks.values()) {
    if (deps.catalogue.get(hook.type)?.onSuccess === undefined) continue;
    try {
      const node = await nodeOf(run, hook, library);
      const success = {
        // A node that ran as another type did so with a configuration that the journey does not have.
        config: node?.type.imitates === undefined ? node?.config : run.memory.get(imitationKeyOf(hook.journey ?? '', hook.nodeId)),
        realm: run.realm,
        journey: run.journey.document.name,
        nodeId: hook.nodeId,
        outcome: hook.outcome ?? '',
        subject: { id, username },
        authLevel,
        request: run.request,
        now: deps.now(),
        ports: deps.ports,
      };
      for (const cookie of (node?.type.imitates ?? node?.type)?.onSuccess?.(success) ?? []) cookies.set(cookie.name, cookie);
    } catch (cause) {
      deps.observer.fault({
        ...observedRun(run),
        code: 'node.success_hook_threw',
        message: `${hook.type} failed at the end of the journey.`,
        at: deps.now(),
        nodeId: hook.nodeId,
        cause,
      });
    }
  }
  return cookies.size === 0 ? {} : { cookies: [...cookies.values()] };
}

/** The node with its configuration, on the canvas of its version or on a page there. */
async function nodeOf(
  run: Run,
  { nodeId, journey, versionId }: EndHook,
  library: JourneyLibrary,
): Promise<CompiledNode<NodeType> | undefined> {
  if (journey === undefined || versionId === undefined) return undefined;
  const { nodes } = await library.load(run.realm, journey, versionId);
  return nodes.flatMap((node) => [node, ...node.children]).find((node) => node.id === nodeId);
}
