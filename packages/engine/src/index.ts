export * from './engine-api.ts';
export * from './lifecycle.ts';
export * from './ports/journey-sessions.ts';
export * from './ports/journey-versions.ts';
export * from './ports/observer.ts';
export * from './ports/realms.ts';
export * from './ports/sign-on-sessions.ts';
export * from './step.ts';
