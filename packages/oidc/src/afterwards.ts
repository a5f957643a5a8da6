import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RequestCookies } from './cookies.ts';
import { factsOf } from './request-facts.ts';

/** What is done to every answer of the library: only outer cookies leave, and AM's clients get the statuses and bodies that they know. */
export function afterwards(cookiesOf: RequestCookies, now: () => number) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const cookies = ctx.res.getHeader('set-cookie');
    if (cookies !== undefined) {
      const outer = cookiesOf.outer(Array.isArray(cookies) ? cookies : [String(cookies)], factsOf(ctx.req).cookies, now());
      if (outer.length === 0) ctx.res.removeHeader('set-cookie');
      else ctx.res.setHeader('set-cookie', outer);
    }
    // The library lets every origin read what it answers. Which ones may is told before.
    if (ctx.response.get('access-control-allow-origin') === '*') {
      ctx.remove('Access-Control-Allow-Origin');
      ctx.remove('Access-Control-Expose-Headers');
    }
    // Phones know a redirect by this one.
    if (ctx.status === 303) ctx.status = 302;
    // A redirect shows nothing, and applications ask for it in a hidden frame, which browsers would not let through.
    if (ctx.status === 302) for (const name of ['Content-Security-Policy', 'X-Frame-Options']) ctx.remove(name);
    if (ctx.path === '/token/revoke' && ctx.status === 200) ctx.body = {};
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'no-referrer');
  };
}
