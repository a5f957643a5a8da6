import { z } from 'zod';

/** Names that cookies of the server itself have. */
const TAKEN = /^(__Host-)?(iPlanetDirectoryPro|reentry)$|^amlbcookie$/i;

/** Name of a cookie that a journey may set. */
export const cookieName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'A cookie name has no spaces, quotes, commas and brackets.')
  .refine((name) => !TAKEN.test(name), 'This cookie belongs to the server. Choose another name.');
