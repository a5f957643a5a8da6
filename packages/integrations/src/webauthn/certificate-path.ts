import { X509Certificate } from 'node:crypto';
import { extensionsOf, partsOf, readElements } from './der-element.ts';

/** Certificates of a text in PEM form; those that cannot be read are left out. */
export function readTrustStore(pem: string): readonly X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).flatMap((one) => readCertificate(one) ?? []);
}

/** @returns undefined when it is none */
export function readCertificate(bytes: Uint8Array | string): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/** Extensions that must be understood where they stand, and are: usage of the key, names, constraints, policies, extended usage. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['551d0f', '551d11', '551d13', '551d20', '551d25']);

/**
 * The way from a chain to one of the anchors, the anchor included: each certificate is issued and signed by the next, which may issue, and so many below it, all are in
 * force, and none says something that must be understood and is not, such as for which names alone it is good. An anchor that is the first certificate itself counts.
 * Nothing is fetched.
 * @param chain first the certificate that is asked about
 * @param at epoch milliseconds
 * @returns undefined when there is none
 */
export function pathTo(
  anchors: readonly X509Certificate[],
  chain: readonly X509Certificate[],
  at: number,
): readonly X509Certificate[] | undefined {
  for (const [index, certificate] of chain.entries()) {
    if (!isInForce(certificate, at) || !isUnderstood(certificate)) return undefined;
    const path = chain.slice(0, index + 1);
    if (anchors.some((anchor) => anchor.raw.equals(certificate.raw))) return path;
    const anchor = anchors.find((one) => isInForce(one, at) && isIssuedBy(certificate, one, index));
    if (anchor !== undefined) return [...path, anchor];
    const next = chain[index + 1];
    if (next === undefined || !isIssuedBy(certificate, next, index)) return undefined;
  }
  return undefined;
}

/** @param authorities how many authorities stand between the issuer and the first certificate */
function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate, authorities: number): boolean {
  return issuer.ca && authorities <= longestBelow(issuer) && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isInForce(certificate: X509Certificate, at: number): boolean {
  return certificate.validFromDate.getTime() <= at && at <= certificate.validToDate.getTime();
}

function isUnderstood(certificate: X509Certificate): boolean {
  try {
    return extensionsOf(certificate.raw).every(({ oid, isCritical }) => !isCritical || UNDERSTOOD.has(oid));
  } catch {
    return false;
  }
}

/** How many authorities may stand below one. */
function longestBelow({ raw }: X509Certificate): number {
  const constraints = extensionsOf(raw).find(({ oid }) => oid === '551d13');
  const length = partsOf(readElements(constraints?.value ?? new Uint8Array())[0]).find(({ tag }) => tag === 0x02);
  if (length === undefined) return Number.POSITIVE_INFINITY;
  return length.content.reduce((sum, byte) => sum * 0x100 + byte, 0);
}
