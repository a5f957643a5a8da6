/**
 * Other names by which a browser on this machine may call a server whose public address is on localhost. Pages opened under one of them are led to the public
 * address, because links, passkeys and the phone's addresses are made of that.
 * @returns values of the Host header
 */
export function loopbackAliases(publicUrl: string): ReadonlySet<string> {
  const { protocol, hostname, port } = new URL(publicUrl);
  if (hostname !== 'localhost' || protocol !== 'http:') return new Set();
  const suffix = port === '' ? '' : `:${port}`;
  return new Set([`127.0.0.1${suffix}`, `[::1]${suffix}`]);
}
