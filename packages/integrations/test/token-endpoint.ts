import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a token endpoint answers in the place of a token. */
export interface TokenAnswer {
  readonly status?: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A token endpoint on this machine that hands out `token-1`, `token-2` and so on, as RFC 6749 has it. It goes with the test. */
export async function tokenEndpoint(answer: (times: number) => TokenAnswer = () => ({})) {
  const asked: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      asked.push(Object.fromEntries(new URLSearchParams(text)));
      const good = { access_token: `token-${asked.length}`, token_type: 'Bearer', expires_in: 3600 };
      const { status = 200, body = good, headers = {} } = answer(asked.length);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { tokenUrl: `http://${host}/token`, host, asked };
}
