export * from './push/ports.ts';
export * from './push/push-message.ts';
export * from './push/registration-answer.ts';
