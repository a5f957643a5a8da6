import { STATUS_CODES } from 'node:http';
import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { errorStatus } from './error-status.ts';

/** An error as problem document (RFC 9457), for our own addresses. */
export function problemAnswer(error: unknown): HttpAnswer {
  const known = error instanceof WaygateError ? error : undefined;
  const status = known === undefined ? 500 : errorStatus(known.kind, known.code);
  return {
    status,
    body: {
      type: 'about:blank',
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code: known?.code ?? 'unexpected',
      detail: known === undefined || status === 500 ? 'Something went wrong here. It has been noted.' : known.message,
      ...(known?.details === undefined || status >= 500 ? {} : { details: known.details }),
    },
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...(status === 503 ? { 'Retry-After': '2' } : {}) },
  };
}
