import { randomBytes } from 'node:crypto';
import { type ApiError, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { errorStatus } from '../errors/error-status.ts';

/** Codes of Okta's APIs, by status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'E0000001',
  401: 'E0000011',
  403: 'E0000006',
  404: 'E0000007',
  405: 'E0000022',
  429: 'E0000047',
};
const INTERNAL = 'E0000009';

const causes = z.array(z.object({ path: z.string(), message: z.string() }));

/** An error in the form of Okta's APIs. Of what is unexpected nothing is told. */
export function apiErrorAnswer(error: unknown): { readonly status: number; readonly body: ApiError } {
  const known = error instanceof WaygateError ? error : undefined;
  const status = known === undefined ? 500 : errorStatus(known.kind, known.code);
  const details = status >= 500 ? undefined : causes.safeParse(known?.details).data;
  return {
    status,
    body: {
      errorCode: CODES[status] ?? (status < 500 ? 'E0000001' : INTERNAL),
      errorSummary: known === undefined || status === 500 ? 'Something went wrong here. It has been noted.' : known.message,
      errorCauses: causesOf(details, status === 400 ? known?.message : undefined),
      errorId: `oae${randomBytes(12).toString('base64url')}`,
    },
  };
}

/** What is wrong with which member. @param reason the reason where no member is to blame */
function causesOf(details: z.infer<typeof causes> | undefined, reason: string | undefined): ApiError['errorCauses'] {
  if (details === undefined) return reason === undefined ? [] : [{ errorSummary: reason }];
  return details.map(({ path, message }) => ({ errorSummary: path === '' ? message : `${path}: ${message}` }));
}
