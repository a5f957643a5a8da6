import { toRealmPath, WaygateError } from '@waygate/schema';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createAdminRouter } from './admin/admin-router.ts';
import { leadToPreview } from './admin/lead-to-preview.ts';
import { needsAttention } from './errors/needs-attention.ts';
import { problemAnswer } from './errors/problem-answer.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { HttpDeps } from './http-deps.ts';
import { mayReadMetrics } from './metrics/may-read-metrics.ts';
import type { MetricRegistry } from './metrics/metric-registry.ts';
import type { RequestMetrics } from './metrics/request-metrics.ts';
import { createOfflineApiRouter } from './offline-api/offline-api-router.ts';
import { OFFLINE_API } from './offline-api/openapi-document.ts';
import { loopbackAliases } from './pages/loopback-aliases.ts';
import { securityHeaders } from './pages/security-headers.ts';
import { sendEditor } from './pages/send-editor.ts';
import { serveFile } from './pages/serve-folder.ts';
import { xuiRedirect } from './pages/xui-redirect.ts';
import { crossSiteGuard } from './request/cross-site.ts';
import { queryOf } from './request/query-of.ts';
import { createInboxRoute } from './routes/inbox.ts';

/** Everything but the AM addresses: pages, the inbox of web authenticators, health. */
export function createApp(deps: HttpDeps, metrics: RequestMetrics, registry: MetricRegistry): Express {
  const { login, authenticator } = deps.config.pages;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  const headers = Object.entries(securityHeaders(deps.config.publicUrl));
  app.use((_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  });
  app.use((request, response, next) => {
    const from = performance.now();
    response.on('finish', () => metrics.time(classOf(request.originalUrl), from));
    next();
  });

  const refuseForeign = crossSiteGuard(deps.config.publicUrl, []);
  app.use((request, _response, next) => {
    refuseForeign(request);
    next();
  });

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    if (deps.draining?.aborted === true) return void response.status(503).json({ status: 'stopping' });
    try {
      await deps.ready();
      response.json({ status: 'ready' });
    } catch (error) {
      deps.log.warn({ err: error }, 'Not ready.');
      response.status(503).json({ status: 'not ready' });
    }
  });
  const mayRead = mayReadMetrics(deps.config.metrics ?? { from: [] }, deps.config.trustedProxies);
  app.get('/metrics', (request, response, next) => {
    // Whoever may not read them finds nothing at this address.
    if (mayRead(request)) response.type('text/plain; version=0.0.4').setHeader('Cache-Control', 'no-store').send(registry.text());
    else next();
  });

  const aliases = loopbackAliases(deps.config.publicUrl);
  app.use((request, response, next) => {
    const alias =
      request.method === 'GET' &&
      aliases.has(request.headers.host ?? '') &&
      request.path !== '/authenticator/inbox' &&
      // Programs do not follow, and would lose their token.
      !request.path.startsWith(`${OFFLINE_API}/`) &&
      request.originalUrl.startsWith('/');
    if (alias) response.redirect(302, `${deps.config.publicUrl}${request.originalUrl}`);
    else next();
  });

  app.get('/', (_request, response) => response.redirect(302, deps.face?.name === 'administration' ? '/admin' : '/account'));
  app.get(['/am', '/am/', '/am/console', '/am/UI/Login', '/am/XUI', '/am/XUI/', '/am/XUI/index.html'], (request, response) => {
    response.redirect(302, xuiRedirect(queryOf(request.originalUrl)));
  });

  if (deps.offlineApi !== undefined) app.use(OFFLINE_API, createOfflineApiRouter(deps, deps.offlineApi, metrics));
  if (deps.admin !== undefined) app.use('/api', createAdminRouter(deps, deps.admin, metrics));
  if (deps.config.pages.editor !== undefined) {
    const { editor } = deps.config.pages;
    app.get(['/admin', '/admin/*path'], (_request, response, next) => sendEditor(response, next, editor, deps.config.publicUrl, deps.face));
  }

  const framed = Object.entries(
    securityHeaders(deps.config.publicUrl, {
      framed: true,
      ...(deps.face === undefined ? {} : { framedBy: deps.face.addresses.adminUrl }),
    }),
  );
  app.use(['/sign-on', '/authenticator', '/previews'], (_request, response, next) => {
    for (const [name, value] of framed) response.setHeader(name, value);
    next();
  });
  if (deps.face?.name === 'administration') app.get('/previews/:ticket', leadToPreview(deps));
  const page = (folder: string) => async (request: Request, response: Response, next: NextFunction) => {
    if (!(await serveFile(request, response, folder, 'index.html'))) next();
  };
  const asset = (folder: string, below: string) => async (request: Request, response: Response, next: NextFunction) => {
    const name = decodeURIComponent(request.path.slice(below.length));
    if (!(await serveFile(request, response, folder, name))) next();
  };
  app.get(['/account', '/account/'], page(login));
  app.get(['/sign-on/:realm', '/sign-on/:realm/:journey'], (request, response, next) => {
    if (toRealmPath(String(request.params['realm'])) === undefined) return next();
    return page(login)(request, response, next);
  });
  app.get('/return/:realm/:provider', (request, response, next) => {
    if (toRealmPath(String(request.params['realm'])) === undefined) return next();
    return page(login)(request, response, next);
  });
  app.get('/consent/:realm/:id', (request, response, next) => {
    if (toRealmPath(String(request.params['realm'])) === undefined) return next();
    return page(login)(request, response, next);
  });
  app.get('/assets/login/*path', asset(login, '/'));
  if (deps.config.pages.editor !== undefined) app.get('/assets/editor/*path', asset(deps.config.pages.editor, '/'));
  app.get('/authenticator/inbox', createInboxRoute(deps));
  app.get(['/authenticator', '/authenticator/'], (request, response, next) => {
    // Pages of administrators lead to it, too; it is where phones are.
    if (deps.face?.name === 'administration') return response.redirect(302, `${deps.face.addresses.publicUrl}/authenticator/`);
    if (request.path === '/authenticator') return response.redirect(302, '/authenticator/');
    return page(authenticator)(request, response, next);
  });
  app.get('/authenticator/*path', asset(authenticator, '/authenticator/'));

  app.use((request: Request, response: Response) => {
    metrics.count('other', 404);
    if (request.accepts(['html', 'json']) === 'html') response.status(404).type('html').send(NOT_FOUND);
    else
      response.status(404).json({
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        code: 'resource.unknown',
        detail: 'There is nothing at this address.',
      });
  });
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const answer = error instanceof URIError ? problemAnswer(badAddress()) : problemAnswer(error);
    if (needsAttention(error, answer.status)) deps.log.error({ err: error }, 'A request failed.');
    if (response.headersSent) next(error);
    else send(response, answer);
  });
  return app;
}

const NOT_FOUND =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title><h1>Not found</h1><p>There is nothing at this address.</p><p><a href="/account">To your account</a></p></html>';

/** Class of an address that is none of AM's. Streams of the inbox end when somebody leaves, so they are not among the pages. */
function classOf(url: string): string {
  if (url.startsWith(`${OFFLINE_API}/`)) return 'offline-api';
  if (url.startsWith('/api/')) return 'admin';
  return url.startsWith('/authenticator/inbox') ? 'inbox' : 'pages';
}

function badAddress(): WaygateError {
  return new WaygateError('input', 'request.bad_address', 'The address is not properly escaped.');
}

function send(response: Response, { status, body, headers }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  response.status(status).send(JSON.stringify(body));
}
