import { application, type HeaderSource } from '@waygate/schema';
import { expect, it } from 'vitest';
import { mappedHeaders } from '../../src/access/mapped-headers.ts';
import type { SignedOn } from '../../src/index.ts';

const session: SignedOn = {
  id: 'id',
  handle: 'handle',
  realm: '/alpha',
  userId: 'u1',
  username: 'zoë',
  createdAt: 0,
  lastAccessAt: 0,
  authLevel: 5,
  journeys: [],
  evidence: [],
  properties: { Department: 'R&D' },
};

const said = (source: HeaderSource, attributes: Readonly<Record<string, readonly string[]>> = {}, groups: readonly string[] = []) => {
  const guarded = application.parse({
    id: '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11',
    name: 'payroll',
    publicDomain: 'https://payroll.example.com',
    headers: [{ header: 'X-Said', source }],
  });
  return mappedHeaders(guarded, { session, attributes, groups })['X-Said'];
};
const attribute = (...values: string[]) => said({ type: 'attribute', attribute: 'cn', separator: ',' }, { cn: values });

it('says visible ASCII as it is and everything else so that it can be got back', () => {
  expect(attribute('Anna Example')).toBe('Anna Example');
  for (const text of ['Zoë', '100 %', 'a\r\nX-Admin: 1', '\u0000\u007f\u0085', '💶', 'a\tb', 'ＦＵＬＬ', '%41']) {
    const header = attribute(text) ?? '';
    expect(header).toMatch(/^[\x20-\x7e]*$/);
    expect(decodeURIComponent(header)).toBe(text.trim());
  }
  expect(attribute('\ud800')).toBe('%EF%BF%BD');
});

it('joins lists so that nobody can make two of one', () => {
  expect(said({ type: 'groups', separator: ',' }, {}, ['Büro, Süd', 'Staff'])).toBe('B%C3%BCro%2C S%C3%BCd,Staff');
  expect(said({ type: 'groups', separator: '; ' }, {}, ['a;b', 'c d'])).toBe('a%3Bb; c%20d');
  expect(attribute('a', 'b,c')).toBe('a,b%2Cc');
});

it('is there and empty when there is nothing to say', () => {
  expect(said({ type: 'attribute', attribute: 'cn', separator: ',' })).toBe('');
  expect(said({ type: 'attribute', attribute: 'constructor', separator: ',' })).toBe('');
  expect(said({ type: 'groups', separator: ',' })).toBe('');
  expect(said({ type: 'session', property: 'Nothing' })).toBe('');
  expect(said({ type: 'session', property: 'toString' })).toBe('');
});

it('says of the session what it is asked for', () => {
  const of = (property: string) => said({ type: 'session', property });
  expect(['username', 'userId', 'realm', 'authLevel', 'offline', 'Department'].map(of)).toEqual([
    'zo%C3%AB',
    'u1',
    '/alpha',
    '5',
    'false',
    'R&D',
  ]);
});

it('says nothing at all rather than half of a list', () => {
  const many = Array.from({ length: 900 }, (_, index) => `group-${index}`);
  expect(() => said({ type: 'groups', separator: ',' }, {}, many)).toThrow('longer than 8 KiB');
});
