import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isEncryptedKey } from '../tokens/is-encrypted-key.ts';

/** What a connection by TLS shows of its client, PEM. */
export interface ClientCertificate {
  /** The certificate, and those of authorities between it and the one that the other side knows. */
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads a certificate and its private key out of one text (PEM), also where the ends of its lines are lost, as in fields of one line.
 * @throws Error with what to do, and nothing of the key
 */
export function readClientCertificate(pem: string): ClientCertificate {
  const blocks = [...pem.matchAll(/-----BEGIN ([A-Z ]+)-----((?:[^-]|-(?!----))*)-----END \1-----/g)].map(
    ([whole, label = '', body = '']) => ({
      label,
      isEncrypted: isEncryptedKey(whole),
      text: `-----BEGIN ${label}-----\n${body.replaceAll(/\s/g, '').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`,
    }),
  );
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE');
  const [key] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  const [own] = certificates;
  if (own === undefined) throw new Error('The client certificate cannot be read. Give it as PEM, with its private key after it.');
  if (key === undefined) throw new Error('The client certificate is there without its private key. Put the key (PEM) after it.');
  if (key.isEncrypted)
    throw new Error('The private key of the client certificate is encrypted. Give it without a passphrase; it is sealed here.');
  let certificate: X509Certificate;
  let privateKey: KeyObject;
  try {
    certificate = new X509Certificate(own.text);
    privateKey = createPrivateKey(key.text);
  } catch {
    // What the library says could quote the key.
    throw new Error('The client certificate or its private key cannot be read. Give both as PEM.');
  }
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error('The private key does not belong to the client certificate, which must be the first one.');
  if (certificate.validToDate.getTime() <= Date.now())
    throw new Error(`The client certificate ended at ${certificate.validToDate.toISOString()}. Give one that is good.`);
  return { cert: certificates.map(({ text }) => text).join(''), key: key.text };
}
