import { X509Certificate } from 'node:crypto';
import type { DirectoryServer } from '@waygate/node-kit';
import { type DirectoryConnection, type OfflineDirectory, WaygateError } from '@waygate/schema';
import { FilterParser } from 'ldapts';
import { type DirectorySurroundings, isAnswer, withDirectoryClient } from './directory-client.ts';
import { readClientCertificate } from './read-client-certificate.ts';

/** How an offline directory is reached. @param within milliseconds for each operation */
export function offlineServerOf(
  { connectionUrl, bindDn = '', bindCredential = '', clientCertificate, startTls }: DirectoryConnection,
  within: number,
  type: OfflineDirectory['type'] = 'OPEN_LDAP',
): DirectoryServer {
  const { protocol, host } = new URL(connectionUrl);
  return {
    addresses: [host],
    mode: protocol === 'ldaps:' ? 'LDAPS' : startTls ? 'START_TLS' : 'LDAP',
    bindDn,
    bindPassword: bindCredential,
    ...(clientCertificate === undefined ? {} : { certificate: clientCertificate }),
    within,
    dialect: type === 'ACTIVE_DIRECTORY' ? 'active-directory' : 'behera',
  };
}

/** The surroundings with the authorities that the connection names: then no others count. */
export function surroundingsOf(surroundings: DirectorySurroundings, { certificateAuthority }: DirectoryConnection): DirectorySurroundings {
  return certificateAuthority === undefined ? surroundings : { ...surroundings, authorities: certificateAuthority };
}

/** Milliseconds: whoever tests a connection sits before it. */
const TEST_WITHIN = 10_000;

/**
 * Binds as the bind user, and says what is wrong when that fails.
 * @throws WaygateError `offline_directory.host_refused`, `…unreachable`, `…certificate`, `…client_certificate`, `…credentials` (input)
 */
export async function testDirectoryConnection(connection: DirectoryConnection, surroundings: DirectorySurroundings): Promise<void> {
  try {
    await withDirectoryClient(offlineServerOf(connection, TEST_WITHIN), surroundingsOf(surroundings, connection), async () => undefined);
  } catch (error) {
    const { code, message } = connectionProblem(error, connection);
    throw new WaygateError('input', `offline_directory.${code}`, message, { cause: error });
  }
}

/** What is wrong with a connection, in words for whoever set it up; no word of the directory's own, which may say more than it should. */
export function connectionProblem(
  error: unknown,
  { clientCertificate }: Pick<DirectoryConnection, 'clientCertificate'>,
): { readonly code: string; readonly message: string } {
  if (error instanceof WaygateError && error.code === 'outbound.unlisted') return { code: 'host_refused', message: error.message };
  if (error instanceof WaygateError && error.code === 'outbound.refused') {
    return { code: 'host_refused', message: 'The host is not public, and the operator has not allowed it (WAYGATE_DIRECTORY_HOSTS).' };
  }
  const cause = error instanceof WaygateError ? error.cause : error;
  if (error instanceof WaygateError && error.code === 'directory.misconfigured' && !isAnswer(cause))
    return { code: 'client_certificate', message: error.message };
  if (isAnswer(cause)) {
    return cause.code === INVALID_CREDENTIALS
      ? { code: 'credentials', message: 'The directory does not know the bind user or the client certificate, or the credential is wrong.' }
      : { code: 'credentials', message: `The directory does not let the bind user in (LDAP result ${cause.code}).` };
  }
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/CERT|SIGNATURE|ALTNAME|SELF_SIGNED|ISSUER/.test(why)) {
    return { code: 'certificate', message: `The certificate of the directory is not trusted (${why}).` };
  }
  // A directory may hang up on whoever shows a certificate that it does not know, without a word.
  const orRefused = clientCertificate === undefined ? '' : ', or does not take the client certificate';
  return { code: 'unreachable', message: `The directory does not answer${why === '' ? '' : ` (${why})`}${orRefused}.` };
}

const INVALID_CREDENTIALS = 49;

/** @throws WaygateError `offline_directory.filter`, `offline_directory.authority`, `offline_directory.client_certificate` (input) for what only a library can read */
export function checkDirectorySettings({ connection, config }: Pick<OfflineDirectory, 'connection' | 'config'>): void {
  try {
    FilterParser.parseString(config.userObjectFilter);
  } catch (cause) {
    throw new WaygateError('input', 'offline_directory.filter', `"${config.userObjectFilter}" is no filter of LDAP.`, { cause });
  }
  checkConnection(connection);
}

/** @throws WaygateError `offline_directory.authority`, `offline_directory.client_certificate` (input) for certificates that cannot be read */
export function checkConnection({
  certificateAuthority,
  clientCertificate,
}: Pick<DirectoryConnection, 'certificateAuthority' | 'clientCertificate'>): void {
  if (clientCertificate !== undefined) {
    try {
      readClientCertificate(clientCertificate);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : '';
      throw new WaygateError('input', 'offline_directory.client_certificate', message, { cause });
    }
  }
  const certificates = certificateAuthority?.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    if (certificateAuthority !== undefined && certificates.length === 0) throw new Error('No whole certificate.');
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (cause) {
    throw new WaygateError('input', 'offline_directory.authority', 'The certificates of the authorities cannot be read (PEM).', { cause });
  }
}
