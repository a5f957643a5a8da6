import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { WaygateError } from '@waygate/schema';

/** IPv4 that is not of the public Internet (IANA's special-purpose registry), the metadata services of clouds among them. */
const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** What is special within the one part of IPv6 that is of the public Internet: forms that carry an IPv4 address, and documentation. */
const V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special = new BlockList();
for (const range of V4) special.addSubnet(...subnet(range), 'ipv4');
for (const range of V6) special.addSubnet(...subnet(range), 'ipv6');
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is of the public Internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  return family === 6 && publicV6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Hosts that may be reached though they are not public, as `host` or `host:port`, in lower case. */
export interface AllowedHosts extends ReadonlySet<string> {
  /** What the list is called, where hosts of the public Internet must stand on it as well. */
  readonly onlyListed?: string;
}

export type Resolve = (host: string) => Promise<readonly string[]>;
const resolveName: Resolve = async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Says which address a request to a URL must go to, so that nobody can answer with another one between the check and the request.
 * @throws WaygateError `outbound.refused` (authoring) for anything that is not http(s), has credentials, or is not of the public Internet and not allowed;
 * `outbound.unlisted` (authoring) for what is not listed where only that may be called; `outbound.unresolved` (authoring) for a name without an address, or whose address is not found before the signal
 */
export async function guardedAddress(url: URL, allowed: AllowedHosts, signal: AbortSignal, resolve?: Resolve): Promise<string> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(`${url.protocol} is not an address of the web.`);
  if (url.username !== '' || url.password !== '') throw refused('An address must not carry a name or a password.');
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return guardedHost(host, port, allowed, signal, resolve);
}

/**
 * Says which address a connection to a host must go to.
 * @param host in lower case
 * @throws WaygateError `outbound.refused`, `outbound.unlisted`, `outbound.unresolved` (authoring) as above
 */
export async function guardedHost(
  host: string,
  port: string,
  allowed: AllowedHosts,
  signal: AbortSignal,
  resolve: Resolve = resolveName,
): Promise<string> {
  const isListed = allowed.has(host) || allowed.has(`${host}:${port}`);
  // Before the name is looked up, which would tell whoever answers for it something already.
  if (allowed.onlyListed !== undefined && !isListed) throw unlisted(host, port, allowed.onlyListed);
  const addresses = isIP(host) === 0 ? await resolved(host, signal, resolve) : [host];
  const [address] = addresses;
  if (address === undefined) throw unresolved(`There is no address of ${host}.`);
  if (isListed) return address;
  // One address that is not public is enough: which one is tried is not ours to say.
  if (addresses.every(isPublicAddress)) return address;
  throw refused(`${host} is not an address of the public Internet. An operator can allow it.`);
}

/** A look-up cannot be called off: nobody waits for it longer than they want, and it ends with its own time. */
async function resolved(host: string, signal: AbortSignal, resolve: Resolve): Promise<readonly string[]> {
  const late = Promise.withResolvers<never>();
  const leave = () => late.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([resolve(host), late.promise]);
  } catch (cause) {
    throw unresolved(signal.aborted ? `The address of ${host} was not found in time.` : `There is no address of ${host}.`, cause);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function unlisted(host: string, port: string, list: string): WaygateError {
  const message = `${host} is not on the list of what this server may call. Ask its operator to add ${host}:${port} to ${list}.`;
  return new WaygateError('authoring', 'outbound.unlisted', `The request is refused: ${message}`);
}

function refused(message: string): WaygateError {
  return new WaygateError('authoring', 'outbound.refused', `The request is refused: ${message}`);
}

function unresolved(message: string, cause?: unknown): WaygateError {
  return new WaygateError('authoring', 'outbound.unresolved', message, { cause });
}

function subnet(range: string): [string, number] {
  const [network = '', bits] = range.split('/');
  return [network, Number(bits)];
}
