// Runs a server on a data folder, and makes clients as its administrator until it is killed; says on standard output which were acknowledged.

import { openWorkspace, readConfig, runServer } from '../src/index.ts';

const PASSWORD = 'the-password-of-a-test';
const hasher = {
  hash: async (password: string) => `plain:${password}`,
  verify: async (hash: string | undefined, password: string) => hash === `plain:${password}`,
  turn: <T>(work: () => Promise<T>) => work(),
  admit: <T>(work: () => Promise<T>) => work(),
  admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
  isOutdated: () => false,
};
const config = readConfig({
  WAYGATE_DATA_DIR: process.argv[2] ?? '',
  WAYGATE_PORT: '0',
  WAYGATE_LOG_LEVEL: 'silent',
  WAYGATE_ADMIN_PASSWORD: PASSWORD,
  WAYGATE_ADMIN_SECOND_FACTOR: 'off',
});
const { url } = await runServer(config, () => undefined, await openWorkspace(config, hasher));
const signedOn = await fetch(`${url}/am/json/realms/root/authenticate`, {
  method: 'POST',
  headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD, 'Content-Type': 'application/json' },
  body: '{}',
});
const { tokenId } = (await signedOn.json()) as { tokenId: string };
for (let number = 1; ; number += 1) {
  const made = await fetch(`${url}/api/realms/root/clients/client-${number}`, {
    method: 'POST',
    headers: { iPlanetDirectoryPro: tokenId, 'X-Requested-With': 'test', 'Content-Type': 'application/json' },
    body: JSON.stringify({ settings: { clientType: 'Public', redirectionUris: ['https://app.example/back'] } }),
  });
  if (made.status !== 200) throw new Error(await made.text());
  process.stdout.write(`client-${number}\n`);
}
