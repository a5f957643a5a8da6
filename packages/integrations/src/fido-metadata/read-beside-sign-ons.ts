import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { WaygateError } from '@waygate/schema';
import type { PublicationFault, PublisherTrust, ReadPublication } from './read-publication.ts';

/** What the thread is given. */
export interface WantedPublication {
  readonly text: string;
  /** Certificates in DER. */
  readonly roots: readonly Uint8Array[];
  readonly host: string;
  readonly now: number;
}

/** What it answers, with certificates in DER. */
export type ReadByWorker = PublicationFault | (Omit<ReadPublication, 'path'> & { readonly path: readonly Uint8Array[] });

/** Signs that are read at once, so few that nobody notices. */
const FEW = 65_536;
const HEAP_MB = 512;
const WITHIN_MS = 60_000;

/**
 * Reads a publication without holding up sign-ons: that of the FIDO alliance has millions of signs, so it is read in a thread of its own.
 * @param now epoch milliseconds
 * @throws WaygateError (operational) `fido_metadata.malformed`, `fido_metadata.untrusted`, `fido_metadata.signature`, `fido_metadata.expired`
 */
export async function readBesideSignOns(text: string, trust: PublisherTrust, now: number): Promise<ReadPublication> {
  const read =
    text.length <= FEW ? await (await import('./read-publication.ts')).readPublication(text, trust, now) : await inThread(text, trust, now);
  if ('fault' in read) throw refused(read.fault, read.why);
  return read;
}

async function inThread(text: string, { roots, host }: PublisherTrust, now: number): Promise<ReadPublication | PublicationFault> {
  const file = `./publication-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`;
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: { text, roots: roots.map(({ raw }) => new Uint8Array(raw)), host, now } satisfies WantedPublication,
    // Nothing of the server's surroundings is in the thread, not even its environment.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  try {
    const [read] = (await once(worker, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [ReadByWorker];
    return 'fault' in read ? read : { ...read, path: read.path.map((der) => new X509Certificate(der)) };
  } catch (cause) {
    // Such as one that is larger than the thread.
    throw refused('malformed', 'It could not be read.', cause);
  } finally {
    await worker.terminate();
  }
}

function refused(fault: PublicationFault['fault'], why: string, cause?: unknown): WaygateError {
  return new WaygateError('operational', `fido_metadata.${fault}`, `The FIDO metadata is not taken. ${why}`, { cause });
}
