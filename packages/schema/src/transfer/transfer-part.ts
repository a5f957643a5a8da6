import { type JsonObject, jsonObject } from '../json.ts';
import { LONGEST_SCRIPT } from '../scripts/script.ts';
import { decodeBase64Text, encodeBase64Text } from './base64-text.ts';

/** Kinds of what a journey brings along, by the member of an export that holds them. The kinds are those of the realm's objects. */
export const PART_KINDS = {
  scripts: 'script',
  emailTemplates: 'emailTemplate',
  themes: 'theme',
  socialIdentityProviders: 'socialProvider',
  saml2Entities: 'samlEntity',
  circlesOfTrust: 'circleOfTrust',
} as const;
export type TransferPartKind = (typeof PART_KINDS)[keyof typeof PART_KINDS];

/** Something that a journey brings along, as a realm keeps it: a script's text in base64, whatever it was in the file. */
export interface TransferPart {
  readonly kind: TransferPartKind;
  readonly id: string;
  readonly name: string;
  readonly value: JsonObject;
}

/** What a journey of a file brings along, and what of it cannot be understood, by the member that holds it. */
export function partsOf(holder: Readonly<Record<string, unknown>>): {
  readonly parts: readonly TransferPart[];
  readonly strange: Readonly<Record<string, number>>;
} {
  const parts: TransferPart[] = [];
  const strange: Record<string, number> = {};
  for (const [member, kind] of Object.entries(PART_KINDS)) {
    const held = Object.hasOwn(holder, member) ? holder[member] : undefined;
    if (typeof held !== 'object' || held === null) continue;
    const entries: readonly (readonly [string, unknown])[] = Array.isArray(held)
      ? held.map((value) => ['', value] as const)
      : Object.entries(held);
    for (const [key, value] of entries) {
      const part = partOf(kind, key, value);
      if (part === undefined) strange[member] = (strange[member] ?? 0) + 1;
      else parts.push(part);
    }
  }
  return { parts, strange };
}

/** One part. @param key that it stands under, which may be empty @returns undefined when it is none of its kind */
export function partOf(kind: TransferPartKind, key: string, raw: unknown): TransferPart | undefined {
  const parsed = jsonObject.safeParse(raw);
  if (!parsed.success) return undefined;
  const { _rev: _, ...value } = parsed.data;
  const own = typeof value['_id'] === 'string' ? value['_id'] : '';
  const name = typeof value['name'] === 'string' ? value['name'] : '';
  const id = (own === '' ? key || (kind === 'theme' ? name : '') : own).replace(/^emailTemplate\//, '');
  if (id === '' || id.length > 256) return undefined;
  if (kind !== 'script') return { kind, id, name: name === '' ? id : name, value };
  const source = scriptText(value['script']);
  if (source === undefined || source.length > LONGEST_SCRIPT || name === '') return undefined;
  return { kind, id, name, value: { ...value, _id: id, script: encodeBase64Text(source) } };
}

/** The members of an export that hold parts, each there even when it is empty. */
export function writeParts(parts: readonly TransferPart[]): JsonObject {
  const of = (kind: TransferPartKind) => parts.filter((part) => part.kind === kind);
  const byId = (kind: TransferPartKind) => Object.fromEntries(of(kind).map(({ id, value }) => [id, value]));
  return {
    scripts: Object.fromEntries(
      of('script').map(({ id, value }) => [id, { ...value, script: JSON.stringify(scriptText(value['script']) ?? '') }]),
    ),
    emailTemplates: byId('emailTemplate'),
    themes: of('theme').map(({ value }) => value),
    socialIdentityProviders: byId('socialProvider'),
    saml2Entities: byId('samlEntity'),
    circlesOfTrust: byId('circleOfTrust'),
  };
}

/** The text of a script, which exports have as lines, as base64, as JSON of a text, or as it is. */
export function scriptText(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.every((line) => typeof line === 'string') ? value.join('\n') : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^".*"$/s.test(value)) {
    try {
      const inner: unknown = JSON.parse(value);
      if (typeof inner === 'string') return inner;
    } catch {
      // A script may begin and end with a text of its own.
    }
  }
  return decodeBase64Text(value) ?? value;
}
