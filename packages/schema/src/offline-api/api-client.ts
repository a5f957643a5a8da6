import { z } from 'zod';

/** What a token of the offline API can be for: the scopes of Access Gateway's API. `manage` includes `read` of the same things. */
export const apiScopes = [
  'okta.oag.app.read',
  'okta.oag.app.manage',
  'okta.oag.idp.read',
  'okta.oag.idp.manage',
  'okta.oag.cert.read',
  'okta.oag.authenticationService.manage',
] as const;
export const apiScope = z.enum(apiScopes);
export type ApiScope = z.infer<typeof apiScope>;

/** Public RSA key. What else stands in a JWK is left behind, the private part too. */
export const apiClientKey = z.object({
  kty: z.literal('RSA', { message: 'The key must be an RSA key.' }),
  n: z.base64url().min(342, { message: 'The key must have 2048 bits or more.' }).max(1_400),
  // With a small exponent a signature can be made without the key: 1 is one that everybody has.
  e: z.literal('AQAB', { message: 'The public exponent of the key must be 65537.' }),
});
export type ApiClientKey = z.infer<typeof apiClientKey>;

/** Makes a client of the offline API. */
export const apiClientRequest = z.strictObject({
  label: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
    message: 'A label has letters, digits, spaces, dots, hyphens and underscores, 64 at most.',
  }),
  /** Path of the realm, whose configuration alone it sees. */
  realm: z.string(),
  scopes: z.array(apiScope).min(1, { message: 'Name a scope.' }),
  key: apiClientKey,
});
export type ApiClientRequest = z.infer<typeof apiClientRequest>;

/** What is kept of a client: no secret. */
export const keptApiClient = z.object({
  label: z.string(),
  realm: z.string(),
  scopes: z.array(apiScope),
  /** Latest first. Two for as long as the one is being replaced by the other. */
  keys: z.array(apiClientKey.extend({ kid: z.string(), addedAt: z.number() })).min(1),
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
export type KeptApiClient = z.infer<typeof keptApiClient>;

/** A client as operators see it. Times are epoch milliseconds. */
export interface ApiClientView {
  readonly id: string;
  readonly label: string;
  readonly realm: string;
  readonly scopes: readonly ApiScope[];
  /** Thumbprints (RFC 7638) of its public keys, latest first. */
  readonly keys: readonly { readonly kid: string; readonly addedAt: number }[];
  readonly createdAt: number;
}
