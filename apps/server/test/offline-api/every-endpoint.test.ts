import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ApiScope, apiScopes } from '@waygate/schema';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { OpenApi } from './open-api.ts';
import { apiServer, assertion, PUBLIC_URL } from './rig.ts';

const APP_READ = ['okta.oag.app.read', 'okta.oag.app.manage'] as const;
const APP = ['okta.oag.app.manage'] as const;
const IDP_READ = ['okta.oag.idp.read', 'okta.oag.idp.manage'] as const;
const IDP = ['okta.oag.idp.manage'] as const;
const SERVICE = ['okta.oag.authenticationService.manage'] as const;

/** Every endpoint that there is to be, with the scopes of which one is enough. Written down here, so that one that is forgotten is missed. */
const ENDPOINTS: readonly (readonly [method: string, path: string, scopes: readonly ApiScope[]])[] = [
  ['GET', '/certificates', ['okta.oag.cert.read', ...SERVICE]],
  ['GET', '/settings/authentication-service', SERVICE],
  ['POST', '/settings/authentication-service', SERVICE],
  ['DELETE', '/settings/authentication-service', SERVICE],
  ['GET', '/settings/authentication-service/health-check', SERVICE],
  ['GET', '/settings/authentication-service/certificates', SERVICE],
  ['PUT', '/settings/authentication-service/certificates', SERVICE],
  ['GET', '/idps', IDP_READ],
  ['GET', '/idps/{idpId}/offline-mode', IDP_READ],
  ['POST', '/idps/{idpId}/offline-mode', IDP],
  ['GET', '/idps/{idpId}/offline-mode/health-policy', IDP_READ],
  ['PUT', '/idps/{idpId}/offline-mode/health-policy', IDP],
  ['POST', '/idps/{idpId}/offline-mode/test-directory-connection', IDP],
  ['GET', '/idps/{idpId}/offline-mode/directories', IDP_READ],
  ['POST', '/idps/{idpId}/offline-mode/directories', IDP],
  ['GET', '/idps/{idpId}/offline-mode/directories/{directoryId}', IDP_READ],
  ['PUT', '/idps/{idpId}/offline-mode/directories/{directoryId}', IDP],
  ['DELETE', '/idps/{idpId}/offline-mode/directories/{directoryId}', IDP],
  ['GET', '/idps/{idpId}/offline-mode/access-policies', IDP_READ],
  ['POST', '/idps/{idpId}/offline-mode/access-policies', IDP],
  ['GET', '/idps/{idpId}/offline-mode/access-policies/{policyId}', IDP_READ],
  ['DELETE', '/idps/{idpId}/offline-mode/access-policies/{policyId}', IDP],
  ['GET', '/idps/{idpId}/offline-mode/authenticators', IDP_READ],
  ['POST', '/idps/{idpId}/offline-mode/authenticators', IDP],
  ['DELETE', '/idps/{idpId}/offline-mode/authenticators/{authenticatorId}', IDP],
  ['POST', '/idps/{idpId}/offline-mode/authenticators/{authenticatorId}/lifecycle/activate', IDP],
  ['GET', '/apps', APP_READ],
  ['GET', '/apps/{applicationId}/offline-mode', APP_READ],
  ['POST', '/apps/{applicationId}/offline-mode', APP],
  ['GET', '/apps/{applicationId}/offline-mode/group-policy', APP_READ],
  ['PUT', '/apps/{applicationId}/offline-mode/group-policy', APP],
  ['GET', '/apps/{applicationId}/offline-mode/access-policy', APP_READ],
  ['PUT', '/apps/{applicationId}/offline-mode/access-policy', APP],
];

const at = (path: string) => path.replaceAll(/\{\w+\}/g, randomUUID());

