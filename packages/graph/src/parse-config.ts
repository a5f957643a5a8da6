import type { JsonObject } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';
import { type ConfigValues, NO_VALUES } from './values/config-values.ts';
import { resolveConfig, type ValueFault } from './values/resolve-config.ts';

type Issue = Extract<ReturnType<NodeFacts['config']['safeParse']>, { success: false }>['error']['issues'][number];

interface ConfigIssue {
  readonly path: string;
  /** English. */
  readonly message: string;
  /** What a translation needs: the kind of the issue and its limit. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A configuration as it was read. */
export interface ParsedConfig {
  /** With defaults filled in, secrets open and placeholders resolved, so that it must stay in memory; as far as it can be told when there are faults, and absent when there are issues. */
  readonly config?: JsonObject;
  /** What is wrong with it. */
  readonly issues: readonly ConfigIssue[];
  /** What it names and cannot be told. */
  readonly faults: readonly ValueFault[];
}

/** Reads a node's configuration by its type. Members that are null count as absent, because AM exports write null for "not set". */
export function parseConfig(type: NodeFacts, config: JsonObject, values: ConfigValues = NO_VALUES): ParsedConfig {
  const { config: resolved, faults } = resolveConfig(type, config, values);
  const result = type.config.safeParse(resolved);
  if (result.success) return { config: result.data as JsonObject, issues: [], faults };
  // What cannot be told is a fault and no issue besides.
  const untold = new Set<PropertyKey | undefined>(faults.map(({ member }) => member));
  const issues = result.error.issues
    .filter(({ path }) => !untold.has(path[0]))
    .map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message, parameters: parametersOf(issue) }));
  return issues.length === 0 ? { config: resolved, issues, faults } : { issues, faults };
}

/** A text, a list and a number are measured differently, so that the origin is part of the kind. */
function parametersOf({ message, code, origin, format, expected, minimum, maximum }: Issue): Record<string, string> {
  const kind = [code, origin ?? format ?? expected].filter(Boolean).join('.');
  const limit = minimum ?? maximum;
  return { detail: message, issue: kind, ...(limit === undefined ? {} : { limit: String(limit) }) };
}
