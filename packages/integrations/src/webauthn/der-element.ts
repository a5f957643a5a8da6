/** An element of DER, as certificates are written in. */
export interface DerElement {
  /** The class and form of the tag: the upper three bits of its first byte. */
  readonly form: number;
  readonly tag: number;
  /** The element as it stands there. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

/** First bits of what belongs to its context and holds others. */
export const CONTEXT = 0xa0;

/** Elements that stand one after another. @throws RangeError when they do not end where they should */
export function readElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes.subarray(at));
    elements.push(element);
    at += element.bytes.length;
  }
  return elements;
}

function readElement(bytes: Uint8Array): DerElement {
  let at = 0;
  const next = () => {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('An element ends too early.');
    at += 1;
    return byte;
  };
  const first = next();
  let tag = first & 0x1f;
  if (tag === 0x1f) {
    tag = 0;
    for (let more = true; more; ) {
      const byte = next();
      tag = tag * 0x80 + (byte & 0x7f);
      more = byte >= 0x80;
      if (tag > 0xff_ffff) throw new RangeError('A tag is too long.');
    }
  }
  let length = next();
  if (length >= 0x80) {
    const size = length & 0x7f;
    // No length that is told later, and none beyond 4 GB.
    if (size === 0 || size > 4) throw new RangeError('A length is none of DER.');
    length = 0;
    for (let index = 0; index < size; index += 1) length = length * 0x100 + next();
  }
  if (at + length > bytes.length) throw new RangeError('An element ends too late.');
  return { form: first & 0xe0, tag, bytes: bytes.subarray(0, at + length), content: bytes.subarray(at, at + length) };
}

/** What stands in an element that holds others. */
export function partsOf(element: DerElement | undefined): readonly DerElement[] {
  return element === undefined ? [] : readElements(element.content);
}

/** An extension of a certificate. */
interface CertificateExtension {
  /** Content of its identifier, hexadecimal. */
  readonly oid: string;
  /** Whether nobody may take the certificate who does not understand it. */
  readonly isCritical: boolean;
  /** Without the string that it is wrapped in. */
  readonly value: Uint8Array;
}

/** @throws RangeError when the certificate is none of DER */
export function extensionsOf(certificate: Uint8Array): readonly CertificateExtension[] {
  const [body] = partsOf(readElements(certificate)[0]);
  const extensions = partsOf(body).find(({ form, tag }) => form === CONTEXT && tag === 3);
  return partsOf(partsOf(extensions)[0]).map((extension) => {
    const [type, ...rest] = partsOf(extension);
    const [flag] = rest.length === 2 ? rest : [];
    return {
      oid: hex(type?.content ?? new Uint8Array()),
      isCritical: flag?.content[0] === 0xff,
      value: rest.at(-1)?.content ?? new Uint8Array(),
    };
  });
}

/** Content of an extension of a certificate, without the string that it is wrapped in. @param oid content of its identifier, hexadecimal */
export function extensionOf(certificate: Uint8Array, oid: string): Uint8Array | undefined {
  return extensionsOf(certificate).find((extension) => extension.oid === oid)?.value;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
