import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GATE_PAGE_HEADERS, gatePage } from '../src/applications/gate-page.ts';
import { GATE_STYLE } from '../src/applications/gate-style.ts';
import { ticketIn, ticketPath } from '../src/applications/ticket-path.ts';

const ways = [{ label: 'tryAgain', address: 'https://a.example/?x="><script>' }] as const;
const page = (locales: readonly string[]) =>
  gatePage({ title: 'groupTitle', text: 'group', name: '<b>Pay & "roll"</b>', kind: 'error', ways }, locales);

test('a page of the gate looks like the hosted ones: its tokens are theirs', () => {
  const variables = readFileSync(new URL('../../ui/src/variables.css', import.meta.url), 'utf8');
  const tokens = (text: string) => [...text.matchAll(/(--[\w-]+):\s*(#\w+)/g)].map(([, name, value]) => `${name} ${value}`);
  const [light = '', dark = ''] = GATE_STYLE.split('@media');
  const [theirLight = '', theirDark = ''] = variables.split('@media');
  expect(tokens(light)).not.toEqual([]);
  expect(tokens(theirLight.split(':root[data')[0] ?? '')).toEqual(expect.arrayContaining(tokens(light)));
  expect(tokens(theirDark)).toEqual(expect.arrayContaining(tokens(dark)));
  expect(tokens(dark)).toHaveLength(tokens(light).length);
});

test('a page of the gate has its style allowed by its hash, no script, and nothing that anybody wrote into it', () => {
  const text = page(['en']);
  const style = /<style>(.*?)<\/style>/.exec(text)?.[1] ?? '';
  expect(GATE_PAGE_HEADERS['Content-Security-Policy']).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}'`);
  expect(text).not.toMatch(/<script|<b>|style="| on\w+=/);
  expect(text).toContain('You cannot use &lt;b&gt;Pay &amp; &quot;roll&quot;&lt;/b&gt;');
});

test('a page of the gate speaks the best language that there is', () => {
  expect(page(['fr', 'de-CH', 'en'])).toMatch(/<html lang="de">.*Sie können .* nicht benutzen/);
  expect(page(['en-GB', 'de'])).toContain('<html lang="en">');
  expect(page([])).toContain('<html lang="en">');
});

test('the address of a ticket is read as it was made, and no other', () => {
  const ticket = 'eyJhbGciOiJkaXIifQ..a-b_c.d.e';
  for (const realm of ['/', '/alpha', '/alpha/sub']) expect(ticketIn(ticketPath(realm, ticket), realm)).toBe(ticket);
  for (const address of [
    ticketPath('/beta', ticket),
    `${ticketPath('/alpha', ticket)}&x=1`,
    `https://a.example${ticketPath('/alpha', ticket)}`,
    '/',
  ])
    expect(ticketIn(address, '/alpha')).toBeUndefined();
});

test('a page of the gate says who is signed on as they are called, whatever that is', () => {
  const ask = (locale: string) =>
    gatePage(
      {
        title: 'askTitle',
        text: 'ask',
        name: '{user}',
        user: '$& <i>',
        host: 'a.example',
        kind: 'info',
        ways: [{ label: 'askGo', address: '/' }],
      },
      [locale],
    );
  expect(ask('en')).toContain('You are signed in as $&amp; &lt;i&gt;. If you continue, {user} (a.example) will know that it is you.');
  expect(ask('de')).toContain('>Weiter als $&amp; &lt;i&gt;</a>');
});
