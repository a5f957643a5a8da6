import type { Evidence } from '@waygate/node-kit';
import { openMemoryStores, type Stores } from '@waygate/storage';
import { expect, it } from 'vitest';
import { createSealer, createSignOnRecords, KeyRing } from '../src/index.ts';

const NOW = 1_790_000_000_000;
const MIA = { id: 'id-mia', username: 'mia' };
const proof = (at: number, more: Partial<Evidence> = {}): Evidence => ({
  factor: 'possession:push',
  subjectId: MIA.id,
  nodeId: 'n',
  nodeType: 'PushResultVerifierNode',
  outcome: 'TRUE',
  device: 'pixel',
  at,
  ...more,
});
type SignOnSession = Parameters<Stores['signOnSessions']['create']>[0];
const session = (id: string, evidence: Evidence[], more: Partial<SignOnSession> = {}): SignOnSession => ({
  id,
  handle: id,
  realm: '/alpha',
  userId: MIA.id,
  username: MIA.username,
  createdAt: NOW - 60_000,
  lastAccessAt: NOW - 60_000,
  maxIdleSeconds: 1_800,
  maxSessionSeconds: 7_200,
  authLevel: 1,
  journeys: ['Login'],
  properties: {},
  evidence,
  ...more,
});

it('tells what a person proved in sessions that still live, and where, from a time on', async () => {
  const sealer = createSealer(new KeyRing('test', new Map([['test', Buffer.alloc(32)]])));
  const { signOnSessions } = openMemoryStores({ sealer, now: () => NOW });
  const records = createSignOnRecords(signOnSessions, { owned: async () => new Set(['pixel']) }, () => NOW);
  await signOnSessions.create(session('a', [proof(NOW - 90_000), proof(NOW - 60_000, { clientIp: '192.0.2.7' })]));
  await signOnSessions.create(session('over', [proof(NOW - 60_000)], { maxIdleSeconds: 30 }));
  await signOnSessions.create(session('elsewhere', [proof(NOW - 60_000)], { realm: '/beta' }));
  await signOnSessions.create(session('other', [proof(NOW - 60_000, { subjectId: 'id-tom' })], { userId: 'id-tom' }));

  expect(await records.proofs('/alpha', MIA, NOW - 60_000)).toEqual([
    { factor: 'possession:push', at: NOW - 60_000, device: 'pixel', clientIp: '192.0.2.7' },
  ]);
  expect(await records.proofs('/alpha', MIA, 0)).toHaveLength(2);
  await signOnSessions.end('a', 'LOGOUT');
  expect(await records.proofs('/alpha', MIA, 0)).toEqual([]);
});

it('tells nothing of a device that was removed since, or that nobody named, and all of what no device shows', async () => {
  const sealer = createSealer(new KeyRing('test', new Map([['test', Buffer.alloc(32)]])));
  const { signOnSessions } = openMemoryStores({ sealer, now: () => NOW });
  const records = createSignOnRecords(signOnSessions, { owned: async () => new Set(['pixel']) }, () => NOW);
  const { device: _, ...unnamed } = proof(NOW);
  const code: Evidence = { ...unnamed, factor: 'possession:recovery-code', device: 'lost' };
  const text: Evidence = { ...unnamed, factor: 'possession:sms' };
  await signOnSessions.create(session('a', [proof(NOW, { device: 'lost' }), unnamed, code, text]));
  expect(await records.proofs('/alpha', MIA, 0)).toEqual([{ factor: 'possession:sms', at: NOW, clientIp: undefined }]);
});

it('tells nothing of what a phone showed without a network, also when the sign-on itself was an ordinary one', async () => {
  const sealer = createSealer(new KeyRing('test', new Map([['test', Buffer.alloc(32)]])));
  const { signOnSessions } = openMemoryStores({ sealer, now: () => NOW });
  const records = createSignOnRecords(signOnSessions, { owned: async () => new Set(['pixel']) }, () => NOW);
  await signOnSessions.create(session('a', [proof(NOW - 2), proof(NOW - 1, { factor: 'possession:offline-device' })]));
  expect((await records.proofs('/alpha', MIA, 0)).map(({ factor }) => factor)).toEqual(['possession:push']);
});
