import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { der, extension, nameOf, oid, sequence, time } from './der.ts';

const OID = {
  commonName: '550403',
  country: '550406',
  organization: '55040a',
  unit: '55040b',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  aaguid: '2b0601040182e51c010104',
} as const;

/** A certificate that a maker is asked for. */
export interface CertificateWish {
  readonly publicKey: KeyObject;
  /** In DER; left out, the name of a model. */
  readonly subject?: Buffer;
  /** Beside the basic constraints, in DER. */
  readonly extensions?: readonly Buffer[];
  /** Whether it may issue others. */
  readonly isAuthority?: boolean;
  readonly serial?: number;
}

/** Somebody who makes authenticators: a root certificate, and certificates for each model (X.509, written from RFC 5280). */
export class AuthenticatorMaker {
  readonly name: string;
  /** The root certificate, in DER. */
  readonly root: Buffer;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #validTo: Date;

  /** @param validTo of all its certificates; in the past it makes those that have run out */
  constructor(name: string, validTo: Date = new Date('2049-01-01T00:00:00Z')) {
    this.name = name;
    this.#validTo = validTo;
    this.root = this.issue({ publicKey: this.#keys.publicKey, subject: named(name), isAuthority: true });
  }

  /** The root certificate in PEM form. */
  get pem(): string {
    const lines = this.root.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }

  /** A key for the attestations of a model, and its certificate. @param aaguid 16 bytes */
  model(aaguid: Uint8Array): { readonly privateKey: KeyObject; readonly certificate: Buffer } {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return { privateKey, certificate: this.issue({ publicKey, extensions: [modelExtension(aaguid)] }) };
  }

  /** A certificate in DER, signed by the root. */
  issue({ publicKey, subject = named(`${this.name} model`), extensions = [], isAuthority = false, serial = 1 }: CertificateWish): Buffer {
    const constraints = isAuthority
      ? [extension(OID.basicConstraints, sequence(der(0x01, Buffer.of(0xff)))), extension(OID.keyUsage, der(0x03, Buffer.of(0x01, 0x06)))]
      : [extension(OID.basicConstraints, sequence())];
    const algorithm = sequence(oid(OID.ecdsaWithSha256));
    return this.signed(
      sequence(
        der(0xa0, der(0x02, Buffer.of(2))),
        der(0x02, Buffer.of(serial)),
        algorithm,
        named(this.name),
        sequence(time(new Date('2020-01-01T00:00:00Z')), time(this.#validTo)),
        subject,
        publicKey.export({ type: 'spki', format: 'der' }),
        der(0xa3, sequence(...constraints, ...extensions)),
      ),
    );
  }

  /** Something that the root signs, such as a certificate or a list of those that were revoked. */
  signed(body: Buffer): Buffer {
    const signature = sign('sha256', body, this.#keys.privateKey);
    return sequence(body, sequence(oid(OID.ecdsaWithSha256)), der(0x03, Buffer.concat([Buffer.of(0), signature])));
  }
}

/** Extension that says which model a certificate is for (FIDO). */
export function modelExtension(aaguid: Uint8Array): Buffer {
  return extension(OID.aaguid, der(0x04, aaguid));
}

function named(commonName: string): Buffer {
  return nameOf([
    [OID.country, 'DE'],
    [OID.organization, 'Example'],
    [OID.unit, 'Authenticator Attestation'],
    [OID.commonName, commonName],
  ]);
}
