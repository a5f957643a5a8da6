import type { IdentityRecord } from '../../src/index.ts';

export const person = (username: string, more: Partial<IdentityRecord> = {}): IdentityRecord => ({
  id: `id-${username}`,
  realm: '/alpha',
  username,
  active: true,
  attributes: { mail: [`${username}@example.com`] },
  passwordHash: '$argon2id$x',
  createdAt: 1,
  ...more,
});
