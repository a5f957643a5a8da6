import { importOathKey, makeOathDevice, oathCodeOf } from '@waygate/mfa';
import type { AccessPolicy } from '@waygate/schema';
import { apiClientRequest, apiScopes } from '@waygate/schema';
import { expect, it } from 'vitest';
import { apiClientDesk } from '../../src/client-desk.ts';
import { anna, ben, guardedHouse } from '../guarded-house.ts';
import { ASSERTION_TYPE, assertion, rsaKey, TOKEN } from './rig.ts';

/** An application behind nginx, and a program that sets it up by the API alone. */
async function house({ journey = 'Journey' }: { journey?: string } = {}) {
  const { guard, workspace, url, port, browser, idpId, provider } = await guardedHouse();
  const [app] = await guard({ name: 'payroll', journey });
  if (app === undefined) throw new Error('There is no application.');
  const { publicKey, privateKey } = rsaKey();
  const request = { label: 'deploy', realm: '/alpha', scopes: apiScopes, key: publicKey.export({ format: 'jwk' }) };
  const { id } = await apiClientDesk(workspace).create(apiClientRequest.parse(request));
  const client_assertion = assertion(id, { aud: url }, { by: privateKey });
  const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion };
  const api = `http://127.0.0.1:${port}`;
  const signedOn = await fetch(`${api}${TOKEN}`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await signedOn.json()) as { access_token: string };
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${api}/api/v2${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status, `${method} ${path}`).toBeLessThan(300);
    return response.json();
  };
  /** What anna, who is in Admins, and ben, who is not, get to see of the application. */
  const both = async (path = '/') =>
    [await browser().open(app.at(path), anna), await browser().open(app.at(path), ben)].map(({ status }) => status);
  return {
    app,
    stores: workspace.stores,
    browser,
    call,
    both,
    provider,
    idp: `/idps/${idpId}/offline-mode`,
    offline: `/apps/${app.application.id}/offline-mode`,
  };
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
  const policy = async (...names: readonly string[]) =>
    ((await call('POST', `${idp}/access-policies`, policyFor(...names))) as AccessPolicy).id;
  await call('PUT', `${offline}/access-policy`, { accessPolicyId: await policy('admins') });
  expect(await both()).toEqual([200, 403]);
  await call('PUT', `${offline}/access-policy`, { accessPolicyId: await policy('Nobody', 'Staff') });
  expect(await both()).toEqual([200, 200]);
});

/** An access policy with a rule for each group, by password. */
const policyFor = (...names: readonly string[]) => ({
  name: names.join(),
  rules: names.map((name) => ({
    name,
    conditions: { groups: { include: [{ name }] } },
    actions: { access: 'allow', chains: [{ authenticationMethods: [{ key: 'password' }] }] },
  })),
});

it('an access policy is rehearsed, ends an open session when another takes its place, and lets nobody in once it is not there', async () => {
  const { app, browser, call, both, provider, idp, offline, stores } = await house();
  const assign = async (...names: readonly string[]) => {
    const { id: accessPolicyId } = (await call('POST', `${idp}/access-policies`, policyFor(...names))) as AccessPolicy;
    await call('PUT', `${offline}/access-policy`, { accessPolicyId });
    return accessPolicyId;
  };
  await assign('Admins');
  await call('POST', offline, { state: 'TEST' });
  expect(await both('/?offline=simulate')).toEqual([200, 403]);

  await call('POST', offline, { state: 'ACTIVE' });
  await provider('offline');
  const annas = browser();
  expect((await annas.open(app.at('/'), anna)).status).toBe(200);
  const id = await assign('Staff');
  expect((await annas.open(app.at('/'))).status).toBe(200);
  await assign('Nobody');
  expect((await annas.send(app.at('/'))).status).toBe(403);
  await call('PUT', `${offline}/access-policy`, { accessPolicyId: id });
  expect((await annas.send(app.at('/'))).status).toBe(200);

  // As after a restore of half of what the realm keeps.
  await stores.realmObjects.remove('/alpha', 'accessPolicy', id);
  const page = await annas.send(app.at('/'));
  expect(page.status).toBe(403);
  expect(page.text).toContain('what says who may use payroll until it can is missing');
  expect(await both()).toEqual([403, 403]);
});

it('an access policy asks for a password, which a sign-on by a code alone does not prove', async () => {
  const { app, browser, call, provider, idp, offline, stores } = await house({ journey: 'By code' });
  const device = makeOathDevice(
    {
      issuer: 'Example',
      algorithm: 'HOTP',
      digits: 6,
      hash: 'HMAC_SHA1',
      period: 30,
      checksumDigit: false,
      truncationOffset: -1,
      minSharedSecretLength: 40,
    },
    Date.now(),
  );
  const person = await stores.identities.findByName('/alpha', 'anna');
  await stores.devices.oath.put('/alpha', person?.id ?? '', { device, recoveryCodes: [], refreshes: [] });
  const key = await importOathKey(Uint8Array.from(Buffer.from(device.sharedSecret, 'hex')), device.hash);
  let counter = device.counter;
  const byCode = {
    ...anna,
    code: () => {
      counter += 1;
      return oathCodeOf(key, 6, counter);
    },
  };
  await provider('offline');
  await call('POST', offline, { state: 'ACTIVE' });
  await call('PUT', `${offline}/group-policy`, { groups: [{ name: 'Admins' }] });
  expect((await browser().open(app.at('/'), byCode)).status, 'groups ask for nothing').toBe(200);
  const { id: accessPolicyId } = (await call('POST', `${idp}/access-policies`, policyFor('Admins'))) as AccessPolicy;
  await call('PUT', `${offline}/access-policy`, { accessPolicyId });
  const refused = await browser().open(app.at('/'), byCode);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('only for sign-ins with a password');
  expect(app.seen).toHaveLength(1);
});

it('an application is not given an access policy that is none of its provider, nor other groups beside one', async () => {
  const { app, call, idp, offline } = await house();
  const { id: accessPolicyId } = (await call('POST', `${idp}/access-policies`, policyFor('Admins'))) as AccessPolicy;
  await call('PUT', `${offline}/access-policy`, { accessPolicyId });
  const groups = (...names: readonly string[]) => names.map((name) => ({ name }));
  const kept = { state: 'ACTIVE' as const, groups: groups('Admins'), accessPolicyId };
  await app.change({ label: 'Payroll', offline: kept });
  await expect(app.change({ offline: { ...kept, groups: groups('Admins', 'Staff') } })).rejects.toMatchObject({
    code: 'access_policy.other_groups',
    message: expect.stringContaining('Admins'),
  });
  await expect(app.change({ offline: { ...kept, accessPolicyId: 'another' } })).rejects.toMatchObject({
    code: 'access_policy.not_for_application',
  });
  await app.change({ offline: { state: 'ACTIVE', groups: groups('Staff') } });
  expect(await call('GET', `${offline}/group-policy`)).toEqual({ groups: groups('Staff') });
});

it('the mode that a program assigns decides whether there is an outage at all', async () => {
  const { call, both, provider, idp, offline } = await house();
  await provider('offline');
  await call('POST', offline, { state: 'ACTIVE' });
  expect(await both()).toEqual([403, 403]);
  await call('POST', idp, { mode: 'DISABLED' });
  expect(await both()).toEqual([200, 200]);
});
