import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { linkOn, toQrPage } from '../../api/sign-on.ts';
import { watchContext } from '../../browser/watch-context.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';

const EVIL =
  '<script>window.hacked = 1</script><img src="/x" onerror="window.hacked = 2"><svg onload="window.hacked = 3"></svg>' +
  '<a href="javascript:window.hacked=4">link</a><a href=" data:text/html,x">data</a><iframe srcdoc="<script>parent.hacked=5</script>"></iframe>' +
  '<form action="https://evil.example"><button>send</button></form><b onclick="window.hacked = 6" style="position:fixed">bold</b>';

const hacked = (signOn: ExpectSignOn) => signOn.page.evaluate(() => (globalThis as { hacked?: number }).hacked);

function evilJourney(): JourneyDocument {
  const text = { en: EVIL };
  return journeyDocument.parse({
    name: 'Evil texts',
    entryNodeId: 'page',
    nodes: {
      page: {
        type: 'PageNode',
        displayName: 'Page',
        config: { pageHeader: text, pageDescription: text, nodes: [{ _id: 'name', nodeType: 'UsernameCollectorNode' }] },
        connections: { outcome: 'ask' },
      },
      ask: {
        type: 'MessageNode',
        displayName: 'Ask',
        config: { message: text, messageYes: text, messageNo: { en: 'No' } },
        connections: { true: 'app', false: FAILURE_ID },
      },
      app: {
        type: 'GetAuthenticatorAppNode',
        displayName: 'App',
        config: { message: text, continueLabel: text },
        connections: { outcome: SUCCESS_ID },
      },
    },
    innerNodes: { name: { type: 'UsernameCollectorNode', displayName: 'Name', config: {} } },
  });
}

test('what an author writes is shown and never run', async ({ browser, installation }) => {
  const context = await browser.newContext();
  const problems = watchContext(context, installation.server.url);
  const signOn = new ExpectSignOn(await context.newPage());
  await installation.publish(evilJourney());
  await signOn.open(installation.server.url, 'Evil texts');
  await expect(signOn.field('User Name')).toBeVisible();
  const harmless = async (where: string) => {
    await expect(signOn.page.getByText('bold').first(), where).toBeVisible();
    expect(
      await signOn.page.locator('main').locator('img, iframe, script, svg[onload], form form, [onclick], [onerror], [style]').count(),
      where,
    ).toBe(0);
    for (const link of await signOn.page.getByRole('link').all()) expect(await link.getAttribute('href'), where).toMatch(/^(https?:|\/)/);
    expect(await hacked(signOn), where).toBeUndefined();
  };
  await harmless('header and description');
  await signOn.field('User Name').fill(EVIL);
  await signOn.button('Next').click();
  await expect(signOn.button('No')).toBeVisible();
  await harmless('message');
  await signOn.page.locator('main button[type="submit"]').click();
  await expect(signOn.page.getByRole('link', { name: 'Open the web authenticator' })).toBeVisible();
  await harmless('app page');
  await signOn.page.locator('main button[type="submit"]').click();
  await signOn.toHaveFailed();
  // The browser complains about the author's text when it is parsed; nothing may come of it.
  expect(problems.filter((problem) => !/^(Executing|Applying) inline/.test(problem))).toEqual([]);
  await context.close();
});

test('what a phone calls itself is shown and never run', async ({ signOn, account, installation, person, phone, am, journey }) => {
  const { url } = installation.server;
  await signOn.open(url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  expect(await phone.scan(await signOn.registrationLink(), `</em>"; window.hacked = 1; "${EVIL.slice(0, 150)}`)).toBe(true);
  await signOn.toShowRecoveryCodes();
  expect(await hacked(signOn)).toBeUndefined();
  await expect(signOn.page.locator('main img, main iframe, main script')).toHaveCount(0);
  await signOn.open(url, 'Login');
  await signOn.typePassword(person.username, person.password);
  await expect(account.devices).toHaveCount(1);
  expect(await hacked(signOn)).toBeUndefined();
  expect(linkOn(await toQrPage(am, journey, await installation.person()))).toMatch(/^pushauth:/);
});

test('a message of failure and an address with markup in them are shown as text', async ({ signOn, installation }) => {
  await signOn.page.goto(`${installation.server.url}/sign-on/alpha/${encodeURIComponent(EVIL)}`);
  await signOn.toHaveHeading('No such sign-in page');
  await signOn.page.goto(
    `${installation.server.url}/sign-on/alpha/Login?locale=${encodeURIComponent(EVIL)}&goto=${encodeURIComponent('javascript:alert(1)')}#/service/${encodeURIComponent(EVIL)}`,
  );
  await signOn.toAskForPassword();
  expect(await hacked(signOn)).toBeUndefined();
});

test('script that somebody slips into a page is not run, and these tests would see it', async ({ browser, installation }) => {
  for (const path of ['/sign-on/alpha/Login', '/authenticator/']) {
    const context = await browser.newContext();
    const problems = watchContext(context, installation.server.url);
    const page = await context.newPage();
    await page.goto(`${installation.server.url}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 1';
      document.body.append(script);
    });
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked), path).toBeUndefined();
    await expect.poll(() => problems.length, path).toBeGreaterThan(0);
    await context.close();
  }
});

test('pages cannot be framed by others, sniffed or kept', async ({ installation }) => {
  // The editor shows the sign-on page and the web authenticator beside the canvas, so that a journey can be tried; nothing shows the rest.
  for (const [path, ancestors, options] of [
    ['/sign-on/alpha/Login', "'self'", 'SAMEORIGIN'],
    ['/authenticator/', "'self'", 'SAMEORIGIN'],
    ['/account', "'none'", 'DENY'],
    ['/admin', "'none'", 'DENY'],
  ] as const) {
    const { headers } = await fetch(`${installation.server.url}${path}`);
    expect(headers.get('content-security-policy'), path).toMatch(new RegExp(`frame-ancestors ${ancestors}(;|$)`));
    expect(headers.get('content-security-policy'), path).not.toMatch(/unsafe-inline|unsafe-eval|script-src[^;]*(\*|https?:|data:|blob:)/);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('x-frame-options'), path).toBe(options);
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect(headers.get('cache-control'), path).toMatch(/no-(cache|store)/);
  }
});
