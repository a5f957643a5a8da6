import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isInNetwork, readAddress, readNetwork } from '../src/policy/ip-network.ts';

const isIn = (address: string, network: string) => {
  const [one, range] = [readAddress(address), readNetwork(network)];
  return one !== undefined && range !== undefined && isInNetwork(one, range);
};

it.each([
  ['192.0.2.7', '192.0.2.0/24', true],
  ['192.0.3.7', '192.0.2.0/24', false],
  ['10.0.0.1', '0.0.0.0/0', true],
  ['2001:db8:7::1', '2001:db8:7::/48', true],
  ['2001:db8:8::1', '2001:db8:7::/48', false],
  ['2001:DB8:7:0:0:0:0:1', '2001:db8:7::1', true],
  ['::ffff:192.0.2.7', '192.0.2.0/24', true],
  ['192.0.2.7', '::ffff:192.0.2.0/120', true],
  ['192.0.2.7', '::/0', false],
  ['::1', '0.0.0.0/0', false],
  ['fe80::1', 'fe80::/10', true],
])('%s in %s is %s', (address, network, expected) => {
  expect(isIn(address, network)).toBe(expected);
});

it.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '256.1.1.1',
  '1.2.3.4/33',
  '1.2.3.4/',
  '1.2.3.4/8/8',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  'fe80::1%eth0',
  '2001:db8::/129',
  '12345::',
  '1.2.3.4::',
  '::ffff:1.2.3.4/95',
])('%s is neither an address nor a network', (text) => {
  expect(readNetwork(text)).toBeUndefined();
});

it('agrees with what Node says of any address and any network', () => {
  const v4 = fc.ipV4();
  const v6 = fc.ipV6();
  const given = fc.oneof(
    fc.tuple(v4, v4, fc.nat(32)),
    fc.tuple(v6, v6, fc.nat(128)),
    fc.tuple(v6, v4, fc.nat(32)),
    fc.tuple(v4, v6, fc.nat(128)),
  );
  fc.assert(
    fc.property(given, ([address, base, prefix]) => {
      // Mapped addresses count for both families there.
      fc.pre(!/^::ffff:/i.test(address) && !/^::ffff:/i.test(base) && readAddress(address)?.bits === (isIP(address) === 6 ? 128 : 32));
      const list = new BlockList();
      list.addSubnet(base, prefix, isIP(base) === 6 ? 'ipv6' : 'ipv4');
      const expected = isIP(base) === isIP(address) && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
      expect([address, isIn(address, `${base}/${prefix}`)]).toEqual([address, expected]);
      expect(isIn(base, `${base}/${prefix}`)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('reads what Node takes for an address and nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: fc.constantFrom(...'0123456789abcdef:.'), maxLength: 20 })), (text) => {
      expect([text, readAddress(text) !== undefined]).toEqual([text, isIP(text) !== 0]);
    }),
    { numRuns: 1_000 },
  );
});
