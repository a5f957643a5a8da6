import { request } from 'node:http';
import { expect, test } from 'vitest';
import { serve } from './fixture.ts';

test.each([
  '/',
  '/account',
  '/am/json/realms/root/realms/alpha/authenticate',
  '/am/json/realms/root/realms/alpha/sessions?_action=validate',
  '/am/oauth2/realms/root/realms/alpha/access_token',
  '/api/me',
  '/api/v2/openapi.json',
  '/openidm/managed/alpha_user',
  '/healthz',
  '/metrics',
  '/nothing',
])('TRACE of %s tells nothing of what was sent', async (path) => {
  const { port } = await serve();
  const { status, type, text } = await trace(port, path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(type).not.toContain('message/http');
  expect(text).not.toContain('seen-by-nobody');
});

function trace(port: number, path: string): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
  const headers = { Cookie: 'iPlanetDirectoryPro=seen-by-nobody', 'X-Probe': 'seen-by-nobody' };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method: 'TRACE', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, type: String(response.headers['content-type']), text }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
