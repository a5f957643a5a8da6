import { createHash, type X509Certificate } from 'node:crypto';
import { partsOf, readElements } from './der-element.ts';

/** Name of the key of a certificate by which FIDO's metadata knows old security keys: SHA-1 of its bits (RFC 5280, section 4.2.1.2, the first way), hexadecimal. */
export function keyIdentifierOf(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const [, bits] = partsOf(readElements(spki)[0]);
  // The first byte says how many bits at the end are none.
  return createHash('sha1')
    .update(bits?.content.subarray(1) ?? '')
    .digest('hex');
}
