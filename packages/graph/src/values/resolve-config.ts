import { isSealedSecret, isSecretPlaceholder, type Json, type JsonObject } from '@waygate/schema';
import type { NodeFacts } from '../node-facts.ts';
import { coercionOf } from './coercions.ts';
import type { ConfigValues } from './config-values.ts';
import { resolveText } from './resolve-text.ts';

/** Why a member of a configuration has no value. `name` is that of the variable, or the kind that its value should be of; never a value. */
export interface ValueFault {
  readonly member: string;
  readonly kind: 'secret-unreadable' | 'secret-missing' | 'variable-missing' | 'variable-kind';
  readonly name: string;
}

/**
 * Opens the sealed secrets of a configuration and puts the values of variables in the place of their placeholders. Members that are null count as absent, because
 * AM exports write null for "not set".
 * @returns the configuration in clear, which must stay in memory, without the members that have faults
 */
export function resolveConfig(
  { type, secrets }: Pick<NodeFacts, 'type' | 'secrets'>,
  config: JsonObject,
  values: ConfigValues,
): { readonly config: JsonObject; readonly faults: readonly ValueFault[] } {
  const faults: ValueFault[] = [];
  const resolved: JsonObject = {};
  for (const [member, value] of Object.entries(config)) {
    if (value === null) continue;
    const isSecret = secrets.includes(member);
    const fault = (kind: ValueFault['kind'], name = '') => void faults.push({ member, kind, name });
    const open = isSecret && isSealedSecret(value) ? values.secrets.open(type, member, value) : value;
    if (open === undefined || hasSealed(open)) {
      fault('secret-unreadable');
      continue;
    }
    const before = faults.length;
    const found = resolveJson(open, values, (kind, name) => fault(isSecret && kind === 'variable-missing' ? 'secret-missing' : kind, name));
    if (isSecret && isSecretPlaceholder(found)) fault('secret-missing', found.slice(2, -1));
    if (faults.length === before) resolved[member] = found;
  }
  return { config: resolved, faults };
}

function resolveJson(value: Json, values: ConfigValues, fault: (kind: ValueFault['kind'], name: string) => void): Json {
  if (typeof value === 'string') return textOf(value, values, fault);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => resolveJson(one, values, fault));
  const coercion = coercionOf(value);
  if (coercion !== undefined) {
    const text = textOf(coercion.text, values, fault);
    const read = coercion.read(text);
    if (read === undefined) fault('variable-kind', coercion.kind);
    return read ?? '';
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveJson(one, values, fault)]));
}

function textOf(text: string, values: ConfigValues, fault: (kind: ValueFault['kind'], name: string) => void): string {
  if (!text.includes('&{')) return text;
  const resolved = resolveText(text, (name) => values.variable(name));
  if ('text' in resolved) return resolved.text;
  fault('variable-missing', resolved.missing);
  return '';
}

/** A sealed secret that stands in a field where it does not belong, however deep. */
function hasSealed(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return isSealedSecret(value);
  return Object.values(value).some(hasSealed);
}
