import { WaygateError } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRegistrationLink } from '../src/index.ts';

const text = (value: string) => Buffer.from(value).toString('base64url');
const secret = Buffer.alloc(32, 251);
const given: Record<string, string> = {
  l: text('amlbcookie=01'),
  issuer: text('Ping'),
  m: 'REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169',
  s: secret.toString('base64url'),
  c: Buffer.alloc(32, 254).toString('base64url'),
  r: text('https://am.example.com/json/push/sns/message?_action=register'),
  a: text('https://am.example.com/json/push/sns/message?_action=authenticate'),
  uid: text('demo'),
  b: '032b75',
};

function link(change: Record<string, string | undefined> = {}, label = 'Ping:demo'): string {
  const members = Object.entries({ ...given, ...change }).filter(([, value]) => value !== undefined);
  return `pushauth://push/${label}?${members.map(([name, value]) => `${name}=${value}`).join('&')}`;
}

it('reads what AM writes', () => {
  expect(readRegistrationLink(link())).toEqual({
    issuer: 'Ping',
    account: 'demo',
    messageId: given['m'],
    secret: new Uint8Array(secret),
    challenge: new Uint8Array(32).fill(254),
    registerUrl: 'https://am.example.com/json/push/sns/message?_action=register',
    authenticateUrl: 'https://am.example.com/json/push/sns/message?_action=authenticate',
    userId: 'demo',
    backgroundColor: '032b75',
    imageUrl: undefined,
  });
});

it.each([
  ['either alphabet of base64', link({ s: secret.toString('base64') })],
  ['a query that is percent-encoded', link({ s: encodeURIComponent(secret.toString('base64')), m: encodeURIComponent(given['m'] ?? '') })],
  ['blanks around it, as pasting leaves them', ` \n${link()} \n`],
  ['the scheme in capitals', link().replace('pushauth', 'PUSHAUTH')],
  ['the scheme that web pages may register', `web+${link()}`],
  ['version 1', link({ version: '1' })],
  ['members that it does not know', link({ policies: 'x', scheme: 'javascript', ['__proto__']: 'x' })],
])('takes %s', (_name, uri) => {
  expect(readRegistrationLink(uri)).toMatchObject({ issuer: 'Ping', account: 'demo', secret: new Uint8Array(secret) });
});

it.each([
  ['the label when no issuer is given', link({ issuer: undefined }), 'Ping', 'demo'],
  ['the label when the issuer is empty', link({ issuer: '' }), 'Ping', 'demo'],
  ['the member when they differ', link({}, 'Other:demo'), 'Ping', 'demo'],
  ['a label without a colon as the account too', link({ issuer: undefined }, 'Ping'), 'Ping', 'Ping'],
  ['a label with slashes around it', link({}, '/Ping:demo/'), 'Ping', 'demo'],
  ['an escaped label', link({}, 'Ping:J%C3%BCrgen%20G'), 'Ping', 'Jürgen G'],
  ['a label without an account', link({}, 'Ping:'), 'Ping', 'Untitled'],
])('reads issuer and account from %s', (_name, uri, issuer, account) => {
  expect(readRegistrationLink(uri)).toMatchObject({ issuer, account });
});

it.each([
  ['another scheme', 'otpauth://totp/Ping:demo?secret=ABC', 'phone.link_unknown'],
  ['nothing', '', 'phone.link_unknown'],
  ['a stray percent sign', link({}, 'Ping:100%'), 'phone.link_unknown'],
  ['another version', link({ version: '2' }), 'phone.link_version'],
  ['no secret', link({ s: undefined }), 'phone.link_incomplete'],
  ['a short secret', link({ s: secret.subarray(1).toString('base64url') }), 'phone.link_incomplete'],
  ['a secret that is no base64', link({ s: `${'a'.repeat(42)}!` }), 'phone.link_incomplete'],
  ['no challenge', link({ c: undefined }), 'phone.link_incomplete'],
  ['no message', link({ m: '' }), 'phone.link_incomplete'],
  ['no address', link({ r: undefined }), 'phone.link_address'],
  ['an address that is a script', link({ a: text('javascript:alert(1)') }), 'phone.link_address'],
  ['an address that is a file', link({ r: text('file:///etc/passwd') }), 'phone.link_address'],
])('refuses %s', (_name, uri, code) => {
  expect(() => readRegistrationLink(uri)).toThrow(expect.objectContaining({ kind: 'input', code }));
});

it('shows no logo from anywhere but the web', () => {
  expect(readRegistrationLink(link({ image: text('javascript:alert(1)') })).imageUrl).toBeUndefined();
  expect(readRegistrationLink(link({ image: text('https://example.com/a.png') })).imageUrl).toBe('https://example.com/a.png');
});

describe('whatever is scanned', () => {
  it('is read or refused, and breaks nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((label) => link({}, label)),
          fc.string().map((m) => link({ s: m })),
        ),
        (uri) => {
          try {
            expect(readRegistrationLink(uri).secret.length).toBeGreaterThanOrEqual(32);
          } catch (error) {
            if (!(error instanceof WaygateError)) throw error;
          }
        },
      ),
    );
  });
});
