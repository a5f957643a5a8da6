import type { CompiledNode } from '@waygate/graph';
import type { Decorations, GoTo, NodeType } from '@waygate/node-kit';
import { type Answer, type Callback, chooseText, type LocalizedText, WaygateError } from '@waygate/schema';
import { applyDecorations } from './apply-decorations.ts';
import type { EngineDeps } from './engine-deps.ts';
import type { Run } from './run.ts';
import { type NodeResult, runNode } from './run-node.ts';
import { moreOf, resultOf, tellVisit } from './tell-visit.ts';

/** What the client answered on a page: the callbacks that were sent, whose each is, and the answers, all in one order. */
export interface PageAnswers {
  readonly sent: readonly Callback[];
  readonly owners: readonly string[];
  readonly answers: readonly Answer[];
}

/**
 * Runs a page: all its children in order, each with its own slice of the answers (AM). While a child still asks, the page is sent with the callbacks of
 * all children, those that are done showing what was typed (never a password); once none asks, the page takes the outcome of its last child.
 * What children identify and prove counts only when the page is done, because on a page that is shown again they run again.
 */
export async function runPage(
  run: Run,
  page: CompiledNode<NodeType>,
  given: PageAnswers,
  deps: Pick<EngineDeps, 'ports' | 'observer' | 'scripts'>,
  now: number,
): Promise<NodeResult> {
  const callbacks: Callback[] = [];
  const owners: string[] = [];
  const done: { readonly child: CompiledNode<NodeType>; readonly action: GoTo }[] = [];
  let asks = false;
  const placesOf = (child: CompiledNode<NodeType>) => given.owners.flatMap((owner, index) => (owner === child.id ? [index] : []));
  const runChild = async (child: CompiledNode<NodeType>) => {
    const answers = placesOf(child).flatMap((index) => given.answers[index] ?? []);
    const from = performance.now();
    const action = await runNode(run, child, answers, deps, now);
    tellVisit(run, child, { result: resultOf(action), at: now, took: performance.now() - from }, deps.observer, {
      ...moreOf(action, now),
      pageId: page.id,
    });
    return action;
  };
  // A last child that can make the others needless is asked first.
  const decider = page.children.findLast((child, index) => index === page.children.length - 1 && child.type.endsPage.length > 0);
  const decision = decider === undefined ? undefined : await runChild(decider);
  const decided = decision?.kind === 'goTo' && decider?.type.endsPage.includes(decision.outcome) === true;
  for (const child of decided ? page.children.slice(-1) : page.children) {
    const mine = placesOf(child);
    const action = child === decider && decision !== undefined ? decision : await runChild(child);
    if (action.kind === 'refuse') return { action, owners: [child.id] };
    if (action.kind === 'suspend')
      throw new WaygateError('authoring', 'node.suspends_on_page', `${child.displayName} cannot suspend on a page.`);
    if (action.kind === 'send') {
      asks ||= action.callbacks.some((callback) => callback.type !== 'MetadataCallback');
      callbacks.push(...action.callbacks);
      owners.push(...action.callbacks.map(() => child.id));
    } else {
      done.push({ child, action });
      for (const index of mine) {
        const sent = given.sent[index];
        if (sent === undefined) continue;
        callbacks.push(withTyped(sent, given.answers[index]));
        owners.push(child.id);
      }
    }
  }
  if (asks) return { action: { kind: 'send', callbacks, ...pageTexts(run, page) }, owners };
  const last = done.at(-1);
  if (last === undefined || last.child !== page.children.at(-1)) {
    throw new WaygateError(
      'authoring',
      'node.page_without_outcome',
      `${page.displayName} sends nothing that a person could answer, and has no outcome.`,
    );
  }
  for (const { child, action } of done) applyDecorations(run, child, action, now);
  const audit: Decorations['audit'] = { children: done.map(({ child }) => ({ nodeType: child.type.type, nodeId: child.id })) };
  return { action: { kind: 'goTo', outcome: `${page.outcomePrefix}${last.action.outcome}`, audit } };
}

function withTyped(callback: Callback, answer: Answer | undefined): Callback {
  // A child that is done has nothing left against what was typed, whatever it said before.
  const sent: Callback = 'failedPolicies' in callback ? { ...callback, failedPolicies: [] } : callback;
  if (sent.type === 'NameCallback' && answer?.type === 'NameCallback') return { ...sent, value: answer.value };
  if (sent.type === 'ValidatedCreateUsernameCallback' && answer?.type === 'ValidatedCreateUsernameCallback')
    return { ...sent, value: answer.value };
  if (sent.type === 'StringAttributeInputCallback' && answer?.type === 'StringAttributeInputCallback')
    return { ...sent, value: answer.value };
  if (sent.type === 'NumberAttributeInputCallback' && answer?.type === 'NumberAttributeInputCallback') {
    return { ...sent, value: answer.value ?? null };
  }
  if (sent.type === 'BooleanAttributeInputCallback' && answer?.type === 'BooleanAttributeInputCallback') {
    return { ...sent, value: answer.value };
  }
  if (sent.type === 'KbaCreateCallback' && answer?.type === 'KbaCreateCallback') return { ...sent, question: answer.question };
  if (sent.type === 'TextInputCallback' && answer?.type === 'TextInputCallback') return { ...sent, defaultText: answer.value };
  if (sent.type === 'ChoiceCallback' && answer?.type === 'ChoiceCallback') return { ...sent, defaultChoice: answer.index };
  return sent;
}

function pageTexts(run: Run, page: CompiledNode<NodeType>): { header?: string; description?: string; stage?: string } {
  const { pageHeader, pageDescription, stage } = page.config as {
    pageHeader?: LocalizedText;
    pageDescription?: LocalizedText;
    stage?: string;
  };
  const header = chooseText(pageHeader ?? {}, run.request.locales);
  const description = chooseText(pageDescription ?? {}, run.request.locales);
  return {
    ...(header === undefined ? {} : { header }),
    ...(description === undefined ? {} : { description }),
    ...(stage === undefined || stage === '' || stage === 'null' ? {} : { stage }),
  };
}
