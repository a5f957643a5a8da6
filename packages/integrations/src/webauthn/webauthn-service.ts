import { randomBytes } from 'node:crypto';
import type { WebAuthnPort } from '@waygate/node-kit';
import { type Addresses, type AndroidKeyAttestationService, addressOf, androidKeyAttestationService } from '@waygate/schema';
import type { FidoMetadata } from '../fido-metadata/fido-metadata-service.ts';
import { readTrustStore } from './certificate-path.ts';
import type { RevocationCheck } from './revocation.ts';

/** Loaded when the first passkey comes: the library takes longer than most commands take to run. */
const passkeys = () => import('./check-passkey.ts');

interface WebAuthnDeps extends Addresses {
  /** Certificates in PEM form by the name of the trust store. */
  readonly trustStores: (realm: string) => Promise<Readonly<Record<string, string>>>;
  readonly metadata: Pick<FidoMetadata, 'isConfigured' | 'models'>;
  readonly revocation: RevocationCheck;
  readonly androidStatus: (realm: string) => Promise<AndroidKeyAttestationService | undefined>;
  /** Bits that RSA keys of passkeys must have; 2048 when left out. */
  readonly leastRsaBits?: number | undefined;
  readonly now: () => number;
}

/** Checks what authenticators say. Everything that a page can be told to respect is checked here once more. */
export function createWebAuthnService({
  trustStores,
  metadata,
  revocation,
  androidStatus,
  leastRsaBits = 2_048,
  now,
  ...addresses
}: WebAuthnDeps): WebAuthnPort {
  const storeOf = async (realm: string, name: string) => {
    const stores = await trustStores(realm);
    return Object.hasOwn(stores, name) ? readTrustStore(stores[name] ?? '') : [];
  };
  return {
    relyingParty: (realm, domain, origins) => {
      const { hostname, origin } = new URL(addressOf(addresses, realm));
      return {
        id: domain.trim() === '' ? hostname : domain.trim(),
        origins: origins.length === 0 ? [origin] : origins.map((one) => one.replace(/\/+$/, '')),
      };
    },
    newChallenge: () => randomBytes(32).toString('base64url'),
    hasTrustStore: async (realm, name) => (await storeOf(realm, name)).length > 0,
    hasMetadata: metadata.isConfigured,
    async verifyRegistration(check) {
      const { checkRegistration } = await passkeys();
      const known = {
        trusted: await storeOf(check.realm, check.trustStore),
        metadata,
        revocation,
        leastRsaBits,
        androidStatus: (await androidStatus(check.realm)) ?? androidKeyAttestationService.parse({}),
      };
      return checkRegistration(check, known, now());
    },
    async verifyAssertion(check) {
      const { checkAssertion } = await passkeys();
      return checkAssertion(check, leastRsaBits);
    },
  };
}
