import { createHash, X509Certificate } from 'node:crypto';
import type { FidoModel } from '@waygate/storage';
import { compactVerify, decodeProtectedHeader, errors } from 'jose';
import { z } from 'zod';
import { pathTo } from '../webauthn/certificate-path.ts';

/** Who may publish metadata. */
export interface PublisherTrust {
  readonly roots: readonly X509Certificate[];
  /** That the certificate must be of. */
  readonly host: string;
}

/** Why a publication is not taken. */
export interface PublicationFault {
  readonly fault: 'malformed' | 'untrusted' | 'signature' | 'expired';
  /** One sentence. */
  readonly why: string;
}

/** What was published, and is right. */
export interface ReadPublication {
  readonly no: number;
  readonly digest: string;
  /** From then on it is worth nothing, epoch milliseconds. */
  readonly until: number;
  readonly models: readonly FidoModel[];
  /** The certificates that it was signed by, up to the root. */
  readonly path: readonly X509Certificate[];
}

/** Those of JWS that FIDO's certificates can be of. */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
/** Certificates of a chain. */
const MOST_CERTIFICATES = 8;
const LONGEST_DESCRIPTION = 200;
const DAY_MS = 86_400_000;

const header = z.object({ x5c: z.array(z.string().max(16_384)).min(1).max(MOST_CERTIFICATES) });
const day = z.iso.date();
const publication = z.object({ no: z.int().min(0), nextUpdate: day, entries: z.array(z.unknown()).max(100_000) });
const aaguid = z
  .guid()
  .transform((text) => text.toLowerCase())
  .optional();
const keyIdentifier = z.string().max(64);
const entry = z.object({
  aaguid,
  attestationCertificateKeyIdentifiers: z.array(keyIdentifier).optional(),
  metadataStatement: z
    .object({ description: z.string().optional(), attestationRootCertificates: z.array(z.string()).optional() })
    .optional(),
  statusReports: z.array(z.object({ status: z.string(), effectiveDate: day.optional() })),
});
/** What can be read of an entry that is not as it should be: whose it is, and what was found out. Its roots and its days count for nothing. */
const oddEntry = z.object({
  aaguid: aaguid.catch(undefined),
  attestationCertificateKeyIdentifiers: z.array(keyIdentifier.catch('')).catch([]),
  metadataStatement: z.undefined().catch(undefined),
  statusReports: z.array(z.object({ status: z.string() }).catch({ status: '' })).catch([]),
});

/**
 * Reads a publication of metadata (FIDO Metadata Service 3.0, section 3.2) and checks that it is signed by whom the realm trusts, and still good.
 * @param text a compact JWS
 * @param now epoch milliseconds
 */
export async function readPublication(text: string, trust: PublisherTrust, now: number): Promise<ReadPublication | PublicationFault> {
  const token = text.trim();
  const path = signersOf(token, trust, now);
  if ('fault' in path) return path;
  const payload = await verified(token, path[0]);
  if ('fault' in payload) return payload;
  const read = publication.safeParse(parsed(Buffer.from(payload).toString('utf8')));
  if (!read.success) return refused('malformed', 'It is not what FIDO publishes.');
  const until = Date.parse(`${read.data.nextUpdate}T00:00:00Z`) + DAY_MS;
  if (until <= now) return refused('expired', `It was to be replaced by ${read.data.nextUpdate}.`);
  return {
    no: read.data.no,
    digest: createHash('sha256').update(payload).digest('base64url'),
    until,
    models: read.data.entries.flatMap(modelOf),
    path,
  };
}

function signersOf(token: string, { roots, host }: PublisherTrust, now: number): readonly X509Certificate[] | PublicationFault {
  let said: unknown;
  try {
    said = decodeProtectedHeader(token);
  } catch {
    return refused('malformed', 'It is no signed text (JWS).');
  }
  const { x5c } = header.safeParse(said).data ?? {};
  const chain = (x5c ?? []).flatMap((one) => certificateOf(one) ?? []);
  if (x5c === undefined || chain.length !== x5c.length)
    return refused('untrusted', 'It does not bring the certificates of whoever signed it.');
  const path = pathTo(roots, chain, now);
  if (path === undefined)
    return refused('untrusted', 'The certificates of whoever signed it lead to no root that is trusted, or are not in force.');
  if (chain[0]?.checkHost(host, { wildcards: false }) === undefined) return refused('untrusted', `Whoever signed it is not ${host}.`);
  return path;
}

async function verified(token: string, signer: X509Certificate | undefined): Promise<Uint8Array | PublicationFault> {
  if (signer === undefined) return refused('untrusted', 'Nobody has signed it.');
  try {
    return (await compactVerify(token, signer.publicKey, { algorithms: ALGORITHMS })).payload;
  } catch (cause) {
    return refused(cause instanceof errors.JWSInvalid ? 'malformed' : 'signature', 'The signature is not right.');
  }
}

/**
 * What a realm goes by of an entry; nothing of what is for other protocols than WebAuthn, or says no model that can be read. A model of which anything else cannot be read
 * stays without a root, so that it is trusted by nobody, whatever another source says of it.
 */
function modelOf(said: unknown): readonly FidoModel[] {
  const read = entry.safeParse(said).data ?? oddEntry.safeParse(said).data;
  const { aaguid: model, attestationCertificateKeyIdentifiers = [], metadataStatement, statusReports = [] } = read ?? {};
  const keyIdentifiers = attestationCertificateKeyIdentifiers.filter((one) => one !== '').map((one) => one.toLowerCase());
  if (model === undefined && keyIdentifiers.length === 0) return [];
  return [
    {
      ...(model === undefined ? {} : { aaguid: model }),
      keyIdentifiers,
      description: (metadataStatement?.description ?? '').slice(0, LONGEST_DESCRIPTION),
      roots: (metadataStatement?.attestationRootCertificates ?? []).map((one) => one.replaceAll(/\s+/g, '')),
      reports: statusReports,
    },
  ];
}

function certificateOf(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(fault: PublicationFault['fault'], why: string): PublicationFault {
  return { fault, why };
}
