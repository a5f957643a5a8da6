/** An element of DER (X.690): tag, length, content. */
export function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** @param hex content of the object identifier */
export function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** An extension of a certificate. @param isCritical whether nobody may take the certificate who does not know it */
export function extension(type: string, value: Uint8Array, isCritical = false): Buffer {
  return sequence(oid(type), ...(isCritical ? [der(0x01, Buffer.of(0xff))] : []), der(0x04, value));
}

/** A name of one relative name for each part, in UTF-8. */
export function nameOf(parts: readonly (readonly [type: string, value: string])[]): Buffer {
  return sequence(...parts.map(([type, value]) => der(0x31, sequence(oid(type), der(0x0c, Buffer.from(value))))));
}

/** UTC time, for years up to 2049. */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  return der(0x17, Buffer.from(digits.slice(2)));
}
