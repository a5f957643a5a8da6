export { BoundApp, type SigningMistake } from './bound-app.ts';
export { lintPush, lintRegistrationUri } from './lint.ts';
export { type Misbehaviour, type Notification, Phone } from './phone.ts';
export type { Platform } from './platforms.ts';
