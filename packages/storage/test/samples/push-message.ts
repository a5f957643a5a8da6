import type { PushMessage } from '@waygate/mfa';

export const pushMessage = (id: string, more: Partial<PushMessage> = {}): PushMessage => ({
  id,
  realm: '/alpha',
  kind: 'AUTHENTICATE',
  state: 'PENDING',
  userId: 'id-demo',
  username: 'demo',
  secret: 'bWVzc2FnZS1zZWNyZXQtb2YtdGhlLXBob25lISE=',
  challenge: 'Y2hhbGxlbmdlLW9mLXRoZS1tZXNzYWdl',
  expectedChallengeResponse: '493027',
  createdAt: 1_000,
  expiresAt: 121_000,
  deviceUuid: 'd',
  issuer: 'Ping',
  mechanismUid: 'm',
  type: 'CHALLENGE',
  numbers: ['12', '43', '98'],
  runId: 'run',
  ...more,
});
