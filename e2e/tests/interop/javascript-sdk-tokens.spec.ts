import { ExpectJavascriptSdk } from '../../interop/expect-javascript-sdk.ts';
import { expect, test } from '../../interop/interop-fixtures.ts';
import { discoveryOf, registerPublicClient } from '../../interop/public-client.ts';
import { interop } from '../../interop/record-interop.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';

const works = interop('@forgerock/javascript-sdk', 'Chromium');

test('an application gets tokens for whoever signed on, and gives them back', async ({ page, application, installation, person }) => {
  const sdk = new ExpectJavascriptSdk(page, installation.server.url);
  await sdk.open(application.origin, 'Login');
  const client = await registerPublicClient(installation, application.origin);
  await works('Config.setAsync: configured by the well-known address', async () => {
    await page.evaluate(
      ([wellknown, options]) =>
        window.javascriptSdk.sdk.Config.setAsync({
          ...options,
          serverConfig: { wellknown, timeout: 20_000 },
          realmPath: 'alpha',
          tree: 'Login',
        }),
      [discoveryOf(installation), client] as const,
    );
    expect(await sdk.signOn(person)).toMatchObject({ type: 'LoginSuccess' });
  });
  const tokens = await works('TokenManager.getTokens: code with PKCE through the hidden frame', async () => {
    const got = await page.evaluate(() => window.javascriptSdk.sdk.TokenManager.getTokens());
    expect(got).toMatchObject({ accessToken: expect.stringMatching(/./), idToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) });
    return got;
  });
  const userInfo = () =>
    fetch(`${installation.server.url}/am/oauth2/realms/root/realms/alpha/userinfo`, {
      headers: { authorization: `Bearer ${tokens?.accessToken}` },
    });
  await works('UserManager.getCurrentUser', async () => {
    const user = await page.evaluate(() => window.javascriptSdk.sdk.UserManager.getCurrentUser());
    expect(user).toMatchObject({ sub: `(usr!${person.username})`, subname: person.username });
    expect((await userInfo()).status).toBe(200);
  });
  await works('HttpClient.request: the access token goes along', async () => {
    const status = await page.evaluate(
      async ([url]) => (await window.javascriptSdk.sdk.HttpClient.request({ url, init: { method: 'GET' }, timeout: 20_000 })).status,
      [`${installation.server.url}/am/oauth2/realms/root/realms/alpha/userinfo`] as const,
    );
    expect(status).toBe(200);
  });
  await works('FRUser.logout: session ended, tokens revoked and forgotten', async () => {
    const left = await page.evaluate(async () => {
      const { sdk } = window.javascriptSdk;
      await sdk.FRUser.logout({ redirect: false });
      return sdk.TokenStorage.get();
    });
    expect(left ?? undefined).toBeUndefined();
    expect((await userInfo()).status).toBe(401);
    await page.evaluate(() => {
      window.javascriptSdk.shown = undefined;
    });
    expect((await sdk.next()).type).toBe('Step');
  });
});

test('without a session an application gets no tokens, and is told so', async ({ page, application, installation }) => {
  const sdk = new ExpectJavascriptSdk(page, installation.server.url);
  await sdk.open(application.origin, 'Login');
  const client = await registerPublicClient(installation, application.origin);
  await works('TokenManager.getTokens: refused without a session', async () => {
    const refused = page.evaluate(
      ([baseUrl, options]) => {
        const { sdk } = window.javascriptSdk;
        sdk.Config.set({ ...options, serverConfig: { baseUrl, timeout: 20_000 }, realmPath: 'alpha' });
        return sdk.TokenManager.getTokens();
      },
      [`${installation.server.url}/am`, client] as const,
    );
    await expect(refused).rejects.toThrow('authentication is required');
  });
});

test('an application leads to the hosted page and gets its tokens when it comes back', async ({
  page,
  application,
  installation,
  person,
}) => {
  const sdk = new ExpectJavascriptSdk(page, installation.server.url);
  await sdk.open(application.origin, 'Login');
  const client = await registerPublicClient(installation, application.origin, '/javascript-sdk');
  const configure = () =>
    page.evaluate(
      ([baseUrl, options]) =>
        window.javascriptSdk.sdk.Config.set({ ...options, serverConfig: { baseUrl, timeout: 20_000 }, realmPath: 'alpha' }),
      [`${installation.server.url}/am`, client] as const,
    );
  await works('TokenManager.getTokens with login redirect: sign-on on the hosted page and back', async () => {
    await configure();
    await page.evaluate(() => void window.javascriptSdk.sdk.TokenManager.getTokens({ login: 'redirect' }));
    const signOn = new ExpectSignOn(page);
    await signOn.typePassword(person.username, person.password);
    await page.waitForURL((url) => url.origin === application.origin && url.searchParams.has('code'));
    await configure();
    const tokens = await page.evaluate(() => {
      const { searchParams } = new URL(window.location.href);
      const [code = '', state = ''] = [searchParams.get('code') ?? undefined, searchParams.get('state') ?? undefined];
      return window.javascriptSdk.sdk.TokenManager.getTokens({ query: { code, state } });
    });
    expect(tokens).toMatchObject({ accessToken: expect.stringMatching(/./), idToken: expect.stringMatching(/./) });
  });
});
