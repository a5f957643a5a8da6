import type { ErrorKind } from '@waygate/schema';

const BY_KIND: Record<ErrorKind, number> = {
  input: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  state: 409,
  authoring: 422,
  operational: 503,
  unexpected: 500,
};

/** Where AM's clients expect another status than the kind would give. */
const BY_CODE: Readonly<Record<string, number>> = {
  'session.expired': 401,
  'journey.not_found': 400,
  'request.too_large': 413,
  'request.not_json': 415,
  'request.method': 405,
  'config.method': 405,
  'config.precondition': 412,
  'config.not_implemented': 501,
  'requests.too_many': 429,
  'seal.too_many': 429,
  'offline_api.too_many': 429,
  'offline_api.method': 405,
};

/** The one place that maps an error to a status. */
export function errorStatus(kind: ErrorKind, code: string): number {
  return BY_CODE[code] ?? BY_KIND[kind];
}
