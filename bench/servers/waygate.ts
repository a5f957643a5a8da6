import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { composeServer, createServerLog, firstStart, openWorkspace, readConfig } from '@waygate/server';
import { serverArguments } from './server-arguments.ts';

/** Waygate as it runs in production, composed by its own composition root; only the hasher differs when the hash is to be left out of the measurement. */
const { directory, hashes, password } = serverArguments();
const config = { ...readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_DEMO: '1', WAYGATE_LOG_LEVEL: 'warn' }) };
const trivial = {
  hash: async (text: string) => text,
  verify: async (stored: string | undefined, text: string) => stored === text,
  turn: <T>(work: () => Promise<T>) => work(),
  admit: <T>(work: () => Promise<T>) => work(),
  admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
  isOutdated: () => false,
};
const workspace = await openWorkspace(
  { dataDirectory: directory, keysFile: join(directory, 'keys.json') },
  hashes === 'trivial' ? trivial : undefined,
);
await firstStart(workspace, config, 'http://localhost');
await workspace.stores.identities.create({
  id: randomUUID(),
  realm: '/alpha',
  username: 'bench',
  active: true,
  attributes: {},
  passwordHash: password,
  createdAt: Date.now(),
});
const probe = createServer().listen(0, '127.0.0.1', () => {
  const { port } = probe.address() as AddressInfo;
  probe.close(() => {
    const { server } = composeServer(workspace, config, `http://localhost:${port}`, createServerLog('warn'));
    server.listen(port, '127.0.0.1', () => console.log(String(port)));
  });
});
