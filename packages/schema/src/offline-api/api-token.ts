import { z } from 'zod';
import { apiScopes } from './api-client.ts';

/** Form by which a client gets a token. */
export const apiTokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
  client_assertion: z.string().meta({
    description:
      'JWT, signed with RS256: iss and sub are the id of the client, aud the address of this server, with exp, five minutes ahead at most, and iat. It is good once; jti tells two apart.',
  }),
  scope: z
    .string()
    .optional()
    .meta({ description: `Scopes, separated by spaces; all of the client when absent: ${apiScopes.join(', ')}.` }),
});

export const apiToken = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().meta({ description: 'Seconds.' }),
  scope: z.string(),
});
export type ApiToken = z.infer<typeof apiToken>;

/** An error of the token endpoint (RFC 6749). */
export const apiTokenError = z.object({ error: z.string(), error_description: z.string() });
