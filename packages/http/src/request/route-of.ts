import type { IncomingMessage } from 'node:http';
import { AM_RESOURCES, OAUTH_RESOURCES, readAmPath } from './am-path.ts';

/** What the router of Express leaves at a request. */
interface Routed {
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
}

const GATE = new Set(['check', 'lead', 'enter', 'sign-on', 'signed-off']);

/**
 * The template of the address of a request, such as `/am/json/:realm/authenticate`: words of ours alone, so that it can be told where nothing may be that a client wrote.
 */
export function routeOf(request: IncomingMessage): string {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const original = (request as { readonly originalUrl?: string }).originalUrl?.split('?')[0] ?? path;
  if (original.startsWith('/am/json/')) return amRoute('/am/json', original.slice(9), AM_RESOURCES);
  if (original.startsWith('/am/oauth2/')) return amRoute('/am/oauth2', original.slice(11), OAUTH_RESOURCES);
  if (original.startsWith('/openidm/')) return '/openidm/*path';
  if (original.startsWith('/environment/')) return '/environment/*path';
  if (original.startsWith('/forward-auth/')) {
    const [, , , what = ''] = original.split('/');
    return GATE.has(what) ? `/forward-auth/:realm/${what}` : '/forward-auth/*path';
  }
  const { route, baseUrl = '' } = request as Routed;
  // Routers are mounted at paths without parameters.
  const mount = original.startsWith(`${baseUrl}/`) && /^(\/api|\/api\/v\d)?$/.test(baseUrl) ? baseUrl : '';
  const template = typeof route?.path === 'string' ? route.path : Array.isArray(route?.path) ? String(route.path[0]) : undefined;
  if (template !== undefined) return `${mount}${template}`;
  return original.startsWith('/api/') ? '/api/*path' : '/*path';
}

function amRoute(root: string, below: string, resources: ReadonlySet<string>): string {
  const first = readAmPath(below, resources)?.resource[0] ?? '';
  return resources.has(first) ? `${root}/:realm/${first}` : `${root}/*path`;
}
