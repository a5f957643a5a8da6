import { z } from 'zod';
import { readFieldPath } from '../query-filter/field-path.ts';
import type { FieldPath } from '../query-filter/query-filter.ts';
import { DEFAULT_REQUIRED, DEFAULT_USER_PROPERTIES } from './default-user.ts';
import { type ManagedProperty, managedProperties, type PropertyPolicy } from './managed-property.ts';

/** What an operator sets of the users of a realm: properties beyond those that are there, or instead of them, and which must have a value. */
export const managedUserService = z
  .object({
    properties: managedProperties.default({}).meta({
      title: 'Properties',
      help: 'Added to the properties that every realm has. One of the same name takes its place.',
    }),
    required: z.array(z.string()).optional().meta({ title: 'Required properties', help: 'Without it: userName, givenName, sn and mail.' }),
    passwordMaxAgeDays: z
      .int()
      .min(0)
      .max(36_500)
      .default(0)
      .meta({ title: 'Longest life of a password', unit: 'days', help: '0 is for ever.' }),
  })
  .strict();

/** What the users of a realm are made of. */
export interface ManagedUser {
  readonly properties: Readonly<Record<string, ManagedProperty>>;
  readonly required: readonly string[];
  /** 0 is for ever. */
  readonly passwordMaxAgeDays: number;
}

/** The users of a realm with these settings, or with none. */
export function managedUserOf(settings?: z.infer<typeof managedUserService>): ManagedUser {
  return {
    properties: { ...DEFAULT_USER_PROPERTIES, ...settings?.properties },
    required: settings?.required ?? DEFAULT_REQUIRED,
    passwordMaxAgeDays: settings?.passwordMaxAgeDays ?? 0,
  };
}

/** A property by its name or path, such as `preferences/updates`. */
export interface PropertyAt {
  readonly path: FieldPath;
  readonly property: ManagedProperty;
  readonly required: boolean;
}

/** @returns undefined when users have no such property */
export function propertyAt(user: ManagedUser, name: string): PropertyAt | undefined {
  const path = readFieldPath(name);
  if (path === undefined) return undefined;
  let properties: ManagedUser['properties'] | undefined = user.properties;
  let required: readonly string[] = user.required;
  let found: PropertyAt | undefined;
  for (const part of path) {
    const property: ManagedProperty | undefined =
      properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined;
    if (property === undefined) return undefined;
    found = { path, property, required: required.includes(part) };
    properties = property.properties;
    required = property.required ?? [];
  }
  return found;
}

/** Every rule that a property is held to, those that follow from the schema included. */
export function policiesFor({ property, required }: Pick<PropertyAt, 'property' | 'required'>): readonly PropertyPolicy[] {
  return [
    ...(required ? [{ policyId: 'required' }] : []),
    { policyId: 'valid-type', params: { types: [property.type] } },
    ...property.policies,
  ];
}
