import type { Catalogue } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';

/** A configuration as it may be read: a secret is null, as AM has it. */
export function withoutSecrets(type: string, config: JsonObject, catalogue: Catalogue): JsonObject {
  const secrets = catalogue.get(type)?.secrets ?? [];
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, secrets.includes(key) ? null : value]));
}

/** A configuration as it comes back: a secret that is null or not there is the one that was there before. */
export function withKnownSecrets(type: string, config: JsonObject, before: JsonObject | undefined, catalogue: Catalogue): JsonObject {
  const kept = (catalogue.get(type)?.secrets ?? []).flatMap((key) => {
    const given = Object.hasOwn(config, key) ? config[key] : undefined;
    const known = before !== undefined && Object.hasOwn(before, key) ? before[key] : undefined;
    return (given === undefined || given === null) && known !== undefined ? [[key, known] as const] : [];
  });
  return kept.length === 0 ? config : { ...config, ...Object.fromEntries(kept) };
}
