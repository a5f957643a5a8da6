import { isIP } from 'node:net';
import type { DirectoryServer } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { Client } from 'ldapts';
import { type AllowedHosts, guardedHost, type Resolve } from '../outbound/address-guard.ts';

const PORTS = { LDAP: 389, START_TLS: 389, LDAPS: 636 } as const;
/** Milliseconds to look a server up and to connect: the next one must have its turn before the person goes away. */
const CONNECT_MS = 5_000;

export interface DirectorySurroundings {
  /** Servers that may be reached though they are not public. */
  readonly allowed: AllowedHosts;
  /** Certificates of further authorities, PEM. */
  readonly authorities?: string;
  readonly resolve?: Resolve;
}

/**
 * Opens a connection to the first server that answers, and closes it when `use` is done. Certificates are always checked, against the name and not the address.
 * @throws WaygateError `directory.unreachable` (operational) when none does
 */
export async function withDirectoryClient<T>(
  server: DirectoryServer,
  { allowed, authorities, resolve }: DirectorySurroundings,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  let cause: unknown;
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
      else await client.bind(server.bindDn, server.bindDn === '' ? '' : server.bindPassword);
      if (server.mode === 'START_TLS') await client.bind(server.bindDn, server.bindDn === '' ? '' : server.bindPassword);
    } catch (error) {
      await client.unbind().catch(() => undefined);
      if (isAnswer(error) && !isAway(error)) throw misconfigured('The directory does not let the bind user of this node in.', error);
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
