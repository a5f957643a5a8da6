import { createPublicKey, type X509Certificate } from 'node:crypto';
import { SettingsService } from '@simplewebauthn/server';
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  isoBase64URL,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import type { AuthenticatorFlags, RegistrationCheck, WebAuthnRefusal } from '@waygate/node-kit';
import type { ModelName } from '../fido-metadata/fido-metadata-service.ts';
import { isAttestedByAndroid, isOfKeyStore } from './android-key.ts';
import { flagsOf } from './authenticator-flags.ts';
import { readCertificate } from './certificate-path.ts';
import { keyIdentifierOf } from './key-identifier-of.ts';

// The library trusts some makers by itself. Here the realm says whom it trusts, and for every format alike.
for (const identifier of ['android-key', 'apple'] as const) SettingsService.setRootCertificates({ identifier, certificates: [] });

/** Formats that say something which can be checked. SafetyNet is none: its service has ended. */
const FORMATS: ReadonlySet<string> = new Set(['packed', 'fido-u2f', 'tpm', 'android-key', 'apple']);

/** What an authenticator said when it made a passkey. Nothing of it is checked yet. */
interface Attestation {
  readonly authenticatorData: Uint8Array;
  /** Base64url. */
  readonly credentialId: string;
  /** COSE number of the key. */
  readonly algorithm: number;
  readonly flags: AuthenticatorFlags;
  readonly type: 'NONE' | 'SELF' | 'BASIC';
  /** Why a policy refuses what it says, whoever it is from; undefined when it does not. */
  refusedBy(policy: RegistrationCheck['attestation']): Extract<WebAuthnRefusal, 'attestation'> | undefined;
  /** Its certificates, first that of the authenticator. None when one cannot be read. */
  readonly chain: readonly X509Certificate[];
  /** Model of the authenticator, as bytes and as the name of the key of its certificate, for those that say no model otherwise. */
  readonly model: ModelName | undefined;
  readonly isAndroid: boolean;
  /** Whether the statement is of a format that is checked here whole, and right; undefined for those that the library checks. */
  isProved(clientDataHash: Uint8Array): Promise<boolean | undefined>;
}

/** Reads an attestation object. @returns undefined when it is none */
export function readAttestation(bytes: Uint8Array): Attestation | undefined {
  try {
    const object = decodeAttestationObject(new Uint8Array(bytes));
    const authenticatorData = object.get('authData');
    const { credentialID, credentialPublicKey, aaguid } = parseAuthenticatorData(authenticatorData);
    if (credentialID === undefined || credentialPublicKey === undefined) return undefined;
    const algorithm = decodeCredentialPublicKey(credentialPublicKey).get(cose.COSEKEYS.alg);
    if (typeof algorithm !== 'number') return undefined;
    const format: string = object.get('fmt');
    const statement = object.get('attStmt');
    const certificates = certificatesOf(statement.get('x5c'));
    const read = (certificates ?? []).map((one) => readCertificate(one));
    const whole = read.filter((one) => one !== undefined);
    const chain = whole.length === read.length ? whole : [];
    const type = format === 'none' ? 'NONE' : certificates === undefined ? 'SELF' : 'BASIC';
    return {
      authenticatorData,
      credentialId: isoBase64URL.fromBuffer(credentialID),
      algorithm,
      flags: flagsOf(authenticatorData),
      type,
      refusedBy: (policy) => {
        if (policy === 'NONE') return undefined;
        if (!FORMATS.has(format)) return 'attestation';
        // The key store certifies keys for any program, under a name that the program chooses: in another format nobody would ask whose the key is and where.
        if (format !== 'android-key' && chain.some(isOfKeyStore)) return 'attestation';
        // Only a certificate says who made it: other formats than `packed` have no word of the passkey for itself.
        if (type === 'SELF' && format !== 'packed') return 'attestation';
        return type === 'SELF' && policy === 'DIRECT' ? 'attestation' : undefined;
      },
      chain,
      model: modelOf(format, aaguid, chain[0]),
      isAndroid: format === 'android-key',
      isProved: async (clientDataHash) => {
        // One certificate and no chain (section 8.6), which the library does not ask.
        if (format === 'fido-u2f' && certificates?.length !== 1) return false;
        if (format !== 'android-key') return undefined;
        const said = { algorithm: statement.get('alg'), signature: statement.get('sig'), certificates: certificates ?? [] };
        return isAttestedByAndroid(said, spkiOf(credentialPublicKey), authenticatorData, clientDataHash);
      },
    };
  } catch {
    return undefined;
  }
}

/** @returns undefined when it says no model */
function modelOf(format: string, aaguid: Uint8Array | undefined, certificate: X509Certificate | undefined): ModelName | undefined {
  if (format === 'fido-u2f') return certificate === undefined ? undefined : { keyIdentifier: keyIdentifierOf(certificate) };
  if (aaguid === undefined || aaguid.every((byte) => byte === 0)) return undefined;
  const digits = Buffer.from(aaguid).toString('hex');
  return { aaguid: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
}

/** Certificates of a statement; none when what stands there is no list of bytes. @returns undefined when nothing stands there */
function certificatesOf(said: unknown): readonly Uint8Array[] | undefined {
  if (said === undefined) return undefined;
  const items: readonly unknown[] = Array.isArray(said) ? said : [];
  const certificates = items.filter((one) => one instanceof Uint8Array);
  return certificates.length === items.length ? certificates : [];
}

/** A public key in COSE form as certificates have it. @throws Error for kinds that no certificate of Android is of */
function spkiOf(key: Uint8Array<ArrayBuffer>): Uint8Array {
  const read = decodeCredentialPublicKey(key);
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('base64url');
  const jwk = cose.isCOSEPublicKeyRSA(read)
    ? { kty: 'RSA', n: text(read.get(cose.COSEKEYS.n)), e: text(read.get(cose.COSEKEYS.e)) }
    : cose.isCOSEPublicKeyEC2(read)
      ? {
          kty: 'EC',
          crv: ['P-256', 'P-384', 'P-521'][(read.get(cose.COSEKEYS.crv) ?? 0) - 1] ?? '',
          x: text(read.get(cose.COSEKEYS.x)),
          y: text(read.get(cose.COSEKEYS.y)),
        }
      : {};
  return createPublicKey({ format: 'jwk', key: jwk }).export({ type: 'spki', format: 'der' });
}

/** An attestation object of the format `none` (WebAuthn, section 8.7), in CBOR. */
export function withoutStatement(authenticatorData: Uint8Array): Uint8Array {
  const head = Buffer.from('a363666d74646e6f6e656761747453746d74a06861757468446174615a', 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(authenticatorData.length);
  return Buffer.concat([head, length, authenticatorData]);
}
