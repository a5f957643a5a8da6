import { STATUS_CODES } from 'node:http';
import { BUSY_ERROR_CODE, LIMITED_ERROR_CODE, WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { errorStatus } from './error-status.ts';

/** AM's code for a journey that is over: a text, because clients compare it with one. */
const TIMED_OUT = '110';

/** Errors whose clients need more than the text: what a configuration may hold, and what is to be proved before an account is changed. */
function tellsDetails(code: string): boolean {
  return code.startsWith('config.') || code === 'devices.step_up' || code === 'account.step_up';
}

/** Errors that are told by their code, because their clients can send the same again: nothing has happened. */
const SEND_AGAIN: ReadonlySet<string> = new Set([BUSY_ERROR_CODE, LIMITED_ERROR_CODE]);

/** When to come again, where that is known. */
function retryAfter(known: WaygateError | undefined, status: number): Readonly<Record<string, string>> {
  if (status === 503) return { 'Retry-After': '2' };
  const { retryAfter: seconds } =
    known?.code === LIMITED_ERROR_CODE ? (known.details as { readonly retryAfter: number }) : { retryAfter: undefined };
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** An error in AM's form. Of what is unexpected nothing is told. */
export function amErrorAnswer(error: unknown): HttpAnswer {
  const known = error instanceof WaygateError ? error : undefined;
  const status = known === undefined ? 500 : errorStatus(known.kind, known.code);
  return {
    status,
    body: {
      code: status,
      reason: STATUS_CODES[status] ?? 'Error',
      message: known === undefined || status === 500 ? 'Something went wrong here. It has been noted.' : known.message,
      ...(known?.code === 'session.expired' ? { detail: { errorCode: TIMED_OUT } } : {}),
      ...(known !== undefined && SEND_AGAIN.has(known.code) ? { detail: { errorCode: known.code } } : {}),
      ...(known !== undefined && tellsDetails(known.code) && known.details !== undefined ? { detail: known.details } : {}),
    },
    headers: {
      'Cache-Control': 'no-store',
      ...retryAfter(known, status),
      ...(known?.code === 'request.method' ? { Allow: 'POST' } : {}),
    },
  };
}
