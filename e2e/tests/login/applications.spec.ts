import { randomUUID } from 'node:crypto';
import { application, offlineIdp, SUCCESS_ID } from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { freePort } from '../../server/built-server.ts';
import { GuardingNginx } from '../../server/guarding-nginx.ts';
import { Installation } from '../../server/installation.ts';
import { plainJourney } from '../../server/plain-journey.ts';
import { waygate } from '../../server/waygate.ts';

test('a person enters applications behind nginx, offline those that let their group in, and signs on again when the connection is back', async ({
  page,
}) => {
  const installation = await Installation.create({ WAYGATE_TRUSTED_PROXIES: '127.0.0.1' });
  const { stores, directory, server } = installation;
  const person = await installation.person();
  await stores.identities.update('/alpha', person.id, (record) => ({ ...record, attributes: { groups: ['Admins'] } }));
  const plain = plainJourney({ name: 'For applications' });
  const decide = plain.nodes['decide'];
  if (decide === undefined) throw new Error('The journey decides nothing.');
  const fallback = {
    ...decide,
    type: 'OfflineFallbackNode',
    displayName: 'Fallback',
    config: { identityProvider: 'Push' },
    connections: { online: SUCCESS_ID, offline: SUCCESS_ID, blocked: 'retry' },
  };
  const decided = { ...decide, connections: { ...decide.connections, true: 'fallback' } };
  await installation.publish({ ...plain, nodes: { ...plain.nodes, decide: decided, fallback } });
  const idp = offlineIdp.parse({ id: randomUUID(), name: 'Push', mode: 'MANUAL', probe: { type: 'HTTP', url: 'https://push.example/' } });
  await stores.realmObjects.create('/alpha', 'offlineIdp', { id: idp.id, value: idp });
  const port = await freePort();
  const at = (name: string, path = '/') => `http://${name}.localhost:${port}${path}`;
  for (const [name, group] of Object.entries({ payroll: 'admins', wiki: 'Developers' })) {
    const headers = [
      { header: 'X-User', source: { type: 'session', property: 'username' } },
      { header: 'X-Offline', source: { type: 'session', property: 'offline' } },
    ];
    const value = application.parse({
      id: randomUUID(),
      name,
      publicDomain: at(name).slice(0, -1),
      idpId: idp.id,
      journey: 'For applications',
      headers,
      offline: { state: 'ACTIVE', groups: [{ name: group }] },
    });
    await stores.realmObjects.create('/alpha', 'application', { id: value.id, value });
  }
  const printed = async (name: string, upstream: string) => {
    const places = ['--upstream', upstream, '--waygate', `http://127.0.0.1:${server.port}`];
    return (await waygate(directory, 'applications', 'nginx', name, '--realm', 'alpha', ...places)).out;
  };
  const health = async (...args: readonly string[]) =>
    expect(await waygate(directory, 'health', ...args, '--realm', 'alpha')).toMatchObject({ code: 0 });
  const nginx = await GuardingNginx.start(
    async (upstream) => `${await printed('payroll', upstream)}\n${await printed('wiki', upstream)}`,
    port,
  );
  try {
    const signOn = new ExpectSignOn(page);
    const told = (text: string) => expect(page.getByRole('heading', { level: 1, name: text, exact: true })).toBeVisible();
    await page.goto(at('payroll', '/slips?of=1'));
    await signOn.typePassword(person.username, person.password);
    await told(person.username);
    await expect(page).toHaveURL(at('payroll', '/slips?of=1'));
    await page.goto(at('payroll', '/.waygate/sign-off'));
    await told('You are signed out');

    await health('override', 'Push', '--state', 'offline', '--reason', 'cut');
    await page.goto(at('payroll'));
    await signOn.typePassword(person.username, person.password);
    await told(`${person.username}, offline`);
    await page.goto(at('wiki'));
    await told('You cannot use wiki now');
    await page.goto(`${server.url}/account?realm=/alpha`);
    await expect(page.getByRole('region', { name: 'You are signed in offline' })).toContainText('because Push could not be reached');

    await health('end-override', 'Push');
    await page.goto(at('payroll', '/slips?of=2'));
    await signOn.typePassword(person.username, person.password);
    await told(person.username);
    await expect(page).toHaveURL(at('payroll', '/slips?of=2'));
    await page.goto(at('wiki'));
    await told(person.username);
  } finally {
    await nginx.stop();
    await installation.remove();
  }
});
