import { request } from 'node:http';
import { expect, it } from 'vitest';
import { serve } from './fixture.ts';

/** Asks as a browser does that knows the server by another name. */
function location(port: number, host: string, path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.headers.location);
    });
    asked.on('error', reject);
    asked.end();
  });
}

it('leads pages that are opened by a number to the name that everything else is made of', async () => {
  const { server } = await serve();
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  expect(await location(port, '127.0.0.1:8080', '/sign-on/alpha?goto=%2Faccount')).toBe(
    'http://localhost:8080/sign-on/alpha?goto=%2Faccount',
  );
  expect(await location(port, '[::1]:8080', '/account')).toBe('http://localhost:8080/account');
  expect(await location(port, '127.0.0.1:8080', '//evil.example/%2e%2e')).toBe('http://localhost:8080//evil.example/%2e%2e');
  for (const [host, path] of [
    ['localhost:8080', '/sign-on/alpha'],
    ['evil.example', '/sign-on/alpha'],
    ['127.0.0.1:9999', '/sign-on/alpha'],
    ['127.0.0.1:8080', '/healthz'],
  ] as const) {
    expect(await location(port, host, path)).toBeUndefined();
  }
});
