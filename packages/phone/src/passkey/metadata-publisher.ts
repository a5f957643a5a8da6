import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { der, extension, nameOf } from './der.ts';
import { AuthenticatorMaker } from './maker.ts';

const SUBJECT_ALT_NAME = '551d11';
const COMMON_NAME = '550403';
const DNS_NAME = 0x82;

/** What a publisher says of a model (FIDO Metadata Service 3.0, section 3.1.1), as far as somebody reads it. */
export interface PublishedModel {
  readonly aaguid?: string;
  readonly attestationCertificateKeyIdentifiers?: readonly string[];
  readonly metadataStatement?: {
    readonly description: string;
    readonly attestationRootCertificates: readonly string[];
    readonly [more: string]: unknown;
  };
  readonly statusReports: readonly { readonly status: string; readonly effectiveDate?: string; readonly [more: string]: unknown }[];
  readonly timeOfLastStatusChange: string;
}

export interface Publication {
  readonly no: number;
  /** Such as 2026-11-27. */
  readonly nextUpdate: string;
  readonly entries: readonly PublishedModel[];
}

/** What a publisher gets wrong. Everything else is right, and signed as it should be. */
export type PublisherMistake =
  /** Somebody else's key signs. */
  | 'otherKey'
  /** What is said was changed after it was signed. */
  | 'altered'
  /** The certificate is of another host. */
  | 'otherHost'
  /** The certificate has run out. */
  | 'ranOut'
  /** The certificate of the authority in between is not sent. */
  | 'noAuthority'
  /** Whoever signs the certificate may issue none. */
  | 'noIssuer'
  /** One authority stands below another that may have none below it. */
  | 'tooLong'
  /** The authority may speak for certain names alone, which it says in a way that must be understood. */
  | 'constrained'
  /** There is no certificate at all. */
  | 'noCertificate'
  /** The signature is made with the certificate for a secret. */
  | 'symmetric'
  /** There is no signature. */
  | 'unsigned'
  /** It says where a certificate could be fetched, and sends none. */
  | 'fetchedCertificate';

/** Somebody who publishes metadata of authenticators, as the FIDO alliance does: a root, an authority, and a certificate for the host. */
export class MetadataPublisher {
  readonly root: AuthenticatorMaker;
  readonly host: string;
  readonly #authority: AuthenticatorMaker;
  /** Extensions of the certificates of the authority and of the host. */
  readonly #extensions: readonly Buffer[];

  constructor(
    name: string,
    { host = 'mds.fidoalliance.org', extensions = [] }: { readonly host?: string; readonly extensions?: readonly Buffer[] } = {},
  ) {
    this.host = host;
    this.#extensions = extensions;
    this.root = new AuthenticatorMaker(name);
    this.#authority = new AuthenticatorMaker(`${name} authority`, undefined, { issuer: this.root, pathLength: 0, extensions });
  }

  /** The root certificate in PEM form. */
  get pem(): string {
    return this.root.pem;
  }

  /** The authority that issues certificates of hosts. */
  get authority(): AuthenticatorMaker {
    return this.#authority;
  }

  /** The publication as it is fetched: a compact JWS. */
  publish(publication: Publication, wrong?: PublisherMistake): string {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const authority = this.#authorityWith(wrong);
    const host = wrong === 'otherHost' ? `${this.host}.example` : this.host;
    const leaf = authority.at(-1) ?? this.root;
    const certificate = leaf.issue({
      publicKey,
      serial: 7,
      subject: nameOf([[COMMON_NAME, host]]),
      extensions: [extension(SUBJECT_ALT_NAME, der(0x30, der(DNS_NAME, Buffer.from(host)))), ...this.#extensions],
    });
    const chain = [certificate, ...(wrong === 'noAuthority' ? [] : authority.map(({ root }) => root).reverse())];
    const x5c = chain.map((one) => one.toString('base64'));
    const certified = wrong === 'noCertificate' ? {} : wrong === 'fetchedCertificate' ? { x5u: 'https://evil.example/chain.pem' } : { x5c };
    const alg = wrong === 'symmetric' ? 'HS256' : wrong === 'unsigned' ? 'none' : 'ES256';
    const said = `${text({ alg, typ: 'JWT', ...certified })}.${text({ legalHeader: 'For tests.', ...publication })}`;
    if (wrong === 'unsigned') return `${said}.`;
    if (wrong === 'symmetric') return `${said}.${createHmac('sha256', certificate).update(said).digest('base64url')}`;
    const key = wrong === 'otherKey' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey;
    const signature = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    if (wrong !== 'altered') return `${said}.${signature}`;
    const [header] = said.split('.');
    return `${header}.${text({ legalHeader: 'For tests.', ...publication, no: publication.no + 1 })}.${signature}`;
  }

  /** The authorities that stand between the root and the host. */
  #authorityWith(wrong: PublisherMistake | undefined): readonly AuthenticatorMaker[] {
    if (wrong === 'ranOut') return [new AuthenticatorMaker('Late authority', new Date('2021-01-01T00:00:00Z'), { issuer: this.root })];
    if (wrong === 'noIssuer') return [new AuthenticatorMaker('No authority', undefined, { issuer: this.root, isAuthority: false })];
    if (wrong === 'tooLong') return [this.#authority, new AuthenticatorMaker('Lower authority', undefined, { issuer: this.#authority })];
    // Name constraints: none but those below .example.
    const names = der(0x30, der(0xa0, der(0x30, der(DNS_NAME, Buffer.from('example')))));
    if (wrong === 'constrained')
      return [new AuthenticatorMaker('Small authority', undefined, { issuer: this.root, extensions: [extension('551d1e', names, true)] })];
    return [this.#authority];
  }
}

function text(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
