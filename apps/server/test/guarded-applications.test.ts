import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig, runServer } from '../src/index.ts';

const PASSWORD = 'a-long-password';

/** A real server, and an administrator at its API. */
async function administrator() {
  const environment = {
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-applications-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
  };
  const server = await runServer(readConfig(environment), () => undefined);
  onTestFinished(() => server.stop());
  const signedOn = await fetch(`${server.url}/am/json/realms/root/authenticate`, {
    method: 'POST',
    headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const { tokenId } = (await signedOn.json()) as { tokenId: string };
  const send = (method: string, path: string, body?: object, token = tokenId) =>
    fetch(`${server.url}/api/realms/alpha/continuity${path}`, {
      method,
      headers: { cookie: `iPlanetDirectoryPro=${token}`, 'x-requested-with': 'x', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const refused = async (method: string, path: string, body?: object) => {
    const answer = await send(method, path, body);
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  return { send, refused };
}

const payroll = { name: 'payroll', label: 'Payroll', publicDomain: 'https://payroll.example.com' };

describe('an administrator', () => {
  it('has an application guarded, says who may use it offline, and takes it back', async () => {
    const { send } = await administrator();
    const idp = { name: 'Watched', probe: { type: 'HTTP', url: 'https://push.example/' } };
    const { id: idpId } = (await (await send('POST', '/providers', idp)).json()) as { id: string };
    const made = await send('POST', '/applications', { ...payroll, idpId });
    expect(made.status).toBe(200);
    const { id } = (await made.json()) as { id: string };
    expect(await (await send('GET', `/applications/${id}/group-policy`)).json()).toEqual({ groups: [] });
    const policy = { groups: [{ name: 'Admins' }, { name: 'Developers' }] };
    expect(await (await send('PUT', `/applications/${id}/group-policy`, policy)).json()).toEqual(policy);
    const tested = await send('PUT', `/applications/${id}/offline-state`, { state: 'TEST' });
    expect(await tested.json()).toMatchObject({ id, offline: { state: 'TEST', ...policy } });
    const asks = await send('PUT', `/applications/${id}/ask-before-entry`, { askBeforeEntry: true });
    expect(await asks.json()).toMatchObject({ id, askBeforeEntry: true, offline: { state: 'TEST', ...policy } });
    const changed = await send('PUT', `/applications/${id}`, { ...payroll, label: 'Pay', idpId, offline: { state: 'ACTIVE', ...policy } });
    expect(await changed.json()).toMatchObject({ id, label: 'Pay', offline: { state: 'ACTIVE', ...policy } });
    expect(await (await send('GET', '/applications')).json()).toMatchObject({ applications: [{ id, name: 'payroll' }] });
    const used = await send('DELETE', `/providers/${idpId}`);
    expect([used.status, await used.json()]).toMatchObject([409, { code: 'continuity.provider_in_use', details: ['payroll'] }]);
    expect((await send('DELETE', `/applications/${id}`)).status).toBe(204);
    expect((await send('DELETE', `/providers/${idpId}`)).status).toBe(204);
    expect(await (await send('GET', '/applications')).json()).toEqual({ applications: [] });
  });

  it('is told what is wrong with an application, and nothing is changed by it', async () => {
    const { send, refused } = await administrator();
    const { id } = (await (await send('POST', '/applications', payroll)).json()) as { id: string };
    const other = { name: 'other', publicDomain: 'https://other.example.com' };
    expect(await refused('POST', '/applications', { ...other, name: 'payroll' })).toEqual([409, 'application.exists']);
    expect(await refused('POST', '/applications', { ...other, publicDomain: payroll.publicDomain })).toEqual([409, 'application.exists']);
    expect(await refused('POST', '/applications', { ...other, idpId: id })).toEqual([400, 'application.idp_unknown']);
    expect(await refused('POST', '/applications', { ...other, journey: 'Nowhere' })).toEqual([400, 'application.journey_unknown']);
    expect(await refused('POST', '/applications', { ...other, publicDomain: 'http://other.example.com' })).toEqual([
      400,
      'request.malformed',
    ]);
    expect(await refused('PUT', '/applications/nobody', other)).toEqual([404, 'application.not_found']);
    expect(await refused('PUT', `/applications/${id}/offline-state`, { state: 'ON' })).toEqual([400, 'request.malformed']);
    expect(await refused('PUT', `/applications/${id}/ask-before-entry`, { askBeforeEntry: 'yes' })).toEqual([400, 'request.malformed']);
    expect(await refused('PUT', `/applications/${id}/ask-before-entry`, {})).toEqual([400, 'request.malformed']);
    expect(await refused('PUT', '/applications/nobody/ask-before-entry', { askBeforeEntry: true })).toEqual([404, 'application.not_found']);
    expect(await refused('PUT', `/applications/${id}/group-policy`, { groups: ['Admins'] })).toEqual([400, 'request.malformed']);
    expect(await (await send('GET', '/applications')).json()).toMatchObject({ applications: [{ ...payroll, id }] });
    expect((await send('GET', '/applications', undefined, 'nobody')).status).toBe(401);
  });
});
