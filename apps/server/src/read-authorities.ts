import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WaygateError } from '@waygate/schema';

/**
 * Certificates of authorities out of a PEM file.
 * @throws WaygateError `config.invalid` (operational) when the file cannot be read or holds no certificate
 */
export function readAuthorities(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    // What is no certificate would be refused at the first connection only, when nobody looks.
    new X509Certificate(text);
    return text;
  } catch (cause) {
    const message = `WAYGATE_DIRECTORY_CA_FILE: ${path} is no PEM file with certificates.`;
    throw new WaygateError('operational', 'config.invalid', message, { cause, details: [message] });
  }
}
