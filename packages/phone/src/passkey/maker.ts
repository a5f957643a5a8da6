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
  distributionPoints: '551d1f',
  issuingDistributionPoint: '551d1c',
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
  /** How many authorities may stand below it. */
  readonly pathLength?: number;
  /** Up to 32767. */
  readonly serial?: number;
}

interface ListWish {
  readonly from?: Date;
  /** When the next is due; a list may leave it out. */
  readonly to?: Date | 'never';
  readonly extensions?: readonly Buffer[];
}

/** Somebody who makes authenticators: a root certificate, and certificates for each model (X.509, written from RFC 5280). */
export class AuthenticatorMaker {
  readonly name: string;
  /** The root certificate, in DER. */
  readonly root: Buffer;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #validTo: Date;

  /**
   * @param validTo of all its certificates; in the past it makes those that have run out
   * @param by who certifies it, and what else the certificate says; left out, it certifies itself
   */
  constructor(
    name: string,
    validTo: Date = new Date('2049-01-01T00:00:00Z'),
    by: Pick<CertificateWish, 'extensions' | 'isAuthority' | 'pathLength' | 'serial'> & { readonly issuer?: AuthenticatorMaker } = {},
  ) {
    const { issuer = this, ...wish } = by;
    this.name = name;
    this.#validTo = validTo;
    this.root = issuer.issue({ publicKey: this.#keys.publicKey, subject: named(name), isAuthority: true, ...wish });
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
  issue(wish: CertificateWish): Buffer {
    const { publicKey, subject = named(`${this.name} model`), extensions = [], isAuthority = false, pathLength, serial = 1 } = wish;
    const length = pathLength === undefined ? [] : [der(0x02, Buffer.of(pathLength))];
    const constraints = isAuthority
      ? [
          extension(OID.basicConstraints, sequence(der(0x01, Buffer.of(0xff)), ...length)),
          extension(OID.keyUsage, der(0x03, Buffer.of(0x01, 0x06))),
        ]
      : [extension(OID.basicConstraints, sequence())];
    const algorithm = sequence(oid(OID.ecdsaWithSha256));
    return this.signed(
      sequence(
        der(0xa0, der(0x02, Buffer.of(2))),
        numberOf(serial),
        algorithm,
        named(this.name),
        sequence(time(new Date('2020-01-01T00:00:00Z')), time(this.#validTo)),
        subject,
        publicKey.export({ type: 'spki', format: 'der' }),
        der(0xa3, sequence(...constraints, ...extensions)),
      ),
    );
  }

  /** A list of certificates that were revoked, in DER. @param serials of them */
  revocationList(
    serials: readonly number[],
    { from = new Date('2020-01-01T00:00:00Z'), to = this.#validTo, extensions = [] }: ListWish = {},
  ): Buffer {
    const revoked = serials.map((serial) => sequence(numberOf(serial), time(from)));
    return this.signed(
      sequence(
        numberOf(1),
        sequence(oid(OID.ecdsaWithSha256)),
        named(this.name),
        time(from),
        ...(to === 'never' ? [] : [time(to)]),
        ...(revoked.length === 0 ? [] : [sequence(...revoked)]),
        ...(extensions.length === 0 ? [] : [der(0xa0, sequence(...extensions))]),
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

/** Extension that says where the list of revoked certificates is. */
export function listedAt(...addresses: readonly string[]): Buffer {
  return extension(OID.distributionPoints, sequence(...addresses.map((address) => sequence(pointAt(address)))));
}

/** Extension of a list that says for which certificates alone it is. */
export function listFor({ address, authorities }: { readonly address?: string; readonly authorities?: true }): Buffer {
  const flag = authorities === true ? [der(0x82, Buffer.of(0xff))] : [];
  return extension(OID.issuingDistributionPoint, sequence(...(address === undefined ? [] : [pointAt(address)]), ...flag), true);
}

function pointAt(address: string): Buffer {
  return der(0xa0, der(0xa0, der(0x86, Buffer.from(address))));
}

/** A whole number that is not below nothing. */
function numberOf(value: number): Buffer {
  return der(0x02, value < 0x80 ? Buffer.of(value) : Buffer.of(value >> 8, value & 0xff));
}

function named(commonName: string): Buffer {
  return nameOf([
    [OID.country, 'DE'],
    [OID.organization, 'Example'],
    [OID.unit, 'Authenticator Attestation'],
    [OID.commonName, commonName],
  ]);
}
