import type { X509Certificate } from 'node:crypto';
import type { AndroidKeyAttestationService } from '@waygate/schema';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { createAndroidStatus } from './android-status.ts';
import type { RevocationFault } from './revocation-fault.ts';

/** Asks those who issued certificates whether they have revoked them. */
export interface RevocationCheck {
  /**
   * Whether each certificate but the last is known not to be revoked.
   * @param path each is issued by the next; that they are right was asked before, because their addresses are called
   */
  check(path: readonly X509Certificate[]): Promise<RevocationFault | undefined>;
  /** The same of certificates of the key store of Android, whose makers have one list for all. */
  checkAndroid(path: readonly X509Certificate[], settings: AndroidKeyAttestationService): Promise<RevocationFault | undefined>;
}

/**
 * @param http makes requests to nowhere inside
 * @param now epoch milliseconds
 */
export function createRevocationCheck(http: OutboundHttp, now: () => number): RevocationCheck {
  // Loaded when the first certificate is asked about: the library takes longer than most commands take to run.
  const loaded = async () => (await import('./certificate-lists.ts')).createCertificateLists(http, now);
  let lists: ReturnType<typeof loaded> | undefined;
  return {
    async check(path) {
      lists ??= loaded();
      return (await lists)(path);
    },
    checkAndroid: createAndroidStatus(http, now),
  };
}
