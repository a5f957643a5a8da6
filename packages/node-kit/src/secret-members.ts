import { z } from 'zod';
import type { FieldKind } from './field-kind.ts';

/** Members of a configuration whose field is `secret`, under whatever default or option they stand. */
export function secretMembersOf(config: z.ZodObject): string[] {
  return membersOf(config, 'secret');
}

/** Members of a configuration that name a script. */
export function scriptMembersOf(config: z.ZodObject): string[] {
  return membersOf(config, 'script');
}

/** Members of a configuration that name an e-mail template. */
export function templateMembersOf(config: z.ZodObject): string[] {
  return membersOf(config, 'email-template');
}

function membersOf(config: z.ZodObject, field: FieldKind): string[] {
  return Object.entries(config.shape).flatMap(([name, member]) => (isField(member, field) ? [name] : []));
}

function isField(member: unknown, field: string): boolean {
  if (!(member instanceof z.ZodType)) return false;
  if (member.meta()?.['field'] === field) return true;
  return member instanceof z.ZodDefault || member instanceof z.ZodOptional || member instanceof z.ZodNullable
    ? isField(member.unwrap(), field)
    : false;
}
