import { type DocumentWrite, firstRevision } from '@waygate/storage';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import { alive, keyOf, type MongoDocument, moment } from './mongo-document.ts';

/** What a list of writes into one collection is in MongoDB's words, and what its result must be for every expectation to have held. */
export interface WriteOperations {
  readonly operations: readonly AnyBulkWriteOperation<MongoDocument>[];
  /** Documents that must have been matched or inserted. */
  readonly touched: number;
  /** Documents that must have been deleted by the operations that expect a revision. */
  readonly deleted: number;
  /** Removals of what may be there or not; they are done after the others, so that they do not disturb the count. */
  readonly removals: readonly string[];
}

/**
 * Each expectation stands in the filter of its operation, so that looking and writing are one step of the server. A document that must be absent is an upsert whose
 * filter finds only an expired one: where a living one is, the insert meets its id (error 11000).
 * @param now epoch milliseconds by which expiry is judged
 */
export function writeOperations(writes: readonly DocumentWrite[], now: number): WriteOperations {
  const operations: AnyBulkWriteOperation<MongoDocument>[] = [];
  const removals: string[] = [];
  let touched = 0;
  let deleted = 0;
  for (const write of writes) {
    const { id, expect, body } = write;
    if (body === undefined && expect === 'any') removals.push(id);
    else if (body === undefined && expect !== 'absent') {
      operations.push({ deleteOne: { filter: { _id: id, rev: Number(expect), ...alive(now) } } });
      deleted += 1;
    } else {
      operations.push(expect === 'absent' ? inserted(write, now) : expect === 'any' ? placed(write, now) : replaced(write, expect, now));
      touched += 1;
      // That something is absent is shown by putting it there for the length of the transaction: nobody else can meanwhile.
      if (body === undefined) removals.push(id);
    }
  }
  return { operations, touched, deleted, removals };
}

function inserted({ id, body = '', keys = {}, expiresAt, firstRevision: first }: DocumentWrite, now: number) {
  const replacement = { rev: first ?? firstRevision(), body, keys: keysOf(keys), ...expiry(expiresAt) };
  return { replaceOne: { filter: { _id: id, exp: { $lte: moment(now) } }, replacement, upsert: true } };
}

function replaced({ id, body = '', keys, expiresAt }: DocumentWrite, revision: number, now: number) {
  const set = { body, ...(keys === undefined ? {} : { keys: keysOf(keys) }), ...expiry(expiresAt) };
  const update = { $set: set, $inc: { rev: 1 }, ...(expiresAt === undefined ? { $unset: { exp: '' as const } } : {}) };
  return { updateOne: { filter: { _id: id, rev: revision, ...alive(now) }, update } };
}

/** Counts on where a living document is, and begins anew where none is, within one step. */
function placed({ id, body = '', keys, expiresAt, firstRevision: first }: DocumentWrite, now: number) {
  const isThere = { $ne: [{ $type: '$rev' }, 'missing'] };
  const lives = { $or: [{ $eq: [{ $type: '$exp' }, 'missing'] }, { $gt: ['$exp', moment(now)] }] };
  const before = (kept: unknown, fresh: unknown) => ({ $cond: [{ $and: [isThere, lives] }, kept, fresh] });
  const set: Document = {
    rev: before({ $add: ['$rev', 1] }, first ?? firstRevision()),
    body: { $literal: body },
    keys: keys === undefined ? before('$keys', []) : { $literal: keysOf(keys) },
    exp: expiresAt === undefined ? '$$REMOVE' : moment(expiresAt),
  };
  return { updateOne: { filter: { _id: id }, update: [{ $set: set }], upsert: true } };
}

/** Keys as they lie in a document. */
export function keysOf(keys: Readonly<Record<string, string>>): string[] {
  return Object.entries(keys).map(([name, value]) => keyOf(name, value));
}

/** The moment of expiry as it lies in a document. */
export function expiry(expiresAt: number | undefined): { readonly exp?: Date } {
  return expiresAt === undefined ? {} : { exp: moment(expiresAt) };
}
