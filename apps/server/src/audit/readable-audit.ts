import type { AdminDeps } from '@waygate/http';
import type { AuditStore } from '@waygate/storage';
import type { AuditTrail } from './audit-trail.ts';
import { exportAudit } from './export-audit.ts';

/** The audit log as administrators read it: what waits to be written is written before. */
export function readableAudit(store: AuditStore, trail: Pick<AuditTrail, 'flush'>): NonNullable<AdminDeps['audit']> {
  return {
    find: async (...asked) => {
      await trail.flush();
      return store.find(...asked);
    },
    search: async (...asked) => {
      await trail.flush();
      return store.search(...asked);
    },
    export: async function* (format, which) {
      await trail.flush();
      for await (const { text, seen } of exportAudit(store, { ...which, format })) yield { text, count: seen.length };
    },
  };
}
