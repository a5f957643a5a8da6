import type { ServerConfig } from '../config.ts';
import { createTraceCode } from '../create-trace-code.ts';
import type { ServerLog } from '../logging/server-log.ts';
import type { Workspace } from '../workspace.ts';
import { AuditTrail } from './audit-trail.ts';

/** How many days records are kept where nothing else is said. */
export const DEFAULT_AUDIT_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * The audit log of a workspace, for whoever works on it.
 * @param settings what the configuration says of it
 * @param now epoch milliseconds
 */
export function auditOf(
  { stores, ring }: Pick<Workspace, 'stores' | 'ring'>,
  { days = DEFAULT_AUDIT_DAYS, stdout = false, omit }: Partial<ServerConfig['audit']> = {},
  log: Pick<ServerLog, 'error'> = { error: () => undefined },
  now: () => number = Date.now,
): AuditTrail {
  return new AuditTrail(stores.audit, {
    keepMs: days === 0 ? undefined : days * DAY_MS,
    traceCode: createTraceCode(ring.derive('trace-code')),
    personCalled: (realm, name) => stores.identities.findByName(realm, name),
    log,
    now,
    ...(omit === undefined ? {} : { omit }),
    ...(stdout ? { line: (record) => process.stdout.write(`${JSON.stringify({ audit: record })}\n`) } : {}),
  });
}
