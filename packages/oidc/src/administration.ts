// What administrators need: clients and keys without the library that answers applications, so that a command starts in half the time.

export { createServiceAccountDesk, newServiceAccountKey, type ServiceAccountDesk } from './admin-access/service-account-desk.ts';
export { type ApiClientDesk, apiClientKeyOf, createApiClientDesk, newApiClientKey } from './api-access/api-client-desk.ts';
export { type ClientDesk, createClientDesk } from './clients/client-desk.ts';
export { listSigningKeys, rotateSigningKeys, type SigningKeyView } from './signing-keys.ts';
