import { expect, it } from 'vitest';
import { webhooksService } from '../src/index.ts';

const put = (name: string) => `\${${name}}`;
const issuesOf = (webhook: object, name = 'crm') =>
  webhooksService.safeParse({ webhooks: { [name]: webhook } }).error?.issues.map(({ path }) => path.slice(2).join('.')) ?? [];

it('takes webhooks with properties of the session in their path, query, headers and body', () => {
  const webhook = { url: `https://crm.example:8443/of/${put('UserId')}?a=${put('a b')}`, headers: { Authorization: put('x') } };
  expect(issuesOf({ ...webhook, body: JSON.stringify({ a: put('a') }) })).toEqual([]);
  expect(issuesOf({ ...webhook, contentType: 'text/plain', body: `a ${put('a')}` })).toEqual([]);
});

it.each([
  [`https://${put('host')}/`, 'url'],
  [`https://crm.example${put('rest')}`, 'url'],
  [`https://user:${put('p')}@crm.example/`, 'url'],
  ['https://user:secret@crm.example/', 'url'],
  ['https:\\\\crm.example\\', 'url'],
  ['ftp://crm.example/', 'url'],
  ['crm.example', 'url'],
  ['https://crm.example/${open', 'url'],
])('does not take the address %s', (url, path) => {
  expect(issuesOf({ url })).toContain(path);
});

it("does not take a body that is not what it says, headers that are the server's, and names that nobody can write", () => {
  const url = 'https://crm.example/';
  expect(issuesOf({ url, body: `{"a": ${put('a')}, ` })).toEqual(['body']);
  expect(issuesOf({ url, headers: { 'content-type': 'text/xml' } })).toEqual(['headers']);
  expect(issuesOf({ url, headers: { 'Webhook-Id': '1' } })).toEqual(['headers']);
  expect(issuesOf({ url, headers: { 'a b': '1' } })).toHaveLength(1);
  expect(issuesOf({ url }, '')).toHaveLength(1);
});
