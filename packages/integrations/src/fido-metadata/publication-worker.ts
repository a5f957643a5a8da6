import { X509Certificate } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { ReadByWorker, WantedPublication } from './read-beside-sign-ons.ts';
import { readPublication } from './read-publication.ts';

/** Reads one publication and ends. Certificates go in and out as bytes. */
const { text, roots, host, now } = workerData as WantedPublication;
const trust = { roots: roots.map((root) => new X509Certificate(root)), host };
const read = await readPublication(text, trust, now);
const answer: ReadByWorker = 'fault' in read ? read : { ...read, path: read.path.map(({ raw }) => new Uint8Array(raw)) };
parentPort?.postMessage(answer);
