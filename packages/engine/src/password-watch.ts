import type { Evidence, NodePorts } from '@waygate/node-kit';
import type { Run } from './run.ts';

/** Whether something was proved with a password that another has replaced since. @param passwordChangedAt epoch milliseconds; undefined when it is the first */
export function isReplaced({ factor, at }: Evidence, passwordChangedAt: number | undefined): boolean {
  return factor === 'knowledge:password' && passwordChangedAt !== undefined && at < passwordChangedAt;
}

/** The identities for one run: whoever chooses a new password in it knows that one, if the old one was still theirs. */
export function watchedIdentities(run: Run, identities: NodePorts['identities']): NodePorts['identities'] {
  return {
    ...identities,
    async patch(realm, id, changes, meta) {
      const { subject } = run;
      const isOwn = typeof changes['password'] === 'string' && subject?.id === id;
      const before = isOwn ? await identities.find(realm, subject.username) : undefined;
      const result = await identities.patch(realm, id, changes, meta);
      if (before !== undefined && result.status === 'done') noteChange(run, before.passwordChangedAt, result.identity.passwordChangedAt);
      return result;
    },
  };
}

function noteChange(run: Run, before: number | undefined, changedAt: number | undefined): void {
  if (changedAt === undefined || changedAt === before) return;
  run.passwordChosenAt = changedAt;
  for (const [index, evidence] of run.evidence.entries()) {
    const isOwn = evidence.factor === 'knowledge:password' && evidence.subjectId === run.subject?.id;
    if (isOwn && !isReplaced(evidence, before)) run.evidence[index] = { ...evidence, at: Math.max(evidence.at, changedAt) };
  }
}
