/** Makes a handle of 32 random bytes, base64url. */
export function makeHandle(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** What is kept of a handle, base64url. */
export async function hashHandle(handle: string): Promise<string> {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(handle))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
