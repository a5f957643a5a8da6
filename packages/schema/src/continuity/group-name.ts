import { z } from 'zod';

/** Name of the group that everybody is in (Access Gateway). */
export const EVERYONE = 'Everyone';

/** Name of a group as the directory writes it, or its distinguished name, which means no other of the same name. Case does not count where names are compared. */
export const groupName = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^\P{C}+$/u, 'A group has no control characters in its name.');
