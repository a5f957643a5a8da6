import {
  AUDIT_EVENTS,
  AUDIT_FORMATS,
  AUDIT_RESULTS,
  AUDIT_TOPICS,
  type AuditFilter,
  type AuditList,
  type AuditRecord,
  WaygateError,
} from '@waygate/schema';
import { z } from 'zod';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';
import { StreamedAnswer } from './streamed-answer.ts';

const DAY_MS = 86_400_000;
/** How many records one answer tells, and how many it tells at most. */
const PAGE = 100;
const LONGEST_PAGE = 500;

const EVENT = new RegExp(`^(${Object.keys(AUDIT_EVENTS).join('|').replaceAll('.', String.raw`\.`)}|[a-z]+\\.)$`);
/** Types of the content of exports. */
const TYPES = { jsonl: 'application/x-ndjson', csv: 'text/csv' } as const;

const filter = {
  topic: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(AUDIT_TOPICS)).min(1))
    .optional(),
  event: z.string().regex(EVENT).optional(),
  result: z.enum(AUDIT_RESULTS).optional(),
  /** Id or user name. */
  person: z.string().min(1).max(256).optional(),
  /** Id or name. */
  actor: z.string().min(1).max(256).optional(),
  address: z.string().max(64).optional(),
  transaction: z.string().max(256).optional(),
  run: z.string().max(64).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
};

const search = z.strictObject({
  ...filter,
  before: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(PAGE),
});

/** What is exported, and how it is written. */
export const auditExportRequest = z.strictObject({ ...filter, format: z.enum(AUDIT_FORMATS) });

/**
 * `GET /realms/R/audit`: what is kept of what happened, newest first, or what is asked for of it.
 * @throws WaygateError `request.malformed` (input), `resource.unknown` (notFound)
 */
export async function auditRecords(request: AdminRequest, realm: string): Promise<AuditList> {
  const { query, now } = request;
  const audit = await logOf(request, realm);
  const parsed = search.safeParse(Object.fromEntries([...query].filter(([, value]) => value !== '')));
  if (!parsed.success) throw new WaygateError('input', 'request.malformed', 'The search is not right.', { details: parsed.error.issues });
  const { limit, before, ...wish } = parsed.data;
  const page = await audit.search(realm, {
    limit,
    ...(before === undefined ? {} : { before }),
    ...timesOf(request, wish),
    ...(await filterOf(request, realm, wish)),
  });
  return { ...page, keptDays: keptDays(request), now };
}

/**
 * `GET /realms/R/audit/ID`
 * @throws WaygateError `audit.unknown`, `resource.unknown` (notFound)
 */
export async function auditRecord(request: AdminRequest, realm: string, id: string): Promise<AuditRecord> {
  const found = await (await logOf(request, realm)).find(realm, id);
  if (found !== undefined && found.at >= timesOf(request, {}).from) return found;
  throw new WaygateError('notFound', 'audit.unknown', 'There is no such record (any more).');
}

/**
 * `POST /realms/R/audit/export`: what is asked for, oldest first, as lines of JSON or as a table. How many records left is part of its own record.
 * @throws WaygateError `request.malformed` (input), `resource.unknown` (notFound)
 */
export async function exportAudit(request: AdminRequest, realm: string): Promise<StreamedAnswer> {
  const audit = await logOf(request, realm);
  const { format, ...wish } = bodyOf(request, auditExportRequest);
  const which = { realm, filter: await filterOf(request, realm, wish), ...timesOf(request, wish) };
  const filters = Object.entries(wish).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  async function* parts() {
    let told = 0;
    try {
      for await (const { text, count } of audit.export(format, which)) {
        told += count;
        if (text !== '') yield text;
      }
    } finally {
      request.audit('audit.exported', { realm, format, filters, count: told });
    }
  }
  return new StreamedAnswer(TYPES[format], parts());
}

/** @throws WaygateError `resource.unknown`, `realm.not_found` (notFound) */
async function logOf(request: AdminRequest, realm: string) {
  const { audit } = request.deps;
  if (audit === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server keeps no audit log.');
  await realmOf(request, realm);
  return audit;
}

function keptDays({ deps }: AdminRequest): number {
  return deps.auditDays ?? 0;
}

type Wish = z.infer<z.ZodObject<typeof filter>>;

/** What was written when records were kept for longer is not told for longer. */
function timesOf(request: AdminRequest, { from = 0, to = request.now + DAY_MS }: Pick<Wish, 'from' | 'to'>) {
  const days = keptDays(request);
  return { from: days === 0 ? from : Math.max(from, request.now - days * DAY_MS), to };
}

async function filterOf(
  { http }: AdminRequest,
  realm: string,
  { topic, person, event, result, actor, address, transaction, run }: Wish,
): Promise<AuditFilter> {
  const named = person === undefined ? undefined : ((await http.identities.find(realm, person))?.id ?? person);
  return {
    ...(topic === undefined ? {} : { topics: topic }),
    ...(named === undefined ? {} : { person: named }),
    ...(event === undefined ? {} : { event }),
    ...(result === undefined ? {} : { result }),
    ...(actor === undefined ? {} : { actor }),
    ...(address === undefined ? {} : { address }),
    ...(transaction === undefined ? {} : { transaction }),
    ...(run === undefined ? {} : { run }),
  };
}
