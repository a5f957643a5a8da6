import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COLLECTIONS, openSqliteDocuments } from '@waygate/storage';
import { expect, it, onTestFinished } from 'vitest';
import { openWorkspace, readConfig, runServer } from '../src/index.ts';
import { VERSION } from '../src/version.ts';

const config = readConfig({
  WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-release-')), 'data'),
  WAYGATE_PORT: '0',
  WAYGATE_LOG_LEVEL: 'silent',
});

async function withDocuments<T>(work: (documents: Awaited<ReturnType<typeof openSqliteDocuments>>) => Promise<T>): Promise<T> {
  const documents = await openSqliteDocuments({ directory: config.dataDirectory, mustExist: true });
  try {
    return await work(documents);
  } finally {
    await documents.close();
  }
}

it('a server says in the store which release it is, and neither it nor a command works on one that a newer release wrote in another way', async () => {
  const server = await runServer(config, () => undefined);
  await server.stop();
  const readMark = () => withDocuments((documents) => documents.get(COLLECTIONS.storeMarks, 'format', 0));
  const mark = JSON.parse((await readMark())?.body ?? 'null') as { format: number };
  expect(mark).toMatchObject({ release: VERSION });

  const newer = { format: mark.format + 1, readableBy: mark.format + 1, release: '99.1.0' };
  const put = (body: object) =>
    withDocuments((documents) =>
      documents.write([{ collection: COLLECTIONS.storeMarks, id: 'format', expect: 'any', body: JSON.stringify(body) }], 0),
    );
  await put(newer);
  const refused = { code: 'storage.newer_store', message: expect.stringContaining('Waygate 99.1.0') };
  await expect(runServer(config, () => undefined)).rejects.toMatchObject(refused);
  await expect(openWorkspace(config)).rejects.toMatchObject(refused);
  expect(JSON.parse((await readMark())?.body ?? 'null')).toEqual(newer);

  // One that this release may work beside, as in an update, is worked on.
  await put({ ...newer, readableBy: mark.format });
  const again = await runServer(config, () => undefined);
  onTestFinished(() => again.stop());
  expect((await fetch(`http://127.0.0.1:${again.port}/readyz`)).status).toBe(200);
});
