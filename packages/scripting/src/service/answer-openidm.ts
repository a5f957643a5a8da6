import type { IdentityPort } from '@waygate/node-kit';
import {
  type Json,
  type JsonObject,
  jsonObject,
  matchesQueryFilter,
  type QueryFilter,
  readQueryFilter,
  WaygateError,
} from '@waygate/schema';
import { z } from 'zod';

/** People as managed objects, as far as scripts reach them. */
export type ManagedPeople = Pick<IdentityPort, 'findBy' | 'read' | 'create' | 'patch'>;

const PEOPLE = /^managed\/(?:[\w-]+_)?user(?:\/([^/]+))?$/;
const call = z.object({
  resource: z.string().max(1_024),
  id: z.string().max(256).nullable().default(null),
  content: jsonObject.nullable().default(null),
  params: z.record(z.string(), z.unknown()).nullable().default(null),
  operations: z
    .array(z.object({ operation: z.enum(['add', 'replace', 'remove']), field: z.string().max(256), value: z.json().optional() }))
    .max(200)
    .default([]),
});

type Answer = { readonly value: Json } | { readonly problem: { readonly code: number; readonly reason: string; readonly detail: string } };
const problem = (code: number, reason: string, detail: string): Answer => ({ problem: { code, reason, detail } });

/**
 * Answers a call of `openidm` of a script. Only people can be reached.
 * @param key names the effect: the same twice makes one person
 */
export async function answerOpenIdm(realm: string, operation: string, argument: Json, people: ManagedPeople, key: string): Promise<Answer> {
  const parsed = call.safeParse(argument);
  if (!parsed.success) return problem(400, 'Bad Request', z.prettifyError(parsed.error));
  const { resource, id: named, content, params, operations } = parsed.data;
  const found = PEOPLE.exec(resource);
  if (found === null) return problem(404, 'Not Found', `There is no ${resource} here: scripts reach managed users.`);
  const id = found[1];
  const objectOf = async (one: string): Promise<Answer> => ({ value: (await people.read(realm, one))?.object ?? null });
  switch (operation) {
    case 'read':
      return id === undefined ? problem(400, 'Bad Request', 'A read names whom it reads.') : objectOf(id);
    case 'query': {
      const search = searchIn(String(params?.['_queryFilter'] ?? ''));
      if ('problem' in search) return search;
      const person = await people.findBy(realm, search.member, search.text);
      const object = person === undefined ? undefined : (await people.read(realm, person.id))?.object;
      const result = object !== undefined && search.rest.every((one) => matchesQueryFilter(one, object)) ? [object] : [];
      return { value: { result, resultCount: result.length } };
    }
    case 'create': {
      if (content === null) return problem(400, 'Bad Request', 'There is nothing to create.');
      const object = named === null ? content : { ...content, _id: named };
      const made = await people.create(realm, object, { idempotencyKey: key });
      return made.status === 'done' ? objectOf(made.identity.id) : refused(made);
    }
    case 'update':
    case 'patch': {
      if (id === undefined) return problem(400, 'Bad Request', `${operation} names whom it changes.`);
      const changes = operation === 'update' ? (content ?? {}) : changesOf(operations);
      if (changes === undefined) return problem(400, 'Bad Request', 'A script may patch whole members, such as /mail.');
      const { _id: _i, _rev: _r, ...members } = changes;
      const changed = await people.patch(realm, id, members);
      return changed.status === 'done' ? objectOf(id) : refused(changed);
    }
    default:
      return problem(501, 'Not Implemented', `openidm.${operation} is not available here.`);
  }
}

/** A query looks for one person: by a member that equals a text, and whatever else must be so. */
function searchIn(
  text: string,
): { readonly member: string; readonly text: string; readonly rest: readonly QueryFilter[] } | Extract<Answer, { problem: unknown }> {
  let filter: QueryFilter;
  try {
    filter = readQueryFilter(text);
  } catch (error) {
    if (!(error instanceof WaygateError)) throw error;
    return { problem: { code: 400, reason: 'Bad Request', detail: error.message } };
  }
  const all = filter.is === 'and' ? filter.filters : [filter];
  for (const one of all) {
    if (one.is !== 'compare' || one.operator !== 'eq' || typeof one.value !== 'string') continue;
    const [member, ...below] = one.field;
    if (member !== undefined && below.length === 0) return { member, text: one.value, rest: all.filter((other) => other !== one) };
  }
  const detail = 'A script may query by a member that equals a text, alone or together with more by "and".';
  return { problem: { code: 501, reason: 'Not Implemented', detail } };
}

function changesOf(operations: z.infer<typeof call>['operations']): JsonObject | undefined {
  const changes: [string, Json][] = [];
  for (const { operation, field, value } of operations) {
    const name = /^\/?(\w+)$/.exec(field)?.[1];
    if (name === undefined) return undefined;
    changes.push([name, operation === 'remove' ? null : ((value ?? null) as Json)]);
  }
  return Object.fromEntries(changes);
}

function refused(result: Exclude<Awaited<ReturnType<ManagedPeople['patch']>>, { status: 'done' }>): Answer {
  if (result.status === 'gone') return problem(404, 'Not Found', 'There is nobody of this id.');
  const rules = result.failed.map(
    ({ property, policyRequirements }) => `${property}: ${policyRequirements.map((one) => one.policyRequirement).join(', ')}`,
  );
  return problem(403, 'Forbidden', `The rules of the realm are not kept (${rules.join('; ')}).`);
}
