import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startServerProcess } from '../leaks/server-process.ts';

const TELL = fileURLToPath(new URL('tell-what-is-loaded.ts', import.meta.url));

/** How many modules of OpenTelemetry a server has loaded by the time that it answers. */
async function loaded(variables: Readonly<Record<string, string>>): Promise<number> {
  const { ready, said, child, gone } = startServerProcess(
    { WAYGATE_ADMIN_PASSWORD: 'a-long-password', WAYGATE_ADMIN_SECOND_FACTOR: 'off', ...variables },
    TELL,
  );
  const url = await ready;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await gone).toBe(0);
  return said.stdout.match(/^loaded /gm)?.length ?? 0;
}

it('loads what traces only when a collector is configured', async () => {
  const [off, on] = await Promise.all([
    loaded({ OTEL_SERVICE_NAME: 'x' }),
    loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '100' }),
  ]);
  expect(off).toBe(0);
  expect(on).toBeGreaterThan(5);
}, 120_000);
