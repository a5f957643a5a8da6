import { type Json, type JsonObject, matchesQueryFilter, readQueryFilter, sortKeys, WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { revision } from '../routes/serverinfo.ts';
import type { ConfigRequest } from './config-request.ts';

const HEADERS = { 'Cache-Control': 'private, no-store', 'Content-API-Version': 'resource=1.0', Expires: '0', Pragma: 'no-cache' };

/** Longest list of `_fields`, and most results of a page that are looked at. */
const MOST_FIELDS = 200;

/** A resource with AM's revision: the same for equal content. */
export function withRevision(resource: JsonObject): JsonObject & { _rev: string } {
  const { _rev: _, ...content } = resource;
  return { ...content, _rev: revision(sortKeys(content)) };
}

/** Answers one resource. @param status 201 tells where it is */
export function resourceAnswer({ query, http }: ConfigRequest, resource: JsonObject, created?: { readonly at: string }): HttpAnswer {
  const whole = withRevision(resource);
  const location = created === undefined ? {} : { Location: `${http.config.publicUrl}${created.at}` };
  return {
    status: created === undefined ? 200 : 201,
    body: picked(whole, query),
    headers: { ...HEADERS, ETag: `"${whole._rev}"`, ...location },
  };
}

/** Answers what is no resource: the result of an action. */
export function actionAnswer(body: Json | readonly JsonObject[]): HttpAnswer {
  return { status: 200, body, headers: HEADERS };
}

/**
 * Answers a query: `_queryFilter` (or `_queryId=*`), paging, sorting by one member and `_fields`.
 * @throws WaygateError `query_filter.malformed`, `config.bad_query` (input)
 */
export function queryAnswer({ query }: ConfigRequest, resources: readonly JsonObject[]): HttpAnswer {
  const filter = query.get('_queryFilter');
  if (filter === null && query.get('_queryId') === null) {
    throw new WaygateError('input', 'config.bad_query', 'A collection is asked with _queryFilter.');
  }
  const wanted = filter === null ? undefined : readQueryFilter(filter);
  const found = (wanted === undefined ? resources : resources.filter((one) => matchesQueryFilter(wanted, one))).map(withRevision);
  const sorted = sortedBy(found, query.get('_sortKeys'));
  const size = whole(query, '_pageSize');
  const offset = Math.max(whole(query, '_pagedResultsOffset') ?? 0, 0);
  const exact = query.get('_totalPagedResultsPolicy') === 'EXACT';
  const isPaged = size !== undefined && size >= 0 && !(size === 0 && !exact);
  const page = sorted.slice(offset, isPaged ? offset + size : undefined);
  return {
    status: 200,
    body: {
      result: page.map((one) => picked(one, query)),
      resultCount: page.length,
      pagedResultsCookie: null,
      totalPagedResultsPolicy: exact ? 'EXACT' : 'NONE',
      totalPagedResults: exact ? sorted.length : -1,
      remainingPagedResults: isPaged ? Math.max(sorted.length - offset - page.length, 0) : -1,
    },
    headers: { ...HEADERS, 'Content-API-Version': 'protocol=2.1,resource=1.0, resource=1.0' },
  };
}

/**
 * Holds a write to what the client counts on: `If-None-Match: *` to there being nothing, `If-Match` to a revision or to anything.
 * @param current what is there
 * @throws WaygateError `config.precondition` (412)
 */
export function checkPreconditions({ headers }: Pick<ConfigRequest, 'headers'>, current: JsonObject | undefined): void {
  const none = headers['if-none-match'];
  if (none?.trim() === '*' && current !== undefined) throw precondition('The resource exists.');
  const match = headers['if-match'];
  if (match === undefined) return;
  if (current === undefined) throw precondition('The resource does not exist.');
  const revisions = match.split(',').map((one) =>
    one
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1'),
  );
  if (!revisions.includes('*') && !revisions.includes(withRevision(current)._rev)) {
    throw precondition('The resource was changed since it was read.');
  }
}

/** @throws WaygateError `config.invalid_attribute` in the words that clients look for, when an object has a member that the resource does not have */
export function refuseOthers(object: JsonObject, allowed: readonly string[]): void {
  const isOther = Object.keys(object).some((key) => !key.startsWith('_') && !allowed.includes(key));
  if (!isOther) return;
  throw new WaygateError('input', 'config.invalid_attribute', 'Invalid attribute specified.', {
    details: { validAttributes: [...allowed].sort() },
  });
}

function precondition(message: string): WaygateError {
  return new WaygateError('state', 'config.precondition', message);
}

function picked(resource: JsonObject, query: URLSearchParams): JsonObject {
  const fields = query.get('_fields');
  if (fields === null || fields === '' || fields.split(',').includes('*')) return resource;
  const wanted = ['_id', '_rev', ...fields.split(',').slice(0, MOST_FIELDS)].map((field) => field.trim().replace(/^\//, '').split('/')[0]);
  return Object.fromEntries(Object.entries(resource).filter(([key]) => wanted.includes(key)));
}

function sortedBy<T extends JsonObject>(resources: readonly T[], key: string | null): readonly T[] {
  if (key === null || key === '') return resources;
  const isDown = key.startsWith('-');
  const name = key.replace(/^[+-]/, '').replace(/^\//, '');
  const textOf = (one: T) => String(Object.hasOwn(one, name) ? one[name] : '');
  const sorted = [...resources].sort((a, b) => (textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0));
  return isDown ? sorted.reverse() : sorted;
}

function whole(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null || given === '') return undefined;
  if (/^-?\d{1,9}$/.test(given)) return Number(given);
  throw new WaygateError('input', 'config.bad_query', `${name} is not a number.`);
}
