import type { JsonObject } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';

type Issue = Extract<ReturnType<NodeFacts['config']['safeParse']>, { success: false }>['error']['issues'][number];

interface ConfigIssue {
  readonly path: string;
  /** English. */
  readonly message: string;
  /** What a translation needs: the kind of the issue and its limit. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads a node's configuration by its type. Members that are null count as absent, because AM exports write null for "not set".
 * @returns the configuration with defaults filled in, or what is wrong with it
 */
export function parseConfig(
  type: NodeFacts,
  config: JsonObject,
): { readonly config: JsonObject } | { readonly issues: readonly ConfigIssue[] } {
  const result = type.config.safeParse(Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null)));
  if (result.success) return { config: result.data as JsonObject };
  return {
    issues: result.error.issues.map((issue) => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
      parameters: parametersOf(issue),
    })),
  };
}

/** A text, a list and a number are measured differently, so that the origin is part of the kind. */
function parametersOf({ message, code, origin, format, expected, minimum, maximum }: Issue): Record<string, string> {
  const kind = [code, origin ?? format ?? expected].filter(Boolean).join('.');
  const limit = minimum ?? maximum;
  return { detail: message, issue: kind, ...(limit === undefined ? {} : { limit: String(limit) }) };
}
