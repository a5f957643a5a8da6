import type { CompiledNode } from '@waygate/graph';
import { type GoTo, type NodeType, namesDevice } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { mergeWishes } from './end-wishes.ts';
import type { Run } from './run.ts';

/** Code of the error that ends a rehearsal which identifies somebody else than who began it. */
export const REHEARSED_BY_ANOTHER = 'rehearsal.somebody_else';

/**
 * Applies what comes with an outcome: who was identified, what the outcome proves, session properties, kinds of authentication, wishes for the end.
 * @throws WaygateError `node.evidence_without_subject` when an outcome proves something of nobody: proof must name whom it is about;
 * `rehearsal.somebody_else` (state) when it identifies another person than the one who rehearses;
 * `node.undeclared_proof` when it proves what the node type does not declare; `journey.time_negative` when it takes more time than there is
 */
export function applyDecorations(run: Run, node: CompiledNode<NodeType>, action: GoTo, now: number): void {
  if (action.anonymous !== undefined) {
    run.anonymous = action.anonymous;
    run.subject = undefined;
    forgetGroups(run);
  }
  if (action.identified !== undefined) {
    if (run.rehearsal !== undefined && run.rehearsal.userId !== action.identified.id) {
      throw new WaygateError('state', REHEARSED_BY_ANOTHER, 'A rehearsal was gone on with by somebody else than who began it.');
    }
    // Groups are somebody's: who is identified next is in none of them.
    if (run.subject?.id !== action.identified.id) forgetGroups(run);
    run.subject = { id: action.identified.id, username: action.identified.username };
    run.anonymous = undefined;
  }
  const { provides, mayProvide } = node.type;
  // What a node proves while it runs as another type, that type has proved.
  const nodeType = (node.type.imitates ?? node.type).type;
  const undeclared = action.proves?.find((factor) => !mayProvide[action.outcome]?.includes(factor));
  if (undeclared !== undefined) {
    throw new WaygateError('unexpected', 'node.undeclared_proof', `${node.type.type} does not declare that it may prove ${undeclared}.`);
  }
  for (const factor of [...(provides[action.outcome] ?? []), ...(action.proves ?? [])]) {
    const subjectId = run.subject?.id;
    if (subjectId === undefined) {
      throw new WaygateError('unexpected', 'node.evidence_without_subject', `${node.type.type} proved ${factor} without saying for whom.`);
    }
    const { clientIp } = run.request;
    const where = clientIp === undefined ? {} : { clientIp };
    const by = action.provedBy === undefined ? {} : { issuer: action.provedBy };
    // A node that had the password changed proves the new one.
    const at = factor === 'knowledge:password' ? Math.max(now, run.passwordChosenAt ?? 0) : now;
    const right = factor === 'knowledge:password' && run.rightPassword?.of === subjectId ? run.rightPassword : undefined;
    const which = right === undefined ? {} : { passwordSetAt: right.setAt };
    // A factor of no device says nothing of one, whatever else the outcome proves.
    const shown = action.shownBy === undefined || !namesDevice(factor) ? {} : { device: action.shownBy };
    const what = { factor, subjectId, nodeId: node.id, nodeType, outcome: action.outcome, at };
    run.evidence.push({ ...what, ...by, ...shown, ...which, ...where });
  }
  if (action.vouched !== undefined) run.vouched.push(action.vouched);
  if (action.upgradesAnonymous === true) run.upgradesAnonymous = true;
  for (const { name, domain = '', path = '/', ...cookie } of action.cookies ?? [])
    run.cookies.set([name, domain, path].join('\n'), { name, ...(domain === '' ? {} : { domain }), path, ...cookie });
  if (action.journeyTime !== undefined) run.expiresAt = expiryAfter(run.expiresAt, action.journeyTime, now);
  for (const type of action.nodeTypes ?? []) run.nodeTypes.add(type);
  for (const name of action.removedSessionProperties ?? []) delete run.sessionProperties[name];
  if (action.sessionProperties !== undefined) Object.assign(run.sessionProperties, action.sessionProperties);
  if (action.offline !== undefined) {
    const { provider, sessionMinutes, groups, groupDns } = action.offline;
    run.offline ??= { provider, since: now };
    if (groups !== undefined) {
      forgetGroups(run);
      run.offline = { ...run.offline, groups: [...groups], ...(groupDns === undefined ? {} : { groupDns: [...groupDns] }) };
    }
    run.offlineMinutes = Math.min(run.offlineMinutes ?? sessionMinutes, sessionMinutes);
  }
  if (action.failureMessage !== undefined) run.failureMessage = action.failureMessage;
  if (action.endWishes !== undefined) run.endWishes = mergeWishes(run.endWishes, action.endWishes);
}

function forgetGroups(run: Run): void {
  if (run.offline?.groups === undefined) return;
  const { groups: _names, groupDns: _dns, ...offline } = run.offline;
  run.offline = offline;
}

/** @throws WaygateError `journey.time_negative` (authoring) when less than no time would be left */
function expiryAfter(expiresAt: number, time: NonNullable<GoTo['journeyTime']>, now: number): number {
  const next = 'set' in time ? now + time.set * 60_000 : expiresAt + time.add * 60_000;
  if (next >= now) return next;
  throw new WaygateError('authoring', 'journey.time_negative', 'A node takes more time away than the journey has left.');
}
