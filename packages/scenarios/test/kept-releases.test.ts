import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishKept, keptRelease } from '../src/index.ts';

const RELEASES = join(import.meta.dirname, 'releases');

describe.each(readdirSync(RELEASES))('what release %s left in the store', (release) => {
  it.each(readdirSync(join(RELEASES, release)))('%s is read, and its sign-on finished', async (file) => {
    const kept = keptRelease.parse(JSON.parse(readFileSync(join(RELEASES, release, file), 'utf8')));
    const { status, body, sessions } = await finishKept(kept);
    expect([status, body]).toMatchObject([200, { tokenId: expect.any(String) }]);
    expect(sessions).toMatchObject({ result: expect.arrayContaining([expect.objectContaining({ username: 'mia', current: true })]) });
  });

  it('is not taken for anything where a step was altered', async () => {
    const [file = ''] = readdirSync(join(RELEASES, release));
    const kept = keptRelease.parse(JSON.parse(readFileSync(join(RELEASES, release, file), 'utf8')));
    const sessions = kept.documents['journeySessions'] ?? kept.documents['journey-sessions'] ?? [];
    expect(sessions.length).toBeGreaterThan(0);
    const { journeySessions: _, 'journey-sessions': __, ...documents } = kept.documents;
    expect((await finishKept({ ...kept, documents })).status).toBe(401);
  });
});
