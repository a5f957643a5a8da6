import type { JourneyDocument, Json } from '@waygate/schema';
import { nodeOf, setConfig } from './edit-node.ts';
import { own } from './own.ts';
import { withoutKeys } from './without-keys.ts';

/** Sets one member of a node's configuration; undefined takes it away. The others stay, in their order. */
export function setConfigMember(document: JourneyDocument, id: string, key: string, value: Json | undefined): JourneyDocument {
  const node = nodeOf(document, id);
  if (node === undefined || key === '__proto__') return document;
  if (value === undefined)
    return Object.hasOwn(node.config, key) ? setConfig(document, id, withoutKeys(node.config, new Set([key]))) : document;
  return own(node.config, key) === value ? document : setConfig(document, id, { ...node.config, [key]: value });
}
