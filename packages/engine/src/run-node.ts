import type { CompiledNode } from '@waygate/graph';
import { ACCOUNT_LOCKED, type Action, accountLockedText, type NodeType } from '@waygate/node-kit';
import { type Answer, chooseText } from '@waygate/schema';
import { type ConfigureDeps, configureNode, imitationKey } from './configure-node.ts';
import { NodeRunContext, scratchKey } from './node-run-context.ts';
import type { Run } from './run.ts';

/** What a node that is not a page answers; what a page answers besides. */
export interface NodeResult {
  readonly action: Action;
  /** Ids of the nodes whose callbacks these are, in the order of `action.callbacks`, or of the one that refuses; only for a page. */
  readonly owners?: readonly string[];
}

/**
 * Runs one node once. Its local scratch ends when it takes an outcome.
 * @param answers to the callbacks that it sent in this visit; empty when it is entered
 */
export async function runNode(
  run: Run,
  node: CompiledNode<NodeType>,
  answers: readonly Answer[],
  deps: ConfigureDeps,
  now: number,
): Promise<Action> {
  run.visits += 1;
  run.steps += 1;
  const imitated = node.type.configure === undefined ? node : await configureNode(run, node, deps, now);
  if (imitated === undefined) return configurationFailed(run, node);
  const context = new NodeRunContext(run, imitated, answers, deps.ports, now);
  const { type } = imitated;
  const result = type.run(context);
  const wanted = result instanceof Promise ? await result : result;
  // A lock ends the sign-on, whatever the node would do next.
  const { attempts } = context;
  const action: Action = attempts !== undefined && (await attempts.settle()) ? lockedOut(run) : wanted;
  run.resumed = false;
  if (action.kind !== 'send' && action.kind !== 'suspend' && run.local.size > 0) run.local.delete(scratchKey(run, node));
  if (action.kind === 'goTo' && (type.onJourneyEnd !== undefined || type.onSuccess !== undefined)) {
    const { journey, versionId } = run.frame;
    // What the journey says of the node is not what it ran with.
    if (imitated !== node) run.memory.set(imitationKey(run, node), imitated.config);
    const hook = { nodeId: node.id, type: type.type, journey: journey.document.name, versionId, outcome: action.outcome };
    // Whoever was passed last is told last.
    run.endHooks.delete(node.id);
    run.endHooks.set(node.id, hook);
  }
  return action;
}

/** Whatever the node has asked before, it has nothing left to go on with. */
function configurationFailed(run: Run, node: CompiledNode<NodeType>): Action {
  run.resumed = false;
  run.local.delete(scratchKey(run, node));
  return { kind: 'goTo', outcome: node.type.failure ?? '' };
}

function lockedOut({ request }: Run): Action {
  return { kind: 'refuse', code: ACCOUNT_LOCKED, message: chooseText(accountLockedText, request.locales) ?? accountLockedText.en };
}
