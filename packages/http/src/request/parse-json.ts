import { findUnsafeKey, WaygateError } from '@waygate/schema';

/**
 * Reads a JSON body.
 * @param contentType what the client says it is; an empty body may be said to be anything
 * @returns undefined for an empty body
 * @throws WaygateError `request.not_json` (415), `request.bad_json`, `request.unsafe_key` (400)
 */
export function parseJson(body: string, contentType: string | undefined): unknown {
  if (body.trim() === '') return undefined;
  if (contentType !== undefined && !/^application\/([\w.+-]*\+)?json\b/i.test(contentType)) {
    throw new WaygateError('input', 'request.not_json', 'Send JSON, and say so in Content-Type.');
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new WaygateError('input', 'request.bad_json', 'The body is not JSON.');
  }
  if (hasUnsafeKey(value)) throw new WaygateError('input', 'request.unsafe_key', 'The body has a key that is not allowed.');
  return value;
}

/** @throws WaygateError `request.bad_json` (input) when the value is nested deeper than can be looked through: no client sends such */
function hasUnsafeKey(value: unknown): boolean {
  try {
    return findUnsafeKey(value) !== undefined;
  } catch (cause) {
    if (cause instanceof RangeError) throw new WaygateError('input', 'request.bad_json', 'The body is nested too deep.', { cause });
    throw cause;
  }
}
