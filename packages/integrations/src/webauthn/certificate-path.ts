import { X509Certificate } from 'node:crypto';

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

/**
 * Whether a chain leads to one of the anchors: each certificate is issued and signed by the next, which may issue, and all are in force. An anchor that is the first
 * certificate itself counts. Nothing is fetched: whether a certificate was revoked is not looked up.
 * @param chain first the certificate of the authenticator
 * @param at epoch milliseconds
 */
export function leadsTo(anchors: readonly X509Certificate[], chain: readonly X509Certificate[], at: number): boolean {
  for (const [index, certificate] of chain.entries()) {
    if (!isInForce(certificate, at)) return false;
    if (anchors.some((anchor) => anchor.raw.equals(certificate.raw))) return true;
    if (anchors.some((anchor) => isInForce(anchor, at) && isIssuedBy(certificate, anchor))) return true;
    const next = chain[index + 1];
    if (next === undefined || !isIssuedBy(certificate, next)) return false;
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isInForce(certificate: X509Certificate, at: number): boolean {
  return certificate.validFromDate.getTime() <= at && at <= certificate.validToDate.getTime();
}
