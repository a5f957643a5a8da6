import { lintRegistrationUri } from '@waygate/phone';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRegistrationUri, readRegistrationLink } from '../src/index.ts';

const facts = {
  issuer: 'Example',
  account: 'mia',
  messageId: 'REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169',
  secret: new Uint8Array(32).fill(7),
  challenge: new Uint8Array(32).fill(251),
  registerUrl: 'https://sso.example.com/am/json/realms/root/realms/alpha/push/sns/message?_action=register',
  authenticateUrl: 'https://sso.example.com/am/json/realms/root/realms/alpha/push/sns/message?_action=authenticate',
  userId: 'a3f6c1de-0d7c-4f8e-9d52-5b7f0c1e2a34',
  deviceUuid: '581dd3c8-3c69-49ac-b01a-074450b226c5',
  backgroundColor: '032b75',
  imageUrl: '',
};

/** Members in their order. */
function members(uri: string): [string, string][] {
  return (uri.split('?')[1] ?? '').split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
}

describe('a registration link', () => {
  it('has the members of AM in the order of AM, not percent-encoded', () => {
    const uri = makeRegistrationUri(facts);
    expect(uri).toMatch(/^pushauth:\/\/push\/Example:mia\?/);
    expect(members(uri).map(([name]) => name)).toEqual(['l', 'issuer', 'm', 's', 'c', 'r', 'a', 'uid', 'pid', 'b']);
    expect(uri.split('?')[1]).not.toContain('%');
  });

  it('never has an empty routing cookie, which the newest SDK insists on', () => {
    expect(new Map(members(makeRegistrationUri(facts))).get('l')).toBe('bGI9MA');
  });

  it('carries a logo in the alphabet that Android reads there', () => {
    const imageUrl = 'https://example.com/logo?>~ÿ';
    const uri = makeRegistrationUri({ ...facts, imageUrl });
    expect(lintRegistrationUri(uri)).toEqual([]);
    expect(readRegistrationLink(uri).imageUrl).toBe(imageUrl);
  });

  it.each([
    ['Jürgen Groß', 'Jürgen Groß'],
    ['محمد بن سلمان', 'محمد بن سلمان'],
    ['🦊 mia', '🦊 mia'],
    ['mia@example.com', 'mia@example.com'],
    ['a:b:c', 'a b c'],
    ['/mia/', 'mia'],
    ["100% o'Neill & Söhne? #1 <x>", "100% o'Neill & Söhne? #1 <x>"],
    ['tab\there', 'tabhere'],
    ['\u202Ednetxe', 'dnetxe'],
    ['   ', 'Untitled'],
    [`${'x'.repeat(127)}🦊`, `${'x'.repeat(127)}\uFFFD`],
  ])('calls the account %j %j', (account, shown) => {
    const uri = makeRegistrationUri({ ...facts, account });
    expect(lintRegistrationUri(uri)).toEqual([]);
    expect(readRegistrationLink(uri).account).toBe(shown);
  });

  it('has nothing that any SDK rejects or misreads, whatever the names are', () => {
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 300 }));
    fc.assert(
      fc.property(name, name, fc.uint8Array({ minLength: 32, maxLength: 32 }), (issuer, account, secret) => {
        const uri = makeRegistrationUri({ ...facts, issuer, account, secret });
        expect(lintRegistrationUri(uri)).toEqual([]);
        const read = readRegistrationLink(uri);
        expect(read.secret).toEqual(new Uint8Array(secret));
        expect(read).toMatchObject({ messageId: facts.messageId, registerUrl: facts.registerUrl, userId: facts.userId });
      }),
    );
  });

  it('names the realm in the path, because Android escapes other members twice', () => {
    const { registerUrl } = readRegistrationLink(makeRegistrationUri(facts));
    expect([...new URL(registerUrl).searchParams.keys()]).toEqual(['_action']);
  });
});
