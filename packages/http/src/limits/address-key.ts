import { isIPv6 } from 'node:net';

/** By what an address is counted: IPv4 as it is, IPv6 by its first 64 bits, because whoever has one address of such a network has all of them. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [plain = ''] = address.split('%');
  const [before = '', after] = plain.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const left = groups(before);
  const right = groups(after ?? '');
  // A dotted IPv4 address at the end stands for two groups.
  const width = (parts: readonly string[]) => parts.length + (parts.at(-1)?.includes('.') === true ? 1 : 0);
  const missing = after === undefined ? 0 : 8 - width(left) - width(right);
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
