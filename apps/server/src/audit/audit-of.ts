import type { KeyRing } from '@waygate/integrations';
import type { AuditStore, IdentityStore } from '@waygate/storage';
import type { ServerConfig } from '../config.ts';
import { createTraceCode } from '../create-trace-code.ts';
import type { ServerLog } from '../logging/server-log.ts';
import { AuditTrail } from './audit-trail.ts';

/** How many days records are kept where nothing else is said. */
export const DEFAULT_AUDIT_DAYS = 90;
const DAY_MS = 86_400_000;

/** The stores of a workspace, or as much of them as a record takes. */
interface AuditedStores {
  readonly stores: { readonly audit: AuditStore; readonly identities: Pick<IdentityStore, 'findByName'> };
  readonly ring: KeyRing;
}

interface AuditSurroundings {
  readonly log?: Pick<ServerLog, 'error'> | undefined;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Where records go that are wanted as lines; standard output where nothing else is said. */
  readonly lines?: { write(text: string): unknown };
}

/**
 * The audit log of a workspace, for whoever works on it.
 * @param settings what the configuration says of it
 */
export function auditOf(
  { stores, ring }: AuditedStores,
  { days = DEFAULT_AUDIT_DAYS, stdout = false, omit }: Partial<ServerConfig['audit']> = {},
  { log = { error: () => undefined }, now = Date.now, lines = process.stdout }: AuditSurroundings = {},
): AuditTrail {
  return new AuditTrail(stores.audit, {
    keepMs: days === 0 ? undefined : days * DAY_MS,
    traceCode: createTraceCode(ring.derive('trace-code')),
    personCalled: (realm, name) => stores.identities.findByName(realm, name),
    log,
    now,
    ...(omit === undefined ? {} : { omit }),
    ...(stdout ? { line: (record) => lines.write(`${JSON.stringify({ audit: record })}\n`) } : {}),
  });
}
