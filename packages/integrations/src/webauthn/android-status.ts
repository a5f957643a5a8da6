import type { X509Certificate } from 'node:crypto';
import type { AndroidKeyAttestationService } from '@waygate/schema';
import { z } from 'zod';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import type { RevocationFault } from './revocation-fault.ts';

/** What Google publishes of certificates that are not to be trusted any more, by their serial numbers; whatever is said of one, it is not. */
const statusList = z.object({ entries: z.record(z.string(), z.unknown()) });

const HOUR_MS = 3_600_000;
/** How long an address is left alone that did not answer. */
const SPARE_MS = 60_000;

interface Kept {
  /** Serial numbers, hexadecimal in small letters, without zeros before. */
  readonly serials: ReadonlySet<string> | undefined;
  readonly at: number;
}

/**
 * Looks certificates of the key store of Android up in the list of those that are not to be trusted any more.
 * @param now epoch milliseconds
 */
export function createAndroidStatus(http: OutboundHttp, now: () => number) {
  const lists = new Map<string, Kept>();
  return async (
    path: readonly X509Certificate[],
    { crlUrl, cacheDuration }: AndroidKeyAttestationService,
  ): Promise<RevocationFault | undefined> => {
    const kept = lists.get(crlUrl);
    const age = now() - (kept?.at ?? Number.NEGATIVE_INFINITY);
    const isGood = kept !== undefined && age < (kept.serials === undefined ? SPARE_MS : cacheDuration * HOUR_MS);
    const list = isGood ? kept : { serials: await fetchSerials(http, crlUrl), at: now() };
    if (lists.size >= 20) lists.clear();
    lists.set(crlUrl, list);
    const { serials } = list;
    if (serials === undefined) return 'unchecked';
    return path.some(({ serialNumber }) => serials.has(plain(serialNumber))) ? 'revoked' : undefined;
  };
}

async function fetchSerials(http: OutboundHttp, url: string): Promise<ReadonlySet<string> | undefined> {
  // Nobody signs the list, so that only the connection says whose it is.
  if (!url.startsWith('https://')) return undefined;
  try {
    const answer = await http.send({ url, method: 'GET', headers: { accept: 'application/json' }, body: undefined });
    const read = answer.status === 200 ? statusList.safeParse(JSON.parse(answer.body)).data : undefined;
    return read === undefined ? undefined : new Set(Object.keys(read.entries).map(plain));
  } catch {
    return undefined;
  }
}

function plain(serial: string): string {
  return serial.toLowerCase().replace(/^0+/, '');
}
