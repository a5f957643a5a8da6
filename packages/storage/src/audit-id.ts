import { randomBytes } from 'node:crypto';

/** The last moment that an id can name, epoch milliseconds. */
const LAST_MOMENT = 36 ** 9 - 1;
/** How many ids of one millisecond stay in the order in which they were made. */
const TURNS = 36 ** 4;

let turn = 0;

/** A new id of a record of the audit log. Ids sort by time, and those that one process made in one millisecond by their order. @param at epoch milliseconds */
export function newAuditId(at: number): string {
  turn = (turn + 1) % TURNS;
  return `${firstAuditIdAt(at)}-${turn.toString(36).padStart(4, '0')}-${randomBytes(6).toString('hex')}`;
}

/** Text that every id of that time or later comes after, and every id of an earlier one before. @param at epoch milliseconds */
export function firstAuditIdAt(at: number): string {
  return Math.min(Math.max(Math.floor(at), 0), LAST_MOMENT)
    .toString(36)
    .padStart(9, '0');
}
