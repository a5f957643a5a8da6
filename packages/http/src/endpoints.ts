import type { Server } from 'node:http';
import type { Express } from 'express';
import { ADMIN_ROUTES } from './admin/admin-router.ts';
import { OFFLINE_API, TOKEN_PATH } from './offline-api/openapi-document.ts';
import { operations } from './offline-api/operations.ts';
import { CONFIGURATION_ROUTES } from './realm-config/realm-config.ts';
import { AM_RESOURCES, OAUTH_RESOURCES } from './request/am-path.ts';

/** An address that a server answers at, as its own tables have it. */
export interface Endpoint {
  /** `*` where the handler itself looks at the method. */
  readonly method: string;
  /** With parameters as `:name` and `*name`; of AM's resources what follows the realm, such as `/am/json/sessions`. */
  readonly path: string;
}

const BY_SERVER = new WeakMap<Server, Express>();

/** Remembers what a server answers with, for `endpointsOf`. */
export function rememberEndpoints(server: Server, app: Express): void {
  BY_SERVER.set(server, app);
}

/**
 * Every address that a server answers at, read off what serves them, so that checks of all of them miss none.
 * @throws Error for a server that `createHttpServer` did not make, and when a router is mounted that this list does not know
 */
export function endpointsOf(server: Server): readonly Endpoint[] {
  const app = BY_SERVER.get(server);
  if (app === undefined) throw new Error('This server is none of ours.');
  return [
    ...pagesOf(app),
    ...ADMIN_ROUTES.map(([method, path]) => ({ method: method.toUpperCase(), path: `/api${path}` })),
    { method: 'POST', path: `${OFFLINE_API}${TOKEN_PATH}` },
    { method: 'GET', path: `${OFFLINE_API}/openapi.json` },
    ...operations.map(({ method, path }) => ({
      method: method.toUpperCase(),
      path: `${OFFLINE_API}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    })),
    ...amResources().map((path) => ({ method: '*', path })),
    ...['check', 'lead', 'enter', 'sign-on', 'signed-off'].map((what) => ({ method: '*', path: `/forward-auth/:realm/${what}` })),
  ];
}

/** Resources of administrators by their whole prefix, the others by their first segment. */
function amResources(): readonly string[] {
  const configured = CONFIGURATION_ROUTES.map(([below]) => below.join('/'));
  const own = [...AM_RESOURCES].filter((name) => !configured.some((path) => path.split('/')[0] === name));
  return [
    ...own.map((name) => `/am/json/${name}`),
    ...configured.map((path) => (/^(openidm|environment)$/.test(path) ? `/${path}/*path` : `/am/json/${path}`)),
    ...[...OAUTH_RESOURCES].map((name) => `/am/oauth2/${name}`),
  ];
}

/** Routers that are mounted: the offline API and the administration API, whose tables are read themselves. */
const MOUNTED = 2;

function pagesOf(app: Express): readonly Endpoint[] {
  const layers = app.router.stack;
  const mounted = layers.filter(({ route, handle }) => route === undefined && 'stack' in handle).length;
  if (mounted > MOUNTED) throw new Error('A router is mounted whose addresses are not listed. Add its table to endpoints.ts.');
  return layers.flatMap(({ route }) =>
    route === undefined
      ? []
      : [route.path].flat().map((path) => ({ method: route.stack[0]?.method?.toUpperCase() ?? '*', path: String(path) })),
  );
}
