import { AUDIT_EVENTS, AUDIT_RESULTS, AUDIT_TOPICS, type AuditList, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { AdminRequest } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

const DAY_MS = 86_400_000;
/** How many records one answer tells, and how many it tells at most. */
const PAGE = 100;
const LONGEST_PAGE = 500;

const EVENT = new RegExp(`^(${Object.keys(AUDIT_EVENTS).join('|').replaceAll('.', String.raw`\.`)}|[a-z]+\\.)$`);

const search = z.strictObject({
  topic: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(AUDIT_TOPICS)).min(1))
    .optional(),
  event: z.string().regex(EVENT).optional(),
  result: z.enum(AUDIT_RESULTS).optional(),
  /** Id or user name. */
  person: z.string().min(1).max(256).optional(),
  run: z.string().max(64).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  before: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(PAGE),
});

/**
 * `GET /realms/R/audit`: what is kept of what happened, newest first, or what is asked for of it.
 * @throws WaygateError `request.malformed` (input), `resource.unknown` (notFound)
 */
export async function auditRecords(request: AdminRequest, realm: string): Promise<AuditList> {
  const { deps, query, now, http } = request;
  const { audit, auditDays = 0 } = deps;
  if (audit === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server keeps no audit log.');
  await realmOf(request, realm);
  const parsed = search.safeParse(Object.fromEntries([...query].filter(([, value]) => value !== '')));
  if (!parsed.success) throw new WaygateError('input', 'request.malformed', 'The search is not right.', { details: parsed.error.issues });
  const { topic, person, from = 0, to = now + DAY_MS, limit, event, result, run, before } = parsed.data;
  const named = person === undefined ? undefined : ((await http.identities.find(realm, person))?.id ?? person);
  const page = await audit.search(realm, {
    limit,
    ...(event === undefined ? {} : { event }),
    ...(result === undefined ? {} : { result }),
    ...(run === undefined ? {} : { run }),
    ...(before === undefined ? {} : { before }),
    // What was written when records were kept for longer is not told for longer.
    from: auditDays === 0 ? from : Math.max(from, now - auditDays * DAY_MS),
    to,
    ...(topic === undefined ? {} : { topics: topic }),
    ...(named === undefined ? {} : { person: named }),
  });
  return { ...page, keptDays: auditDays };
}
