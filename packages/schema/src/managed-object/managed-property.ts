import { z } from 'zod';
import { type JsonObject, jsonObject } from '../json.ts';
import { type LocalizedText, localizedText } from '../localized-text.ts';

/** Kinds of values that a property of a managed object has. */
const propertyType = z.enum(['string', 'number', 'boolean', 'object', 'array']);
export type PropertyType = z.infer<typeof propertyType>;

/** A rule that a value must keep, by IDM's id, such as `minimum-length`. */
export interface PropertyPolicy {
  readonly policyId: string;
  readonly params?: JsonObject | undefined;
}

/** One property of a managed object, in IDM's words. */
export interface ManagedProperty {
  readonly type: PropertyType;
  /** What people call it. */
  readonly title: string | LocalizedText;
  readonly description?: string | undefined;
  /** Whether the person may change it, and see it. */
  readonly userEditable: boolean;
  readonly viewable: boolean;
  /** What is private never leaves the store: passwords and answers to security questions. */
  readonly scope: 'public' | 'private';
  readonly policies: readonly PropertyPolicy[];
  /** Kind of the members of an array; texts when it is not said. */
  readonly items?: { readonly type: PropertyType } | undefined;
  /** Members of an object, and which of them must be there. */
  readonly properties?: Readonly<Record<string, ManagedProperty>> | undefined;
  readonly required?: readonly string[] | undefined;
}

const propertyName = z.string().regex(/^[A-Za-z_][\w.-]{0,127}$/, 'A property has a name of letters, digits, ., _ and -.');

export const managedProperty: z.ZodType<ManagedProperty> = z.lazy(() =>
  z.object({
    type: propertyType,
    title: z.union([z.string(), localizedText]).default(''),
    description: z.string().optional(),
    userEditable: z.boolean().default(true),
    viewable: z.boolean().default(true),
    scope: z.enum(['public', 'private']).default('public'),
    policies: z.array(z.object({ policyId: z.string().min(1), params: jsonObject.optional() })).default([]),
    items: z.object({ type: propertyType }).optional(),
    properties: managedProperties.optional(),
    required: z.array(z.string()).optional(),
  }),
);

/** Properties by name. */
export const managedProperties = z.record(propertyName, managedProperty);
