import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import { CRLDistributionPointsExtension, X509Certificate as ReadCertificate, X509Crl } from '@peculiar/x509';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { CONTEXT, type DerElement, extensionOf, partsOf, readElements } from './der-element.ts';
import type { RevocationFault } from './revocation-fault.ts';

interface List {
  readonly crl: X509Crl;
  /** Until when it is gone by, epoch milliseconds. */
  readonly until: number;
}

const KEY_USAGE = '551d0f';
const CRL_SIGN = 0x02;
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28';
/** Extensions of a list that are understood, whether they must be or not: its issuer's key, its number, and what it is for. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['2.5.29.35', '2.5.29.20', ISSUING_DISTRIBUTION_POINT]);

/** Addresses of one certificate that are tried. */
const MOST_ADDRESSES = 4;
const MOST_LISTS = 200;
const DAY_MS = 86_400_000;
/** How long an address is left alone that did not answer. */
const SPARE_MS = 60_000;

/**
 * Looks certificates up in the revocation lists (RFC 5280, section 6.3) that they name. A list is kept until the next is due, and for a day at most. What names no list, and what is only
 * told on request (OCSP), counts as not looked up.
 * @param http makes requests to nowhere inside
 * @param now epoch milliseconds
 */
export function createCertificateLists(http: OutboundHttp, now: () => number) {
  const lists = new Map<string, List>();
  const failures = new Map<string, number>();

  const listAt = async (address: string, issuer: X509Certificate): Promise<X509Crl | undefined> => {
    const key = `${issuer.fingerprint256} ${address}`;
    const kept = lists.get(key);
    if (kept !== undefined && kept.until > now()) return kept.crl;
    lists.delete(key);
    if (now() - (failures.get(key) ?? Number.NEGATIVE_INFINITY) < SPARE_MS) return undefined;
    const found = await fetchList(http, address, issuer, now());
    for (const map of [lists, failures]) if (map.size >= MOST_LISTS) map.clear();
    if (found === undefined) failures.set(key, now());
    else lists.set(key, found);
    return found?.crl;
  };

  const faultOf = async (certificate: X509Certificate, issuer: X509Certificate): Promise<RevocationFault | undefined> => {
    const read = new ReadCertificate(new Uint8Array(certificate.raw));
    for (const address of addressesOf(read)) {
      const crl = await listAt(address, issuer);
      if (crl === undefined || !isFor(crl, certificate, address)) continue;
      return crl.findRevoked(read) === null ? undefined : 'revoked';
    }
    return 'unchecked';
  };

  return async (path: readonly X509Certificate[]): Promise<RevocationFault | undefined> => {
    try {
      for (const [index, certificate] of path.entries()) {
        const issuer = path[index + 1];
        const fault = issuer === undefined ? undefined : await faultOf(certificate, issuer);
        if (fault !== undefined) return fault;
      }
      return undefined;
    } catch {
      return 'unchecked';
    }
  };
}

function addressesOf(certificate: ReadCertificate): readonly string[] {
  const points = certificate.getExtension(CRLDistributionPointsExtension)?.distributionPoints ?? [];
  // A point with reasons lists some of what was revoked, one with another issuer is signed by somebody else.
  const whole = points.filter(({ reasons, cRLIssuer }) => reasons === undefined && (cRLIssuer ?? []).length === 0);
  const names = whole.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? []);
  const addresses = names.flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? []);
  return addresses.filter((address) => /^https?:/i.test(address)).slice(0, MOST_ADDRESSES);
}

async function fetchList(http: OutboundHttp, address: string, issuer: X509Certificate, now: number): Promise<List | undefined> {
  try {
    const answer = await http.send({ url: address, method: 'GET', headers: {}, body: undefined, encoding: 'latin1' });
    if (answer.status !== 200) return undefined;
    const crl = new X509Crl(new Uint8Array(Buffer.from(answer.body, 'latin1')));
    const read = new ReadCertificate(new Uint8Array(issuer.raw));
    const { nextUpdate, thisUpdate } = crl;
    if (nextUpdate === undefined || thisUpdate.getTime() > now || nextUpdate.getTime() <= now) return undefined;
    if (!maySignLists(issuer) || crl.issuer !== read.subject || !(await crl.verify({ publicKey: read.publicKey }))) return undefined;
    if (crl.extensions.some(({ critical, type }) => critical && !UNDERSTOOD.has(type))) return undefined;
    return { crl, until: Math.min(nextUpdate.getTime(), now + DAY_MS) };
  } catch {
    return undefined;
  }
}

function maySignLists({ raw }: X509Certificate): boolean {
  const usage = extensionOf(raw, KEY_USAGE);
  const bits = usage === undefined ? undefined : readElements(usage)[0]?.content[1];
  return usage === undefined || ((bits ?? 0) & CRL_SIGN) !== 0;
}

/** Whether a list is for a certificate: one may be for those of authorities alone, for those of others alone, or for those that name its address. */
function isFor(crl: X509Crl, certificate: X509Certificate, address: string): boolean {
  const extension = crl.getExtension(ISSUING_DISTRIBUTION_POINT);
  if (extension === null) return true;
  const parts = partsOf(readElements(new Uint8Array(extension.value))[0]);
  const isSet = (tag: number) => part(parts, tag)?.content[0] === 0xff;
  const [onlyOthers, onlyAuthorities, reasons, indirect, onlyAttributes] = [
    isSet(1),
    isSet(2),
    part(parts, 3) !== undefined,
    isSet(4),
    isSet(5),
  ];
  if (reasons || indirect || onlyAttributes || (onlyOthers && certificate.ca) || (onlyAuthorities && !certificate.ca)) return false;
  const point = part(parts, 0);
  if (point === undefined) return true;
  const names = partsOf(partsOf(point).find(({ tag }) => tag === 0));
  return names.some(({ tag, content }) => tag === 6 && Buffer.from(content).toString('latin1') === address);
}

/** A part that belongs to its context, whether it holds others or not. */
function part(parts: readonly DerElement[], tag: number): DerElement | undefined {
  return parts.find((one) => (one.form & 0xc0) === (CONTEXT & 0xc0) && one.tag === tag);
}
