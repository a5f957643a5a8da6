import { z } from 'zod';

/** Members of a configuration whose field is `secret`, under whatever default or option they stand. */
export function secretMembersOf(config: z.ZodObject): string[] {
  return membersOf(config, 'secret');
}

/** Members of a configuration that name a script. */
export function scriptMembersOf(config: z.ZodObject): string[] {
  return membersOf(config, 'script');
}

function membersOf(config: z.ZodObject, field: 'secret' | 'script'): string[] {
  return Object.entries(config.shape).flatMap(([name, member]) => (isField(member, field) ? [name] : []));
}

function isField(member: unknown, field: string): boolean {
  if (!(member instanceof z.ZodType)) return false;
  if (member.meta()?.['field'] === field) return true;
  return member instanceof z.ZodDefault || member instanceof z.ZodOptional || member instanceof z.ZodNullable
    ? isField(member.unwrap(), field)
    : false;
}
