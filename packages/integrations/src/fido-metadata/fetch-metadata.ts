import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { WaygateError } from '@waygate/schema';
import type { AllowedHosts } from '../outbound/address-guard.ts';
import { createOutboundHttp } from '../outbound/create-outbound-http.ts';

/** Bytes of metadata. That of the FIDO alliance has six millions, most of them pictures. */
const LONGEST = 32 * 1024 * 1024;
const WITHIN_MS = 30_000;
const FOLDER = 'fido-metadata';

/**
 * Fetches the text of sources of metadata: of the public Internet, encrypted, or of hosts that an operator allows; or files of one folder.
 * @param allowed hosts that may be asked though they are not public, and unencrypted, in lower case
 * @param dataDirectory that has the folder; undefined where there are no files
 */
export function createMetadataFetch(allowed: AllowedHosts, dataDirectory: string | undefined): (source: string) => Promise<string> {
  const http = createOutboundHttp({ allowed, longest: LONGEST, within: WITHIN_MS, redirects: 3 });
  return async (source) => {
    if (source.startsWith('file:')) return readFile(dataDirectory, source.slice('file:'.length));
    const { protocol, hostname, host } = new URL(source);
    if (protocol !== 'https:' && !allowed.has(hostname) && !allowed.has(host))
      throw refused('It is fetched encrypted, or from hosts that an operator allows.');
    const answer = await http.send({ url: source, method: 'GET', headers: { accept: '*/*' }, body: undefined });
    if (answer.status !== 200) throw refused(`The source answered ${answer.status}.`);
    return answer.body;
  };
}

async function readFile(dataDirectory: string | undefined, name: string): Promise<string> {
  if (dataDirectory === undefined || !/^\w[\w.-]*$/.test(name)) throw refused('There is no such file.');
  try {
    await using file = await open(join(dataDirectory, FOLDER, name));
    const facts = await file.stat();
    const { size } = facts;
    if (!facts.isFile()) throw refused('It is no file.');
    if (size > LONGEST) throw refused(`The file is longer than ${LONGEST} bytes.`);
    return await file.readFile('utf8');
  } catch (cause) {
    if (cause instanceof WaygateError) throw cause;
    throw refused(`The file ${name} in the folder ${FOLDER} of the data folder cannot be read.`, cause);
  }
}

function refused(why: string, cause?: unknown): WaygateError {
  return new WaygateError('operational', 'fido_metadata.unavailable', `The FIDO metadata cannot be fetched. ${why}`, { cause });
}
