import { once } from 'node:events';
import { mkdtempSync, renameSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { composeServer } from '../src/compose-server.ts';
import { openWorkspace, readConfig } from '../src/index.ts';
import type { ServerLog } from '../src/logging/server-log.ts';

it('a server that cannot read the keys file any more says so once, and is not ready until it can', async () => {
  const config = readConfig({ WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-lost-')), 'data') });
  const workspace = await openWorkspace(config);
  onTestFinished(() => workspace.close());
  const said: string[] = [];
  const say = (level: string) => (facts: object) => {
    if ('event' in facts) said.push(`${level} ${facts.event}`);
  };
  const log: ServerLog = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), isLevelEnabled: () => false };
  const { server, finish } = composeServer(workspace, config, 'http://localhost', log);
  onTestFinished(async () => {
    server.close();
    await finish();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return [answer.status, await answer.text()];
  };
  expect((await ready())[0]).toBe(200);

  renameSync(config.keysFile, `${config.keysFile}.away`);
  const answers = [await ready(), await ready()];
  expect(answers.map(([status]) => status)).toEqual([503, 503]);
  expect(answers.flat().join(), 'the world learns no path').not.toContain('keys');
  expect(said).toEqual(['error keys.unreadable']);

  renameSync(`${config.keysFile}.away`, config.keysFile);
  expect((await ready())[0]).toBe(200);
  expect(said).toEqual(['error keys.unreadable', 'info keys.readable']);
});
