/** An address as a number, so many bits wide. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A range of addresses. */
export interface IpNetwork extends Address {
  readonly prefix: number;
}

const MAPPED = 0xffffn << 32n;

/** Reads an IPv4 or IPv6 address; an IPv4 address in the clothes of IPv6 is the IPv4 address. @returns undefined when it is neither */
export function readAddress(text: string): Address | undefined {
  const v4 = readV4(text);
  if (v4 !== undefined) return { bits: 32, value: v4 };
  const v6 = readV6(text);
  if (v6 === undefined) return undefined;
  return v6 >> 32n === MAPPED >> 32n ? { bits: 32, value: v6 & 0xffffffffn } : { bits: 128, value: v6 };
}

/** Reads a range such as `192.0.2.0/24` or `2001:db8::/32`; a single address is a range of one. @returns undefined when it is none */
export function readNetwork(text: string): IpNetwork | undefined {
  const [written = '', length, ...rest] = text.split('/');
  const address = readAddress(written);
  if (address === undefined || rest.length > 0) return undefined;
  if (length === undefined) return { ...address, prefix: address.bits };
  if (!/^\d{1,3}$/.test(length)) return undefined;
  // A range of mapped addresses counts its bits from the front of the long form.
  const prefix = Number(length) - (address.bits === 32 && written.includes(':') ? 96 : 0);
  return prefix < 0 || prefix > address.bits ? undefined : { ...address, prefix };
}

/** Whether an address is in a range. */
export function isInNetwork(address: Address, network: IpNetwork): boolean {
  const rest = BigInt(network.bits - network.prefix);
  return address.bits === network.bits && address.value >> rest === network.value >> rest;
}

function readV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function readV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [front, back] = [wordsOf(halves[0] ?? '', halves.length === 1), halves.length === 2 ? wordsOf(halves[1] ?? '', true) : []];
  if (front === undefined || back === undefined) return undefined;
  const missing = 8 - front.length - back.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...front, ...Array<bigint>(missing).fill(0n), ...back].reduce((value, word) => (value << 16n) | word, 0n);
}

/** Words of 16 bits. @param last whether the address ends here, where an IPv4 address may stand for two words */
function wordsOf(text: string, last: boolean): bigint[] | undefined {
  if (text === '') return [];
  const words: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const v4 = last && index === parts.length - 1 ? readV4(part) : undefined;
    if (v4 !== undefined) words.push(v4 >> 16n, v4 & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) words.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return words;
}
