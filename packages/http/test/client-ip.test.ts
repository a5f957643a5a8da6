import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientIpReader } from '../src/request/client-ip.ts';

const read = clientIpReader(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);
const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

test('believes nobody when no proxy is listed', () => {
  expect(clientIpReader([])(from('127.0.0.1', { 'x-forwarded-for': '1.2.3.4' }))).toBe('127.0.0.1');
});

test('believes no forwarding header of a client that is no proxy', () => {
  expect(read(from('203.0.113.7', { 'x-forwarded-for': '1.2.3.4', 'x-real-ip': '1.2.3.4' }))).toBe('203.0.113.7');
});

test.each([
  ['1.2.3.4', '1.2.3.4', 'one hop'],
  ['6.6.6.6, 1.2.3.4', '1.2.3.4', 'what the client made up before the first true hop'],
  ['1.2.3.4, 10.1.1.1', '1.2.3.4', 'a chain of proxies'],
  ['1.2.3.4, 2001:db8::7', '1.2.3.4', 'a proxy of IPv6'],
  ['::ffff:1.2.3.4', '1.2.3.4', 'IPv4 within IPv6'],
  ['10.2.2.2, 10.1.1.1', '10.2.2.2', 'nothing but proxies'],
  ['garbage', '127.0.0.1', 'no address at all'],
  ['1.2.3.4, garbage', '127.0.0.1', 'no address as the last hop'],
  ['garbage, 10.1.1.1', '10.1.1.1', 'no address behind a proxy'],
  ['1.2.3.4:5678', '127.0.0.1', 'an address with a port'],
  ['fe80::1%eth0', 'fe80::1%eth0', 'an address with a zone'],
  [',,', '127.0.0.1', 'commas'],
  ['', '127.0.0.1', 'nothing'],
])('reads %j as %s: %s', (forwarded, client) => {
  expect(read(from('127.0.0.1', { 'x-forwarded-for': forwarded }))).toBe(client);
});

test('reads X-Real-IP where there is no X-Forwarded-For', () => {
  expect(read(from('::ffff:127.0.0.1', { 'x-real-ip': '1.2.3.4' }))).toBe('1.2.3.4');
});

test('knows no address of a socket that is gone', () => {
  expect(read(from(undefined, { 'x-forwarded-for': '1.2.3.4' }))).toBeUndefined();
});
