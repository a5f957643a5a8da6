import type { JsonObject } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';
import { parseConfig } from './parse-config.ts';
import { type ConfigValues, NO_VALUES } from './values/config-values.ts';

/** Outcomes of a node type with a configuration. @returns undefined when they cannot be told because the configuration does not parse */
export function outcomesWith(
  type: NodeFacts,
  config: JsonObject,
  values: ConfigValues = NO_VALUES,
): ReturnType<NodeFacts['outcomes']> | undefined {
  const parsed = parseConfig(type, config, values);
  if (parsed.config === undefined) return undefined;
  try {
    return type.outcomes(parsed.config);
  } catch (error) {
    // A configuration with faults may lack what its type counts on.
    if (parsed.faults.length > 0) return undefined;
    throw error;
  }
}
