export type { AdminDeps, ApplicationDesk, DirectoryDesk } from './admin/admin-deps.ts';
export type { ApplicationFace } from './applications/application-face.ts';
export { createHttpServer } from './create-http-server.ts';
export { type Endpoint, endpointsOf } from './endpoints.ts';
export type {
  BegunRequest,
  DeviceDirectory,
  DeviceJourneys,
  HttpConfig,
  HttpDeps,
  Inbox,
  InboxMessage,
  ListedDevice,
  Log,
  OAuthFace,
} from './http-deps.ts';
export {
  type AddressLimits,
  createRequestLimits,
  LIMITED,
  type Limited,
  limitedCounter,
  type RequestLimits,
} from './limits/request-limits.ts';
export { TryWatch } from './limits/try-watch.ts';
export { type Counter, type Distribution, type MetricDefinition, MetricRegistry } from './metrics/metric-registry.ts';
export { RequestMetrics } from './metrics/request-metrics.ts';
export type {
  AccessPolicyDesk,
  ApiProviderDesk,
  ApiTokens,
  AuthenticationServiceDesk,
  AuthenticatorDesk,
  CertificateDesk,
  OfflineApiDeps,
} from './offline-api/offline-api-deps.ts';
export { OFFLINE_API, TOKEN_PATH } from './offline-api/openapi-document.ts';
export { formPostPath, resumeLink, returnPath, signOnPath } from './pages/xui-redirect.ts';
export { sessionCookie } from './request/cookies.ts';
