import { SettingsService } from '@simplewebauthn/server';
import { readTrustStore } from '../webauthn/certificate-path.ts';

/** Roots that the FIDO alliance signs its metadata by, as the library ships them. */
export const SHIPPED_ROOTS = readTrustStore(SettingsService.getRootCertificates({ identifier: 'mds' }).join('\n'));
