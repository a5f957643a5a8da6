const hex = (bytes: Iterable<number>) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Writes an `objectGUID` as everybody writes one: its first three parts are stored the other way round (MS-DTYP 2.3.4.2). */
export function guidText(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined;
  const part = (from: number, to: number) => bytes.slice(from, to);
  return [part(0, 4).reverse(), part(4, 6).reverse(), part(6, 8).reverse(), part(8, 10), part(10, 16)].map(hex).join('-');
}

/** The bytes of a written GUID; undefined for what is none. */
export function guidBytes(text: string): Uint8Array | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i.exec(text);
  if (match === null) return undefined;
  const [first = '', second = '', third = '', ...rest] = match.slice(1);
  const bytes = (part: string) => (part.match(/../g) ?? []).map((two) => Number.parseInt(two, 16));
  return new Uint8Array([...[first, second, third].flatMap((part) => bytes(part).reverse()), ...rest.flatMap(bytes)]);
}

/** Writes an `objectSid` as `S-1-5-21-…` (MS-DTYP 2.4.2.2). */
export function sidText(bytes: Uint8Array): string | undefined {
  const [revision, count] = bytes;
  if (revision !== 1 || count === undefined || bytes.length !== 8 + 4 * count) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const authority = view.getUint16(2) * 2 ** 32 + view.getUint32(4);
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + 4 * index, true));
  return ['S', revision, authority, ...parts].join('-');
}
