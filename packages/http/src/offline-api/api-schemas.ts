import {
  apiCertificate,
  apiError,
  apiFailover,
  apiIdp,
  apiToken,
  apiTokenError,
  apiTokenRequest,
  authenticationServiceCertificate,
  authenticationServiceHealth,
  authenticationServiceRequest,
  authenticationServiceView,
  healthPolicy,
} from '@waygate/schema';

/** What the offline API takes and answers, by the names that its document gives it. */
export const API_SCHEMAS = {
  Error: apiError,
  TokenRequest: apiTokenRequest,
  Token: apiToken,
  TokenError: apiTokenError,
  Certificate: apiCertificate,
  IdentityProvider: apiIdp,
  FailoverMode: apiFailover,
  HealthPolicy: healthPolicy,
  AuthenticationServiceRequest: authenticationServiceRequest,
  AuthenticationService: authenticationServiceView,
  AuthenticationServiceHealth: authenticationServiceHealth,
  AuthenticationServiceCertificate: authenticationServiceCertificate,
} as const;

export type ApiSchemaName = keyof typeof API_SCHEMAS;
