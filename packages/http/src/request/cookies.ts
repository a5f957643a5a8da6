import type { ResponseCookie } from '@waygate/node-kit';

/** Value of a cookie in a Cookie header (RFC 6265); the first one of the name. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** The cookies of a Cookie header whose names are looked for, in the order in which the browser sends them: the oldest first. */
export function cookiesCalled(
  header: string | undefined,
  isLookedFor: (name: string) => boolean,
): { readonly name: string; readonly value: string }[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    return name !== '' && isLookedFor(name) ? [{ name, value: pair.slice(at + 1).trim() }] : [];
  });
}

/** A cookie as a Set-Cookie header says it. */
export function setCookie({ name, value, maxAge, domain, path = '/', secure, httpOnly, sameSite }: ResponseCookie): string {
  const scope = `Path=${path}${domain === undefined ? '' : `; Domain=${domain}`}${maxAge === undefined ? '' : `; Max-Age=${maxAge}`}`;
  const flags = `${httpOnly ? '; HttpOnly' : ''}${secure ? '; Secure' : ''}`;
  return `${name}=${value}; ${scope}; SameSite=${sameSite}${flags}`;
}

/** The session cookie of an installation: with the prefix that binds it to this host alone when the public address is https. */
export interface SessionCookie {
  readonly name: string;
  /** Whether cookies go over https alone. */
  readonly secure: boolean;
  set(tokenId: string): string;
  clear(): string;
}

export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith('https:');
  const name = secure ? '__Host-iPlanetDirectoryPro' : 'iPlanetDirectoryPro';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    name,
    secure,
    set: (tokenId) => `${name}=${tokenId}; ${attributes}`,
    clear: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}
