import { z } from 'zod';

/** Members of a configuration whose field is `secret`, under whatever default or option they stand. */
export function secretMembersOf(config: z.ZodObject): string[] {
  return Object.entries(config.shape).flatMap(([name, member]) => (isSecret(member) ? [name] : []));
}

function isSecret(member: unknown): boolean {
  if (!(member instanceof z.ZodType)) return false;
  if (member.meta()?.['field'] === 'secret') return true;
  return member instanceof z.ZodDefault || member instanceof z.ZodOptional || member instanceof z.ZodNullable
    ? isSecret(member.unwrap())
    : false;
}
