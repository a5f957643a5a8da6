import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILURE_ID, type JourneyNode, type JsonObject, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { Installation } from '../../server/installation.ts';
import { waygate } from '../../server/waygate.ts';

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});
const child = (type: string) => ({ type, displayName: type, config: {} });
/** An account here or a provider, on one page; whoever is new gets an account. */
const JOURNEY = journeyDocument.parse({
  name: 'Social',
  entryNodeId: 'page',
  nodes: {
    page: node(
      'PageNode',
      {
        nodes: [
          { _id: 'name', nodeType: 'UsernameCollectorNode' },
          { _id: 'password', nodeType: 'PasswordCollectorNode' },
          { _id: 'select', nodeType: 'SelectIdPNode' },
        ],
      },
      { socialAuthentication: 'elsewhere', localAuthentication: 'store' },
    ),
    store: node('DataStoreDecisionNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
    elsewhere: node(
      'SocialProviderHandlerNodeV2',
      {},
      { ACCOUNT_EXISTS: SUCCESS_ID, NO_ACCOUNT: 'create', SOCIAL_AUTH_INTERRUPTED: 'page' },
    ),
    create: node('CreateObjectNode', {}, { CREATED: SUCCESS_ID, FAILURE: FAILURE_ID }),
  },
  innerNodes: { name: child('UsernameCollectorNode'), password: child('PasswordCollectorNode'), select: child('SelectIdPNode') },
});

test('a person signs on at another server, comes back, gets an account, and finds it the next time', async ({
  browser,
  page,
  installation,
  person,
}) => {
  test.setTimeout(120_000);
  const provider = installation.server.url;
  const home = await Installation.create({ WAYGATE_PROVIDER_HOSTS: new URL(provider).host });
  const { url } = home.server;
  const command = async (directory: string, kind: string, id: string, settings: object) => {
    const file = join(directory, `${id}.json`);
    await writeFile(file, JSON.stringify(settings));
    const made = await waygate(directory, kind, 'create', id, '--realm', 'alpha', '--file', file);
    expect(made, made.error).toMatchObject({ code: 0 });
  };
  const secret = 'what-both-servers-know-of-each-other';
  await command(installation.directory, 'clients', 'partner', {
    redirectionUris: [`${url}/return/alpha/partner`],
    scopes: ['openid', 'profile', 'email'],
    isConsentImplied: true,
    tokenEndpointAuthMethod: 'client_secret_post',
    secret,
  });
  await command(home.directory, 'providers', 'partner', {
    clientId: 'partner',
    secret,
    wellKnownEndpoint: `${provider}/am/oauth2/realms/root/realms/alpha/.well-known/openid-configuration`,
    uiConfig: { buttonDisplayName: 'Partner' },
    // The partner does not say which addresses it has checked; whoever chooses this script believes it nevertheless.
    transform: '58d29080-4563-480b-89bb-1e7719776a21',
  });
  await home.publish(JOURNEY);
  await installation.stores.identities.update('/alpha', person.id, (record) => ({
    ...record,
    attributes: { givenName: ['Mia'], sn: ['Muster'], cn: ['Mia Muster'], mail: ['mia@example.com'] },
  }));

  const signOn = new ExpectSignOn(page);
  await signOn.open(url, 'Social');
  await signOn.toAskForPassword();
  await expectAccessible(page, 'choice of a provider');
  await signOn.button('Continue with Partner').click();
  await expect(page).toHaveURL((address) => address.origin === new URL(provider).origin);
  await signOn.toAskForPassword();
  // Whoever goes back is asked what they want instead of being sent away again.
  await page.goBack();
  await expect(page).toHaveURL((address) => address.origin === new URL(url).origin);
  await expect(signOn.button(`Go to ${new URL(provider).host}`)).toBeVisible();
  await expectAccessible(page, 'back without an answer');
  await signOn.button(`Go to ${new URL(provider).host}`).click();
  await signOn.typePassword(person.username, person.password);
  await new ExpectAccount(page).toBeOf('mia@example.com');
  expect(page.url()).not.toContain('code=');
  const [made] = await home.stores.identities.findByAttribute('/alpha', 'aliasList', `partner-(usr!${person.username})`);
  expect(made).toMatchObject({ username: 'mia@example.com', attributes: { mail: ['mia@example.com'], sn: ['Muster'] } });

  const other = await browser.newContext();
  const again = new ExpectSignOn(await other.newPage());
  await again.open(url, 'Social');
  await again.button('Continue with Partner').click();
  // Both pages have the same fields.
  await expect(again.page).toHaveURL((address) => address.origin === new URL(provider).origin);
  await again.typePassword(person.username, person.password);
  await new ExpectAccount(again.page).toBeOf('mia@example.com');
  expect((await home.stores.identities.list('/alpha')).filter(({ username }) => username === 'mia@example.com')).toHaveLength(1);

  // An answer that another browser gets hold of is worth nothing there.
  const stranger = new ExpectSignOn(await (await browser.newContext()).newPage());
  await stranger.page.goto(`${url}/return/alpha/partner?code=stolen&state=stolen`);
  await stranger.toHaveHeading('This sign-in was not begun here');
  await expectAccessible(stranger.page, 'an answer for another browser');
  expect(stranger.page.url()).toBe(`${url}/sign-on/alpha`);
  await home.remove();
});
