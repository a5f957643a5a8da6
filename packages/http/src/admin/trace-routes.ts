import { type SignOnTrace, type SignOnTraceList, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { AdminRequest } from './admin-request.ts';
import { readTraceCode } from './read-trace-code.ts';

/** How many traces one answer tells. */
const PAGE = 100;
const DAY_MS = 86_400_000;

const search = z.object({
  text: z.string().max(256).optional(),
  journey: z.string().max(256).optional(),
  result: z.enum(['running', 'succeeded', 'failed', 'expired']).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
});

/** `GET /realms/R/traces`: all that are kept, or what is asked for among them. */
export async function traces({ deps, query, now }: AdminRequest, realm: string): Promise<SignOnTraceList> {
  const parsed = search.safeParse(Object.fromEntries([...query].filter(([, value]) => value !== '')));
  if (!parsed.success) throw new WaygateError('input', 'request.malformed', 'The search is not right.', { details: parsed.error.issues });
  const { from = 0, to = now, text, journey, result } = parsed.data;
  const keptDays = deps.traceDays;
  const code = text === undefined ? undefined : readTraceCode(text);
  const named = code === undefined ? undefined : await deps.traces.find(realm, code);
  const found = await deps.traces.search(realm, {
    from: Math.max(from, now - (keptDays + 1) * DAY_MS),
    to: Math.min(to, now + 60_000),
    limit: PAGE,
    ...(text === undefined ? {} : { text: named?.code ?? text }),
    ...(journey === undefined ? {} : { journey }),
    ...(result === undefined ? {} : { result }),
  });
  return { ...found, keptDays };
}

/** `GET /realms/R/traces/C` */
export async function trace({ deps }: AdminRequest, realm: string, code: string): Promise<SignOnTrace> {
  const found = await deps.traces.find(realm, readTraceCode(code) ?? code);
  if (found === undefined) throw new WaygateError('notFound', 'trace.unknown', 'There is no trace of this code (any more).');
  return found;
}
