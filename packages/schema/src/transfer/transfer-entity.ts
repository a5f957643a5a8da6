import { partOf, type TransferPart } from './transfer-part.ts';

/** What a file holds when it is one resource of AM: Amster and other programs write each into a file of its own. */
export type TransferEntity =
  | { readonly is: 'tree'; readonly tree: Readonly<Record<string, unknown>> }
  | { readonly is: 'node'; readonly id: string; readonly config: Readonly<Record<string, unknown>> }
  | { readonly is: 'part'; readonly part: TransferPart };

/** Type of a tree where AM keeps its configuration in files; ids begin with the name of the configuration there. */
const FILE_TREE = 'authenticationTreesService';

/** @returns undefined for what is none */
export function readEntity(content: unknown): TransferEntity | undefined {
  if (!isObject(content) || 'tree' in content || 'trees' in content) return undefined;
  const { metadata, data } = content;
  const resource = isObject(metadata) && isObject(data) ? data : content;
  const { _id: id, _type: type } = resource;
  if (typeof id !== 'string' || id === '') return undefined;
  if ('entryNodeId' in resource && isObject(resource['nodes'])) {
    const isFileTree = [type, resource['type']].some((one) => isObject(one) && one['_id'] === FILE_TREE);
    return { is: 'tree', tree: isFileTree ? { ...resource, _id: id.replace(/^default\//, '') } : resource };
  }
  if ('script' in resource && ('context' in resource || 'language' in resource) && !isObject(type)) {
    const part = partOf('script', id, resource);
    return part === undefined ? undefined : { is: 'part', part };
  }
  if (id.startsWith('emailTemplate/')) {
    const part = partOf('emailTemplate', id, resource);
    return part === undefined ? undefined : { is: 'part', part };
  }
  return isObject(type) && typeof type['_id'] === 'string' && type['collection'] === true
    ? { is: 'node', id, config: resource }
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
