import { webhook } from '@waygate/schema';
import type { EndedSession } from '@waygate/storage';
import { expect, it } from 'vitest';
import { fillWebhook } from '../src/webhooks/fill-webhook.ts';

const put = (name: string) => `\${${name}}`;

const ended = (properties: Record<string, string>): EndedSession => ({
  id: 's',
  handle: 'handle',
  realm: '/alpha',
  username: 'demo',
  createdAt: 0,
  authLevel: 5,
  properties,
  end: { how: 'DESTROY', at: 1 },
  webhooks: [],
  tries: 0,
  dueAt: 1,
});

it('puts in what is known of the session, whatever a property of it is called', () => {
  const all = ['AMCtxId', 'AuthLevel', 'Organization', 'UserId', 'authInstant', 'WebhookEventType', '__proto__', 'nothing'];
  const template = webhook.parse({ url: 'https://crm.example/', body: JSON.stringify(all.map(put)) });
  expect(JSON.parse(fillWebhook(template, ended({ UserId: 'admin', WebhookEventType: 'LOGOUT' }))?.body ?? '')).toEqual([
    'handle',
    '5',
    '/alpha',
    'demo',
    '1970-01-01T00:00:00Z',
    'DESTROY',
    '',
    '',
  ]);
});

it('escapes a value as its place asks for', () => {
  const value = 'a&b="c"\r\nX-Other: d\u0000ü';
  const filled = (contentType: string, body: string) =>
    fillWebhook(
      webhook.parse({ url: `https://crm.example/x/${put('v')}?q=${put('v')}`, contentType, headers: { 'X-Value': put('v') }, body }),
      ended({ v: value }),
    );
  const form = filled('application/x-www-form-urlencoded', `v=${put('v')}&w=1`);
  expect([...new URLSearchParams(form?.body)]).toEqual([
    ['v', value],
    ['w', '1'],
  ]);
  expect(JSON.parse(filled('application/json', JSON.stringify({ v: put('v') }))?.body ?? '')).toEqual({ v: value });
  expect(filled('text/plain', put('v'))?.body).toBe(value);
  expect(form?.headers).toEqual({ 'X-Value': 'a&b="c"  X-Other: d  ' });
  const url = new URL(form?.url ?? '');
  expect([url.host, url.searchParams.get('q'), url.pathname.split('/')]).toEqual([
    'crm.example',
    value,
    ['', 'x', encodeURIComponent(value)],
  ]);
});

it.each(['.', '..', '%2e', '.%2E'])('calls no other path of the address for %s', (v) => {
  const filled = fillWebhook(webhook.parse({ url: `https://crm.example/of/${put('v')}/end` }), ended({ v }));
  expect(filled === undefined || new URL(filled.url).pathname.startsWith('/of/')).toBe(true);
  expect(fillWebhook(webhook.parse({ url: `https://crm.example/of/.${put('v')}/end` }), ended({ v: '.' }))).toBeUndefined();
});
