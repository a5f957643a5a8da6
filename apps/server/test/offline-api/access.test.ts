import type { AccessPolicy } from '@waygate/schema';
import { apiClientRequest, apiScopes } from '@waygate/schema';
import { expect, it } from 'vitest';
import { apiClientDesk } from '../../src/client-desk.ts';
import { anna, ben, guardedHouse } from '../guarded-house.ts';
import { ASSERTION_TYPE, assertion, rsaKey, TOKEN } from './rig.ts';

/** An application behind nginx, and a program that sets it up by the API alone. */
async function house() {
  const { guard, workspace, url, port, browser, idpId, provider } = await guardedHouse();
  const [app] = await guard({ name: 'payroll' });
  if (app === undefined) throw new Error('There is no application.');
  const { publicKey, privateKey } = rsaKey();
  const request = { label: 'deploy', realm: '/alpha', scopes: apiScopes, key: publicKey.export({ format: 'jwk' }) };
  const { id } = await apiClientDesk(workspace).create(apiClientRequest.parse(request));
  const client_assertion = assertion(id, { aud: url }, { by: privateKey });
  const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion };
  const api = `http://127.0.0.1:${port}`;
  const signedOn = await fetch(`${api}${TOKEN}`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await signedOn.json()) as { access_token: string };
  const call = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${api}/api/v2${path}`, { method, headers, body: JSON.stringify(body) });
    expect(response.status, `${method} ${path}`).toBeLessThan(300);
    return response.json();
  };
  /** What anna, who is in Admins, and ben, who is not, get to see of the application. */
  const both = async (path = '/') =>
    [await browser().open(app.at(path), anna), await browser().open(app.at(path), ben)].map(({ status }) => status);
  return { call, both, provider, idp: `/idps/${idpId}/offline-mode`, offline: `/apps/${app.application.id}/offline-mode` };
}

it('what a program sets up is rehearsed by testers and then lets the right people in during an outage', async () => {
  const { call, both, provider, offline } = await house();
  await call('PUT', `${offline}/group-policy`, { groups: [{ name: 'Admins' }, { name: 'Developers' }] });
  await call('POST', offline, { state: 'TEST' });
  expect(await both(), 'online, everybody as usual').toEqual([200, 200]);
  expect(await both('/?offline=simulate')).toEqual([200, 403]);
  await call('POST', offline, { state: 'ACTIVE' });
  await provider('offline');
  expect(await both()).toEqual([200, 403]);
  await call('PUT', `${offline}/group-policy`, { groups: [{ name: 'Everyone' }] });
  expect(await both()).toEqual([200, 200]);
  await call('PUT', `${offline}/group-policy`, { groups: [] });
  expect(await both()).toEqual([403, 403]);
});

it('an access policy that an application is given decides who may use it offline', async () => {
  const { call, both, provider, idp, offline } = await house();
  await provider('offline');
  await call('POST', offline, { state: 'ACTIVE' });
  expect(await both()).toEqual([403, 403]);
  const rule = (name: string) => ({
    name,
    conditions: { groups: { include: [{ name }] } },
    actions: { access: 'allow', chains: [{ authenticationMethods: [{ key: 'password' }] }] },
  });
  const policy = async (...names: readonly string[]) =>
    ((await call('POST', `${idp}/access-policies`, { name: names.join(), rules: names.map(rule) })) as AccessPolicy).id;
  await call('PUT', `${offline}/access-policy`, { accessPolicyId: await policy('admins') });
  expect(await both()).toEqual([200, 403]);
  await call('PUT', `${offline}/access-policy`, { accessPolicyId: await policy('Nobody', 'Staff') });
  expect(await both()).toEqual([200, 200]);
});

it('the mode that a program assigns decides whether there is an outage at all', async () => {
  const { call, both, provider, idp, offline } = await house();
  await provider('offline');
  await call('POST', offline, { state: 'ACTIVE' });
  expect(await both()).toEqual([403, 403]);
  await call('POST', idp, { mode: 'DISABLED' });
  expect(await both()).toEqual([200, 200]);
});
