import { toRealmPath, WaygateError } from '@waygate/schema';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createAdminRouter } from './admin/admin-router.ts';
import { problemAnswer } from './errors/problem-answer.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { HttpDeps } from './http-deps.ts';
import type { Metrics } from './metrics.ts';
import { createOfflineApiRouter } from './offline-api/offline-api-router.ts';
import { OFFLINE_API } from './offline-api/openapi-document.ts';
import { loopbackAliases } from './pages/loopback-aliases.ts';
import { securityHeaders } from './pages/security-headers.ts';
import { sendEditor } from './pages/send-editor.ts';
import { serveFile } from './pages/serve-folder.ts';
import { xuiRedirect } from './pages/xui-redirect.ts';
import { createInboxRoute } from './routes/inbox.ts';

/** Everything but the AM addresses: pages, the inbox of web authenticators, health. */
export function createApp(deps: HttpDeps, metrics: Metrics): Express {
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
  app.get('/metrics', (_request, response) => {
    response.type('text/plain; version=0.0.4').send(`${metrics.text(deps.gauges?.() ?? {})}${deps.journeyMetrics?.() ?? ''}`);
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

  app.get('/', (_request, response) => response.redirect(302, '/account'));
  app.get(['/am', '/am/', '/am/console', '/am/UI/Login', '/am/XUI', '/am/XUI/', '/am/XUI/index.html'], (request, response) => {
    response.redirect(302, xuiRedirect(new URL(request.originalUrl, 'http://x').searchParams));
  });

  if (deps.offlineApi !== undefined) app.use(OFFLINE_API, createOfflineApiRouter(deps, deps.offlineApi, metrics));
  if (deps.admin !== undefined) app.use('/api', createAdminRouter(deps, deps.admin, metrics));
  if (deps.config.pages.editor !== undefined) {
    const { editor } = deps.config.pages;
    app.get(['/admin', '/admin/*path'], (_request, response, next) => sendEditor(response, next, editor, deps.config.publicUrl));
  }

  const framed = Object.entries(securityHeaders(deps.config.publicUrl, { framed: true }));
  app.use(['/sign-on', '/authenticator'], (_request, response, next) => {
    for (const [name, value] of framed) response.setHeader(name, value);
    next();
  });
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
    if (answer.status >= 500) deps.log.error({ err: error }, 'A request failed.');
    if (response.headersSent) next(error);
    else send(response, answer);
  });
  return app;
}

const NOT_FOUND =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Not found</title><h1>Not found</h1><p>There is nothing at this address.</p><p><a href="/account">To your account</a></p></html>';

function badAddress(): WaygateError {
  return new WaygateError('input', 'request.bad_address', 'The address is not properly escaped.');
}

function send(response: Response, { status, body, headers }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  response.status(status).send(JSON.stringify(body));
}
