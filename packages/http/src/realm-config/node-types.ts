import { parseConfig } from '@waygate/graph';
import type { Catalogue, NodeType } from '@waygate/node-kit';
import { type Json, type JsonObject, WaygateError } from '@waygate/schema';
import { defaultsOf, describeNodeType } from '../admin/describe-node-type.ts';
import { type ConfigRequest, nothingHere, objectOf, unknownAction } from './config-request.ts';

/** The node types of a realm: those of this server, and those that only nodes in it name. */
export function listedTypes(catalogue: Catalogue, present: ReadonlySet<string>, versioned: boolean): JsonObject[] {
  const known = [...catalogue.values()].map((type) => typeView(type, versioned));
  const foreign = [...present]
    .filter((type) => type !== '' && !catalogue.has(type))
    .map((type) => ({
      _id: type,
      name: type,
      collection: true,
      tags: [],
      metadata: { tags: [] },
      ...(versioned ? { version: '1.0' } : {}),
    }));
  return [...known, ...foreign];
}

/**
 * What AM's console asks of a node type.
 * @throws WaygateError `config.unknown` (notFound) for a type that this server does not have
 */
export function typeAction(request: ConfigRequest, id: string, version: string | undefined, action: string | null): Json {
  const type = request.deps.catalogue.get(id);
  if (type === undefined) throw nothingHere();
  switch (action) {
    case 'getType':
      return version === undefined ? typeView(type, false) : { ...typeView(type, false), _id: version };
    case 'schema':
      return schemaOf(type);
    case 'template':
      return defaultsOf(type);
    case 'listOutcomes':
      return outcomesWith(type, objectOf(request));
    case 'versionInfo':
      return { versions: [type.version], latestVersion: type.version };
    case 'getUpgradedConfig':
      return objectOf(request);
    default:
      throw unknownAction(action);
  }
}

function typeView({ type, displayName, tags, summary, version }: NodeType, versioned: boolean): JsonObject {
  return {
    _id: type,
    name: displayName,
    collection: true,
    tags: [...tags],
    metadata: { tags: [...tags] },
    help: summary,
    ...(versioned ? { version } : {}),
  };
}

function outcomesWith(type: NodeType, body: JsonObject): Json {
  const config = Object.fromEntries(Object.entries(body).filter(([key]) => !key.startsWith('_')));
  const parsed = parseConfig(type, config);
  if (parsed.config === undefined) {
    const message = parsed.issues.map((issue) => `${issue.path} ${issue.message}`).join('. ');
    throw new WaygateError('input', 'config.invalid', `Data validation failed: ${message}`);
  }
  if (type.kind === 'page') return [{ id: 'outcome', displayName: 'Outcome' }];
  return type.outcomes(parsed.config).map((outcome) => ({ ...outcome }));
}

/** AM's kind of schema: JSON Schema with titles, an order, and titles of choices beside their values. */
function schemaOf(type: NodeType): Json {
  const { config } = describeNodeType(type);
  const defaults = defaultsOf(type);
  const properties = objectIn(config, 'properties');
  const required = Array.isArray(config['required']) ? config['required'] : [];
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, raw], at) => {
        const field = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {};
        const { title, help, options, field: _, unit: __, default: ___, newNode: ____, contexts: _____, ...shape } = field;
        const titles = typeof options === 'object' && options !== null && !Array.isArray(options) ? options : undefined;
        return [
          name,
          {
            ...shape,
            title: title ?? name,
            description: help ?? '',
            propertyOrder: (at + 1) * 100,
            required: required.includes(name),
            exampleValue: '',
            ...(titles === undefined ? {} : { options: { enum_titles: Object.values(titles) } }),
            ...(type.secrets.includes(name) ? { format: 'password' } : {}),
            ...(Object.hasOwn(defaults, name) && defaults[name] !== undefined ? { default: defaults[name] } : {}),
          },
        ];
      }),
    ),
  };
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
