import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArgon2Hasher, createRecoveryCodeHasher, createSealer, KeyRing } from '@waygate/integrations';
import { composeServer, createServerLog, workspaceOn } from '@waygate/server';
import { openSqliteDocuments, storesOn } from '@waygate/storage';
import { z } from 'zod';
import { Mailbox } from './mailbox.ts';
import { derivedCheaply, postOf } from './world.ts';

const wholeDocument = z.object({
  id: z.string(),
  revision: z.int(),
  body: z.string(),
  keys: z.record(z.string(), z.string()),
  expiresAt: z.number().optional(),
});

/** A sign-on before its last step, as a release left it in the store, with the request that finishes it. Keys are base64, `now` is epoch milliseconds. */
export const keptRelease = z.object({
  name: z.string(),
  now: z.number(),
  /** What that server called itself. */
  url: z.string(),
  keys: z.object({ ring: z.string(), recoveryCodes: z.string() }),
  request: z.object({ path: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
  documents: z.record(z.string(), z.array(wholeDocument)),
});
export type KeptRelease = z.infer<typeof keptRelease>;

/** What became of a kept sign-on. */
export interface FinishedRelease {
  readonly status: number;
  readonly body: unknown;
  /** Sessions of the person, as the session that was made sees them. */
  readonly sessions: unknown;
}

/** Has this release read what an earlier one kept, and finish the sign-on. */
export async function finishKept({ now, url, keys, request, documents }: KeptRelease): Promise<FinishedRelease> {
  const store = await openSqliteDocuments({ directory: mkdtempSync(join(tmpdir(), 'waygate-kept-')), mustExist: false });
  for (const [collection, kept] of Object.entries(documents)) {
    await store.load(
      collection,
      kept.map(({ expiresAt, ...document }) => ({ ...document, expiresAt })),
    );
  }
  const ring = new KeyRing('test', new Map([['test', Buffer.from(keys.ring, 'base64')]]));
  const clock = () => now;
  const workspace = workspaceOn(
    storesOn(store, createSealer(ring), clock),
    ring,
    await createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 } }),
    new Map(),
    createRecoveryCodeHasher(Buffer.from(keys.recoveryCodes, 'base64'), derivedCheaply),
  );
  const { mail, messages } = postOf({ mailbox: new Mailbox(), gatewaysAreDown: false });
  const settings = { trustedProxies: [], corsOrigins: [], messages };
  const { server, endStreams, finish } = composeServer(workspace, settings, url, createServerLog('silent'), { now: clock, mail });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const answer = await fetch(`${here}${request.path}`, { method: 'POST', headers: request.headers, body: request.body });
    const body: unknown = await answer.json();
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const listed = await fetch(`${here}${request.path.replace(/authenticate.*$/, 'sessions?_queryFilter=true')}`, { headers: { cookie } });
    return { status: answer.status, body, sessions: await listed.json() };
  } finally {
    endStreams();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await finish();
    await workspace.close();
  }
}
