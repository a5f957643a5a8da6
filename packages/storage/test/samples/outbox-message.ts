import type { OutboxMessage } from '../../src/index.ts';

export const outboxMessage = (messageId: string, expiresAt: number): OutboxMessage => ({
  messageId,
  jwt: 'head.body-of-the-push.signature',
  subjectLine: 'Sign on?',
  expiresAt,
});
