import { type JsonObject, keepsSecret, type PlannedPart, sortKeys, type TransferPart } from '@waygate/schema';

/** What a realm has beside its journeys, by kind. */
export type RealmParts = ReadonlyMap<TransferPart['kind'], readonly { readonly id: string; readonly value: JsonObject }[]>;

/** Members that are never told, and so come back as null. */
const SECRETS = ['clientSecret', 'privateKey'];

/**
 * Says what an import would do with what a journey brings along. A script whose name another one has gets a name of its own, and a secret that the file does not
 * tell is the one that is there, unless it would be sent elsewhere then.
 * @returns the plan, and the parts as they would stand in the realm
 */
export function planParts(
  parts: readonly TransferPart[],
  realm: RealmParts,
): { readonly planned: readonly PlannedPart[]; readonly parts: readonly TransferPart[] } {
  const planned: PlannedPart[] = [];
  const next = parts.map((part): TransferPart => {
    const here = realm.get(part.kind) ?? [];
    const old = here.find(({ id }) => id === part.id)?.value;
    const name = part.kind === 'script' ? freeName(part, here) : part.name;
    const value = { ...part.value, ...(name === part.name ? {} : { name }), ...keptSecrets(part, old) };
    const action = old === undefined ? 'add' : canonical(old) === canonical(value) ? 'unchanged' : 'change';
    planned.push({ kind: part.kind, id: part.id, name, action });
    return { ...part, name, value };
  });
  return { planned, parts: next };
}

/** A part as it may leave: a secret is null. */
export function withoutSecrets(part: TransferPart): TransferPart {
  if (part.kind !== 'socialProvider') return part;
  const value = Object.fromEntries(Object.entries(part.value).map(([key, one]) => [key, SECRETS.includes(key) ? null : one]));
  return { ...part, value };
}

function keptSecrets({ kind, value }: TransferPart, old: JsonObject | undefined): JsonObject {
  if (kind !== 'socialProvider' || old === undefined || !keepsSecret(old, value)) return {};
  return Object.fromEntries(SECRETS.flatMap((key) => ((value[key] ?? null) === null && old[key] !== undefined ? [[key, old[key]]] : [])));
}

function freeName({ id, name }: TransferPart, here: readonly { readonly id: string; readonly value: JsonObject }[]): string {
  const taken = new Set(here.filter((one) => one.id !== id).map(({ value }) => value['name']));
  if (!taken.has(name)) return name;
  for (let number = 1; ; number += 1) {
    const next = `${name} - imported (${number})`;
    if (!taken.has(next)) return next;
  }
}

function canonical(value: JsonObject): string {
  return JSON.stringify(sortKeys(value));
}
