import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { loadJourneys } from '@waygate/scenarios';
import { application, journeyDocument, offlineIdp } from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { ExpectAuthenticator } from '../../pages/expect-authenticator.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { freePort, ROOT } from '../../server/built-server.ts';
import { GuardingNginx } from '../../server/guarding-nginx.ts';
import { Installation } from '../../server/installation.ts';
import { WatchedProvider } from '../../server/watched-provider.ts';
import { waygate } from '../../server/waygate.ts';

const JOURNEY = 'Login with Offline';
/** Checks come as fast as they may, and one of each kind is enough. */
const HASTY = { healthCheckInterval: 1, timeout: 1, maxRetries: 0, failureThreshold: 1, successThreshold: 1, recoveryCooldownInterval: 0 };

/** The shipped journey, asking for news of the phone every second. */
function withOffline() {
  const shipped = loadJourneys(join(ROOT, 'journeys')).find(({ name }) => name === JOURNEY);
  if (shipped === undefined) throw new Error(`There is no journey ${JOURNEY}.`);
  const nodes = Object.fromEntries(
    Object.entries(shipped.nodes).map(([id, node]) => [
      id,
      node.type === 'PushWaitNode' ? { ...node, config: { ...node.config, secondsToWait: 1 } } : node,
    ]),
  );
  return journeyDocument.parse({ ...shipped, nodes });
}

test('a person enters applications behind nginx by their phone, goes on by a code when everything is cut, where their group may, and is asked by their phone again when it is back', async ({
  page,
  browser,
}) => {
  const installation = await Installation.create({ WAYGATE_TRUSTED_PROXIES: '127.0.0.1', WAYGATE_HEALTH_HOSTS: '127.0.0.1' });
  const { stores, directory, server } = installation;
  const provider = await WatchedProvider.start();
  const person = await installation.person();
  await stores.identities.update('/alpha', person.id, (record) => ({ ...record, attributes: { groups: ['Admins'] } }));
  await installation.publish(withOffline());
  // The demo has its own of that name, which is led by hand, and a journey names providers by their names.
  for (const { id } of await stores.realmObjects.list('/alpha', 'offlineIdp')) await stores.realmObjects.remove('/alpha', 'offlineIdp', id);
  const idp = offlineIdp.parse({ id: randomUUID(), name: 'Push', probe: { type: 'HTTP', url: provider.url }, healthPolicy: HASTY });
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
      journey: JOURNEY,
      headers,
      offline: { state: 'ACTIVE', groups: [{ name: group }] },
    });
    await stores.realmObjects.create('/alpha', 'application', { id: value.id, value });
  }
  const printed = async (name: string, upstream: string) => {
    const places = ['--upstream', upstream, '--waygate', `http://127.0.0.1:${server.port}`];
    return (await waygate(directory, 'applications', 'nginx', name, '--realm', 'alpha', ...places)).out;
  };
  const providerIs = (state: string) =>
    expect.poll(async () => (await stores.providerHealth.find(idp.id))?.shown.state, { timeout: 30_000 }).toBe(state);
  const nginx = await GuardingNginx.start(
    async (upstream) => `${await printed('payroll', upstream)}\n${await printed('wiki', upstream)}`,
    port,
  );
  const pocket = await browser.newContext();
  try {
    const signOn = new ExpectSignOn(page);
    const authenticator = new ExpectAuthenticator(await pocket.newPage());
    await authenticator.addFingerprint();
    await authenticator.open(server.url);
    await authenticator.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const told = (text: string) => expect(page.getByRole('heading', { level: 1, name: text, exact: true })).toBeVisible();
    const approved = async () => {
      await signOn.toWaitForThePhone();
      await authenticator.toAsk(person.username);
      await authenticator.choose(await signOn.shownNumber());
    };

    // Online, the phone is registered, and tells its key for outages besides.
    await page.goto(at('payroll', '/slips?of=1'));
    await signOn.typePassword(person.username, person.password);
    await signOn.button('Continue').click();
    await signOn.toShowACode();
    await authenticator.paste(await signOn.registrationLink());
    await authenticator.toHaveAdded(person.username);
    await signOn.toShowRecoveryCodes();
    await signOn.button('Done').click();
    await approved();
    // Whoever has only the phone is reminded of codes for an outage once, and goes on without.
    await signOn.button('Not now').click();
    await told(person.username);
    await expect(page).toHaveURL(at('payroll', '/slips?of=1'));
    await page.goto(at('payroll', '/.waygate/sign-off'));
    await told('You are signed out');

    // Everything is cut: what the push goes by, and the network of the phone.
    await provider.cut();
    await providerIs('offline');
    await pocket.setOffline(true);
    await authenticator.page.reload();
    await expect(authenticator.page.getByRole('status').filter({ hasText: 'Not connected' })).toBeVisible();
    await page.goto(at('payroll'));
    await signOn.typePassword(person.username, person.password);
    await signOn.toHaveHeading('Sign in with your authenticator');
    const buffer = await signOn.qrCode.screenshot();
    await authenticator.page.getByRole('button', { name: 'Scan a sign-in code (no network needed)' }).click();
    await authenticator.page.getByLabel('Choose a picture of the code').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer });
    await authenticator.approve();
    const code = authenticator.page.getByLabel('Code of Waygate');
    await expect(code).toHaveText(/^\d{3} \d{3}$/);
    await signOn.field('One-time code of the app').fill((await code.textContent()) ?? '');
    await signOn.button('Submit').click();
    await told(`${person.username}, offline`);
    await page.goto(at('wiki'));
    await told('You cannot use wiki now');
    await page.goto(`${server.url}/account?realm=/alpha`);
    await expect(page.getByRole('region', { name: 'You are signed in offline' })).toContainText('because Push could not be reached');

    // Back: the offline session lets nobody in any more, and the phone is asked as before.
    await provider.bringBack();
    await providerIs('online');
    await pocket.setOffline(false);
    await authenticator.page.reload();
    await authenticator.toBeConnected();
    await page.goto(at('payroll', '/slips?of=2'));
    await signOn.typePassword(person.username, person.password);
    await approved();
    await told(person.username);
    await expect(page).toHaveURL(at('payroll', '/slips?of=2'));
    await page.goto(at('wiki'));
    await told(person.username);
  } finally {
    await pocket.close();
    await nginx.stop();
    await provider.cut();
    await installation.remove();
  }
});
