import type { SignOnSession } from '@waygate/engine';

export const signOnSession = (id: string, more: Partial<SignOnSession> = {}): SignOnSession => ({
  id,
  handle: `handle-${id}`,
  realm: '/alpha',
  userId: 'id-demo',
  username: 'demo',
  createdAt: 1_000,
  lastAccessAt: 1_000,
  maxIdleSeconds: 60,
  maxSessionSeconds: 100,
  authLevel: 0,
  journeys: ['Login'],
  evidence: [{ factor: 'knowledge:password', subjectId: 'id-demo', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1, device: 'pixel' }],
  properties: { a: 'b' },
  ...more,
});
