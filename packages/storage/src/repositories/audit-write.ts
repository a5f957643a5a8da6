import type { AuditEntry } from '@waygate/schema';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentWrite } from '../document-store.ts';

/** The write of a record, for an atomic group. */
export function auditWrite({ record, expiresAt }: AuditEntry, expect: DocumentWrite['expect'] = 'absent'): DocumentWrite {
  return {
    collection: COLLECTIONS.audit,
    id: record.id,
    expect,
    body: JSON.stringify(record),
    keys: {
      realm: record.realm,
      ...(record.person === undefined ? {} : { person: personKey(record.realm, record.person.id) }),
    },
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** Key of the records that concern a person. */
export function personKey(realm: string, id: string): string {
  return compositeId(realm, id);
}