describe('every endpoint', () => {
  it('is in the document, and nothing else is', async () => {
    const { callerWith } = await apiServer();
    const { status, json } = await callerWith(undefined)('GET', '/openapi.json');
    const document = json as OpenApi;
    expect([status, document.openapi, document.servers]).toEqual([200, '3.1.0', [{ url: `${PUBLIC_URL}/api/v2` }]]);
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => [method.toUpperCase(), path, security.flatMap(({ oauth2 }) => oauth2)]),
    );
    expect(new Set(documented.map((each) => JSON.stringify(each)))).toEqual(
      new Set([['POST', '/oauth/token', []], ...ENDPOINTS].map((each) => JSON.stringify(each))),
    );
    const page = readFileSync(new URL('../../../../docs/offline-api.md', import.meta.url), 'utf8');
    const inTable = [...page.matchAll(/^\| (GET|POST|PUT|DELETE) `([^`]+)` \|/gm)].map(([, method, path]) => `${method} ${path}`);
    expect(inTable.sort(), 'the table of docs/offline-api.md').toEqual(ENDPOINTS.map(([method, path]) => `${method} ${path}`).sort());
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
    // What a body or an answer is made of is all there.
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, ref]) => ref);
    expect(new Set(refs)).toEqual(new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)));
    for (const schema of Object.values(document.components.schemas)) expect(() => z.fromJSONSchema(schema)).not.toThrow();
  });

  it('needs a token that is good', async () => {
    const { callerWith } = await apiServer();
    for (const token of [undefined, 'nobody', 'a b', 'x'.repeat(600)]) {
      const call = callerWith(token);
      for (const [method, path] of ENDPOINTS) {
        const { status, json, response } = await call(method, at(path));
        expect([status, json], `${method} ${path}`).toEqual([
          401,
          { errorCode: 'E0000011', errorSummary: expect.any(String), errorCauses: [], errorId: expect.stringMatching(/^oae/) },
        ]);
        expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
  });

  it('needs a scope that is for it, and refuses every other', async () => {
    const { client, ask, callerWith, workspace } = await apiServer();
    const { id } = await client();
    for (const scope of apiScopes) {
      const { answer } = await ask({ client_assertion: assertion(id), scope });
      const call = callerWith(String(answer['access_token']));
      for (const [method, path, scopes] of ENDPOINTS) {
        const { status, json, response } = await call(method, at(path));
        if (scopes.includes(scope)) expect([401, 403, 405], `${method} ${path} with ${scope}`).not.toContain(status);
        else {
          expect([status, json], `${method} ${path} with ${scope}`).toMatchObject([403, { errorCode: 'E0000006' }]);
          expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
        }
      }
    }
    // Records of it say who asked; they are written beside.
    await vi.waitFor(async () => {
      const search = { event: 'configuration.refused', from: 0, to: Date.now(), limit: 1 };
      expect((await workspace.stores.audit.search('/alpha', search)).records).toMatchObject([
        { reason: 'offline_api.scope', actor: { kind: 'program', id, name: expect.any(String) } },
      ]);
    });
  });

  it('says of what there is not that there is not, and takes no body that is not right', async () => {
    const { caller } = await apiServer();
    const call = await caller();
    for (const [method, path] of ENDPOINTS) {
      const takesBody = (method === 'POST' || method === 'PUT') && !path.endsWith('/activate');
      if (!takesBody && path.includes('{')) {
        expect(await call(method, at(path)), `${method} ${path}`).toMatchObject({ status: 404, json: { errorCode: 'E0000007' } });
      }
      if (!takesBody) continue;
      for (const body of ['', '{', '[]', '{"__proto__":{}}', { nothing: 'of this' }])
        expect(await call(method, at(path), body), `${method} ${path} ${JSON.stringify(body)}`).toMatchObject({
          status: 400,
          json: { errorCode: 'E0000001' },
        });
    }
  });

  it('has its methods, and no address beside it is anything', async () => {
    const { caller } = await apiServer();
    const call = await caller();
    for (const path of new Set(ENDPOINTS.map(([, each]) => each))) {
      const { status, json, response } = await call('PATCH', at(path), {});
      expect([status, json]).toMatchObject([405, { errorCode: 'E0000022' }]);
      const methods = ENDPOINTS.flatMap(([method, each]) => (each === path ? [method] : []));
      expect(response.headers.get('allow')?.split(', ').sort()).toEqual(methods.sort());
    }
    for (const path of ['/', '/nothing', '/idps/x', '/idps/x/offline-mode/nothing', '/%ff'])
      expect([400, 404]).toContain((await call('GET', path)).status);
  });

  it('is answered so often in a minute and no more', async () => {
    const { caller } = await apiServer();
    const call = await caller(IDP_READ);
    let last = await call('GET', '/idps');
    // More than twice as many, since the minute may end in between.
    for (let n = 0; n < 650 && last.status === 200; n += 1) last = await call('GET', '/idps');
    expect(last).toMatchObject({ status: 429, json: { errorCode: 'E0000047' } });
    expect(Number(last.response.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
