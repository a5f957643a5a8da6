import { isIP } from 'node:net';
import type { DirectoryServer } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { Client } from 'ldapts';
import { type AllowedHosts, guardedHost, type Resolve } from '../outbound/address-guard.ts';
import { type ClientCertificate, readClientCertificate } from './read-client-certificate.ts';

const PORTS = { LDAP: 389, START_TLS: 389, LDAPS: 636 } as const;
/** Milliseconds to look a server up and to connect: the next one must have its turn before the person goes away. */
const CONNECT_MS = 5_000;
/** What asks a directory who it takes us for (RFC 4532). */
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';

export interface DirectorySurroundings {
  /** Servers that may be reached though they are not public. */
  readonly allowed: AllowedHosts;
  /** Certificates of further authorities, PEM. */
  readonly authorities?: string;
  readonly resolve?: Resolve;
}

/**
 * Opens a connection to the first server that answers, and closes it when `use` is done. Certificates are always checked, against the name and not the address.
 * @param as whom to sign on: the server as it is told to; or nobody yet, without a certificate of ours
 * @throws WaygateError `directory.unreachable` (operational) when none does, `directory.misconfigured` (authoring) when it does not let the server in
 */
export async function withDirectoryClient<T>(
  server: DirectoryServer,
  { allowed, authorities, resolve }: DirectorySurroundings,
  use: (client: Client) => Promise<T>,
  as: 'server' | 'nobody' = 'server',
): Promise<T> {
  let cause: unknown;
  const certificate = as === 'server' ? certificateOf(server) : undefined;
  for (const address of server.addresses) {
    const { host, port } = hostAndPort(address, PORTS[server.mode]);
    const begun = performance.now();
    const to = await addressOf(host, port, allowed, resolve);
    if (to === undefined) {
      cause = new Error(`No address of ${host} was found`);
      continue;
    }
    const tls = {
      ...(isIP(host) === 0 ? { servername: host } : { host }),
      ...(authorities === undefined ? {} : { ca: authorities }),
      ...certificate,
      minVersion: 'TLSv1.2' as const,
    };
    const client = new Client({
      url: `${server.mode === 'LDAPS' ? 'ldaps' : 'ldap'}://${isIP(to) === 6 ? `[${to}]` : to}:${port}`,
      connectTimeout: Math.max(1, CONNECT_MS - (performance.now() - begun)),
      timeout: server.within,
      strictDN: false,
      ...(server.mode === 'LDAPS' ? { tlsOptions: tls } : {}),
    });
    try {
      // What cannot be reached says so here; what fails afterwards is not the network's fault.
      if (server.mode === 'START_TLS') await client.startTLS(tls);
      if (as === 'server') await signOn(client, server);
      else await client.exop(WHO_AM_I).catch((error: unknown) => ignoreAnswer(error));
    } catch (error) {
      await client.unbind().catch(() => undefined);
      if (error instanceof WaygateError) throw error;
      if (isAnswer(error) && !isAway(error)) {
        const who = server.certificate === undefined ? 'the bind user' : 'whoever the client certificate names';
        throw misconfigured(`The directory does not let ${who} of this node in.`, error);
      }
      cause = error;
      continue;
    }
    try {
      return await use(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  }
  throw unreachable(cause);
}

/**
 * Signs on as the configuration says: by the certificate that the connection has shown, or by name and password.
 * Active Directory takes the certificate of a connection by LDAPS at once and refuses to be told so again (MS-ADTS 5.1.1.2). So there a directory, whatever it is, is asked first whom it knows.
 */
async function signOn(client: Client, { certificate, mode, bindDn, bindPassword }: DirectoryServer): Promise<void> {
  if (certificate === undefined) return client.bind(bindDn, bindDn === '' ? '' : bindPassword);
  if (mode === 'LDAPS' && (await isKnown(client))) return;
  return client.bindSASL('EXTERNAL');
}

/** Whether a directory takes this connection for somebody. One that does not tell, or wants to be signed on to before, is signed on to. */
async function isKnown(client: Client): Promise<boolean> {
  const asked = client.exop(WHO_AM_I).catch((error: unknown) => ignoreAnswer(error));
  const { value = '' } = (await asked) ?? {};
  // Nobody is an empty name, which some write with its kind before it.
  return value.replace(/^(dn|u):/i, '').trim() !== '';
}

/** The certificate to show, if there is one. */
function certificateOf({ certificate, mode }: DirectoryServer): ClientCertificate | undefined {
  if (certificate === undefined) return undefined;
  if (mode === 'LDAP') throw misconfigured('A client certificate needs a connection by LDAPS or StartTLS.', undefined);
  try {
    return readClientCertificate(certificate);
  } catch (error) {
    throw misconfigured(error instanceof Error ? error.message : '', error);
  }
}

/** Whatever a directory answers, it is there. */
function ignoreAnswer(error: unknown): void {
  if (!isAnswer(error) || isAway(error)) throw error;
}

/** @returns undefined when there is no address, or none was found in time */
async function addressOf(host: string, port: number, allowed: AllowedHosts, resolve: Resolve | undefined): Promise<string | undefined> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), CONNECT_MS);
  try {
    return await guardedHost(host, String(port), allowed, limit.signal, resolve);
  } catch (error) {
    if (error instanceof WaygateError && error.code === 'outbound.unresolved') return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for what a directory was asked over a connection that stood.
 * @throws WaygateError `directory.unreachable` (operational) when the connection breaks, nothing comes in time, or the directory says that it is busy or away
 */
export async function answerTo<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (isAnswer(error) && !isAway(error)) throw error;
    throw unreachable(error);
  }
}

function unreachable(cause: unknown): WaygateError {
  return new WaygateError('operational', 'directory.unreachable', 'The directory does not answer. Try again in a moment.', { cause });
}

/** Result codes by which a directory says that it cannot serve anybody now (RFC 4511): busy, unavailable. */
function isAway({ code }: { readonly code: number }): boolean {
  return code === 51 || code === 52;
}

/** Whether a directory answered, with a no of any kind: its errors carry a result code (RFC 4511 appendix A). */
export function isAnswer(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

export function misconfigured(message: string, cause: unknown): WaygateError {
  return new WaygateError('authoring', 'directory.misconfigured', message, { cause });
}

/** Reads `host`, `host:port`, `[v6]:port`, also with the name of a server of AM before it (`am1|host:port`), which means nothing here. */
export function hostAndPort(text: string, byDefault: number): { readonly host: string; readonly port: number } {
  const address = text.slice(text.lastIndexOf('|') + 1).trim();
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/]+))(?::(\d{1,5}))?$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) throw misconfigured(`"${text}" is no address of a server. Write host:port.`, undefined);
  return { host: host.toLowerCase(), port: match?.[3] === undefined ? byDefault : Number(match[3]) };
}
