import type { JsonObject } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';

interface ConfigIssue {
  readonly path: string;
  readonly message: string;
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
  return { issues: result.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })) };
}
