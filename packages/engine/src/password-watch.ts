import { type Evidence, isPasswordReplaced, type NodePorts } from '@waygate/node-kit';
import type { Run } from './run.ts';

/** What whoever is identified now proved with a password. */
export function passwordProofs(run: Run): readonly Evidence[] {
  return run.evidenceOfSubject.filter(({ factor }) => factor === 'knowledge:password');
}

/** Whether there are proofs with a password and none is with the one that counts now. */
export function areReplaced(passwords: readonly Evidence[], passwordChangedAt: number | undefined): boolean {
  return passwords.length > 0 && passwords.every((evidence) => isPasswordReplaced(evidence, passwordChangedAt));
}

/**
 * The identities for one run. Which password was found right is noted for what it proves. Whoever chooses a new password in it knows that one, if the old one was still theirs;
 * whose password was replaced since they proved it changes nothing of the account.
 */
export function watchedIdentities(run: Run, identities: NodePorts['identities']): NodePorts['identities'] {
  return {
    ...identities,
    async verifyPassword(realm, username, password, use) {
      const check = await identities.verifyPassword(realm, username, password, use);
      if (check.status === 'right') run.rightPassword = { of: check.identity.id, setAt: check.identity.passwordChangedAt ?? 0 };
      return check;
    },
    async create(realm, object, options) {
      const result = await identities.create(realm, object, options);
      if (typeof object['password'] === 'string' && result.status === 'done')
        run.rightPassword = { of: result.identity.id, setAt: result.identity.passwordChangedAt ?? 0 };
      return result;
    },
    async patch(realm, id, changes, meta, options) {
      const { subject } = run;
      if (subject?.id !== id) {
        const result = await identities.patch(realm, id, changes, meta, options);
        // Of somebody who is identified only afterwards.
        if (typeof changes['password'] === 'string' && result.status === 'done' && run.rightPassword?.of === id)
          run.rightPassword = { of: id, setAt: result.identity.passwordChangedAt ?? 0 };
        return result;
      }
      const passwords = passwordProofs(run);
      const before = typeof changes['password'] === 'string' ? await identities.find(realm, subject.username) : undefined;
      const result = await identities.patch(realm, id, changes, meta, {
        ...options,
        knows: (changedAt) => !areReplaced(passwords, changedAt),
      });
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
  if (run.subject !== undefined) run.rightPassword = { of: run.subject.id, setAt: changedAt };
  for (const [index, evidence] of run.evidence.entries()) {
    const isOwn = evidence.factor === 'knowledge:password' && evidence.subjectId === run.subject?.id;
    if (!isOwn || isPasswordReplaced(evidence, before)) continue;
    run.evidence[index] = { ...evidence, at: Math.max(evidence.at, changedAt), passwordSetAt: changedAt };
  }
}
