import type { Evidence, NodePorts } from '@waygate/node-kit';
import type { Run } from './run.ts';

/** Whether something was proved with a password that another has replaced since. @param passwordChangedAt epoch milliseconds; undefined when it is the first */
export function isReplaced({ factor, at }: Evidence, passwordChangedAt: number | undefined): boolean {
  return factor === 'knowledge:password' && passwordChangedAt !== undefined && at < passwordChangedAt;
}

/** What whoever is identified now proved with a password. */
export function passwordProofs(run: Run): readonly Evidence[] {
  return run.evidenceOfSubject.filter(({ factor }) => factor === 'knowledge:password');
}

/** Whether there are proofs with a password and none is with the one that counts now. */
export function areReplaced(passwords: readonly Evidence[], passwordChangedAt: number | undefined): boolean {
  return passwords.length > 0 && passwords.every((evidence) => isReplaced(evidence, passwordChangedAt));
}

/**
 * The identities for one run: whoever chooses a new password in it knows that one, if the old one was still theirs. Whose password was replaced since they proved it
 * changes nothing of the account.
 */
export function watchedIdentities(run: Run, identities: NodePorts['identities']): NodePorts['identities'] {
  return {
    ...identities,
    async patch(realm, id, changes, meta, options) {
      const { subject } = run;
      if (subject?.id !== id) return identities.patch(realm, id, changes, meta, options);
      const passwords = passwordProofs(run);
      const provedAt = passwords.length === 0 ? undefined : Math.max(...passwords.map(({ at }) => at));
      const before = typeof changes['password'] === 'string' ? await identities.find(realm, subject.username) : undefined;
      const result = await identities.patch(realm, id, changes, meta, { ...options, ...(provedAt === undefined ? {} : { provedAt }) });
      if (before !== undefined && result.status === 'done') {
        noteChange(run, (result.repeats ?? before).passwordChangedAt, result.identity.passwordChangedAt);
      }
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
