import type { AuditRecord } from '@waygate/schema';
import { t } from './messages.ts';

type Actor = NonNullable<AuditRecord['actor']>;

/** Who did it: by name where there is one. */
export function actorText({ actor }: Pick<AuditRecord, 'actor'>): string {
  if (actor === undefined) return t('nothing');
  return actor.name ?? actor.id ?? kindText(actor);
}

/** What kind of actor it is; one of another release by its own word. */
export function kindText({ kind }: Actor): string {
  switch (kind) {
    case 'person':
    case 'administrator':
    case 'client':
    case 'program':
    case 'operator':
    case 'server':
      return t(`actor_${kind}`);
    default:
      return kind;
  }
}

/** What tells an entry from others of the same event, in few words. */
export function detailText({ target, reason, facts = {} }: AuditRecord): string {
  const what = facts['action'] ?? facts['command'] ?? facts['journey'];
  const { count } = facts;
  return [
    what === undefined ? undefined : factValue(what),
    target === undefined ? undefined : targetText(target),
    reason,
    typeof count === 'number' ? `× ${count}` : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** What it was done to. */
export function targetText({ kind, id }: NonNullable<AuditRecord['target']>): string {
  return id === undefined ? kind : `${kind} ${id}`;
}

/** A fact as a person reads it. */
export function factValue(value: NonNullable<AuditRecord['facts']>[string]): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  return typeof value === 'object' ? value.join(', ') : String(value);
}
