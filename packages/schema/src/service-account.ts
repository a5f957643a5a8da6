import { z } from 'zod';
import { type AdminRight, adminRights } from './administrator.ts';

/** Scopes that an account of a program can have: AM's configuration resources and IDM's. */
export const serviceAccountScopes = ['fr:am:*', 'fr:idm:*'] as const;

/** Public RSA key, 2048 bits and more; what else stands in a JWK is left behind, the private part too. */
const publicKey = z.object({
  kty: z.literal('RSA', { message: 'The key must be an RSA key.' }),
  n: z.base64url().min(342, { message: 'The key must have 2048 bits or more.' }).max(1_400),
  e: z.base64url().min(1).max(8),
});

/** Body that makes an account by which a program administers, without a person. */
export const serviceAccountRequest = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, {
    message: 'A name has letters, digits, spaces, dots, hyphens and underscores, 64 at most.',
  }),
  scopes: z.array(z.enum(serviceAccountScopes)).min(1, { message: 'Name a scope.' }),
  rights: z.array(z.enum(adminRights)).refine((rights) => rights.includes('administrator'), {
    message: 'Without the right administrator an account can do nothing.',
  }),
  jwk: publicKey,
});
export type ServiceAccountRequest = z.infer<typeof serviceAccountRequest>;

/** What is kept of an account: no secret. */
export const keptServiceAccount = serviceAccountRequest.extend({
  /** Epoch milliseconds. */
  createdAt: z.number(),
});

/** An account as operators see it. */
export interface ServiceAccountView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly rights: readonly AdminRight[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}
