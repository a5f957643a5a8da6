import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

const proved = new WeakSet<IncomingMessage>();

/** Notes which requests were answered well and held something that only a client or a person let in has: a secret, a grant or a token. */
export function noteProof(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.status >= 200 && ctx.status < 300 && isProof(ctx as KoaContextWithOIDC)) proved.add(ctx.req);
  });
}

/** Whether a request that was handed to the library was one of those. */
export function wasProved(request: IncomingMessage): boolean {
  return proved.has(request);
}

function isProof({ oidc }: KoaContextWithOIDC): boolean {
  switch (oidc?.route) {
    case 'token':
    case 'userinfo':
      return true;
    case 'introspection':
    case 'revocation': {
      // A public client says its name alone, and is answered well whatever it asks about.
      const method = oidc.client?.clientAuthMethod;
      return method !== undefined && method !== 'none';
    }
    default:
      return false;
  }
}
