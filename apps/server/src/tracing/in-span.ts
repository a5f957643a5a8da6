import { WaygateError } from '@waygate/schema';
import type { SpanFacts, SpanSort, Tracing } from '@waygate/tracing';

/** What went wrong, as a span says it: a code of ours or of a library, never a message. */
export function errorCode(error: unknown): string {
  if (error instanceof WaygateError) return error.code;
  const { code, name } = error instanceof Error ? (error as Error & { readonly code?: unknown }) : { code: undefined, name: 'unexpected' };
  return typeof code === 'string' && /^[A-Z][A-Z\d_]{1,60}$/.test(code) ? code : name;
}

/** Does something in a span of its own. @param facts that are known before @param more facts that follow from what came of it */
export async function inSpan<T>(
  tracing: Tracing,
  name: string,
  sort: SpanSort,
  facts: SpanFacts,
  work: () => Promise<T>,
  more?: (result: T) => SpanFacts,
): Promise<T> {
  const span = tracing.open(name, sort, facts);
  try {
    const result = await span.run(work);
    if (more !== undefined) span.add(more(result));
    span.end();
    return result;
  } catch (error) {
    span.end(errorCode(error));
    throw error;
  }
}
