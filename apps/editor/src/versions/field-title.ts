import type { EditorCatalogue } from '../editor/catalogue.ts';
import { t, type VersionsKey } from './messages.ts';

const MEMBERS: Readonly<Record<string, VersionsKey>> = {
  displayName: 'fieldName',
  type: 'fieldType',
  version: 'fieldVersion',
  'config.nodes': 'fieldChildren',
};

const OPTIONS: Readonly<Record<string, VersionsKey>> = {
  enabled: 'optionEnabled',
  description: 'optionDescription',
  identityResource: 'optionIdentity',
  innerTreeOnly: 'optionInnerTreeOnly',
  mustRun: 'optionMustRun',
  noSession: 'optionNoSession',
  transactionalOnly: 'optionTransactionalOnly',
  maximumSessionTime: 'optionSessionTime',
  maximumIdleTime: 'optionIdleTime',
  treeTimeout: 'optionTimeout',
  'uiConfig.categories': 'optionCategories',
  'uiConfig.themeId': 'optionTheme',
  'uiConfig.waygateNotes': 'optionNotes',
};

/** What people call a field of a node: `displayName`, `type`, `version` or `config.<key>`. */
export function fieldTitle(catalogue: EditorCatalogue, type: string, field: string): string {
  const member = Object.hasOwn(MEMBERS, field) ? MEMBERS[field] : undefined;
  if (member !== undefined) return t(member);
  const key = field.replace(/^config\./, '');
  const properties = catalogue.get(type)?.config['properties'];
  const schema = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return isObject(schema) && typeof schema['title'] === 'string' ? schema['title'] : key;
}

/** What people call an option of a journey. */
export function optionTitle(field: string): string {
  const option = Object.hasOwn(OPTIONS, field) ? OPTIONS[field] : undefined;
  return option === undefined ? field.replace(/^(uiConfig|other)\./, '') : t(option);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
