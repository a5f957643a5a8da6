import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

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

/** Somebody who makes authenticators: a root certificate, and certificates for each model (X.509, written from RFC 5280). */
export class AuthenticatorMaker {
  readonly name: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #root: Buffer;
  readonly #validTo: Date;

  /** @param validTo of all its certificates; in the past it makes those that have run out */
  constructor(name: string, validTo: Date = new Date('2049-01-01T00:00:00Z')) {
    this.name = name;
    this.#validTo = validTo;
    this.#root = this.#certificate(nameOf(name), this.#keys.publicKey, [
      extension(OID.basicConstraints, sequence(der(0x01, Buffer.of(0xff)))),
      extension(OID.keyUsage, der(0x03, Buffer.of(0x02, 0x04))),
    ]);
  }

  /** The root certificate in PEM form. */
  get pem(): string {
    const lines = this.#root.toString('base64').match(/.{1,64}/g) ?? [];
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }

  /** A key for the attestations of a model, and its certificate. @param aaguid 16 bytes */
  model(aaguid: Uint8Array): { readonly privateKey: KeyObject; readonly certificate: Buffer } {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = this.#certificate(nameOf(`${this.name} model`), publicKey, [
      extension(OID.basicConstraints, sequence()),
      extension(OID.aaguid, der(0x04, aaguid)),
    ]);
    return { privateKey, certificate };
  }

  #certificate(subject: Buffer, key: KeyObject, extensions: readonly Buffer[]): Buffer {
    const algorithm = sequence(oid(OID.ecdsaWithSha256));
    const body = sequence(
      der(0xa0, der(0x02, Buffer.of(2))),
      der(0x02, Buffer.of(1)),
      algorithm,
      nameOf(this.name),
      sequence(time(new Date('2020-01-01T00:00:00Z')), time(this.#validTo)),
      subject,
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, this.#keys.privateKey);
    return sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  }
}

function nameOf(commonName: string): Buffer {
  const part = (type: string, value: string) => der(0x31, sequence(oid(type), der(0x0c, Buffer.from(value))));
  return sequence(
    part(OID.country, 'DE'),
    part(OID.organization, 'Example'),
    part(OID.unit, 'Authenticator Attestation'),
    part(OID.commonName, commonName),
  );
}

function extension(type: string, value: Buffer): Buffer {
  return sequence(oid(type), der(0x04, value));
}

function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  return der(0x17, Buffer.from(digits.slice(2)));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
