export type { AdminAccess } from './admin-access/admin-access.ts';
export { createApiTokens } from './api-access/api-tokens.ts';
export { createAssertions } from './assertions.ts';
export { createOAuth, type OAuth } from './create-oauth.ts';
export type { GrantedAccess } from './granted/granted-access.ts';
export type { OAuthDeps, OAuthLog, SecretHasher } from './oauth-deps.ts';
export type { OAuthRequest } from './oauth-request.ts';
