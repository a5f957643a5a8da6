import type { JourneySession } from '@waygate/engine';

export const journeySession = (id: string, more: Partial<JourneySession> = {}): JourneySession => ({
  id,
  realm: '/alpha',
  shape: 2,
  revision: 1,
  status: 'awaitingInput',
  keyHash: 'h',
  createdAt: 1_000,
  expiresAt: 301_000,
  frames: [{ journey: 'Login', versionId: 'v', nodeId: 'n' }],
  pins: { Inner: 'w' },
  sent: [{ type: 'NameCallback', prompt: 'User Name', value: '' }],
  owners: ['n'],
  shared: { username: 'demo', deep: { list: [1, null, { a: true }] } },
  evidence: [{ factor: 'knowledge:password', subjectId: 's', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 }],
  nodeTypes: ['T'],
  sessionProperties: { a: 'b' },
  endHooks: [{ nodeId: 'n', type: 'T' }],
  steps: 1,
  noSession: false,
  ...more,
});
