import { createWebAuthnService } from '../src/index.ts';

type Deps = Parameters<typeof createWebAuthnService>[0];

/** The service that checks passkeys, in a realm that has neither metadata nor somebody who tells of revoked certificates unless a test says otherwise. */
export function webAuthnOf(given: Pick<Deps, 'publicUrl' | 'trustStores' | 'now'> & Partial<Deps>) {
  return createWebAuthnService({
    metadata: { isConfigured: async () => false, models: () => Promise.reject(new Error('no metadata')) },
    revocation: { check: async () => 'unchecked', checkAndroid: async () => 'unchecked' },
    androidStatus: async () => undefined,
    ...given,
  });
}
