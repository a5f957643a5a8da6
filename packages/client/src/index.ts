export * from './account-client.ts';
export * from './admin-client.ts';
export * from './consent-client.ts';
export * from './journey-client.ts';
export * from './recovery-codes.ts';
export * from './webauthn.ts';
export * from './wire-views.ts';
