import { REDIRECT_TRICKS } from '../../../apps/server/test/hardening/redirect-tricks.ts';
import { expect, test } from '../../fixtures.ts';

/** One of each kind: what a browser makes of an address is its own affair, so that a real one is asked. */
const SAMPLE = REDIRECT_TRICKS.filter((_trick, index) => index % 17 === 0);

test('a browser is led to none of the places that tricks of redirects lead to, and where the server allows it stays', async ({
  context,
  page,
  installation,
  person,
}) => {
  const { url } = installation.server;
  const at = `${url}/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Login`;
  const headers = { 'content-type': 'application/json', 'accept-api-version': 'resource=2.1' };
  const step = (await (await context.request.post(at, { headers })).json()) as {
    callbacks: { type: string; input: { value: string }[] }[];
  };
  for (const { type, input } of step.callbacks)
    for (const field of input) field.value = type === 'NameCallback' ? person.username : person.password;
  expect((await context.request.post(at, { headers, data: step })).status()).toBe(200);

  const elsewhere: string[] = [];
  await context.route(
    (asked) => asked.origin !== url,
    (route) => {
      elsewhere.push(route.request().url());
      return route.abort();
    },
  );
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  expect(SAMPLE.length).toBeGreaterThan(10);
  for (const [index, trick] of SAMPLE.entries()) {
    const opened = index % 2 === 0 ? '/sign-on/alpha/Login?' : '/am/XUI/?realm=/alpha&service=Login&';
    await page.goto(`${url}${opened}goto=${encodeURIComponent(trick.toWellFormed())}`);
    await page.waitForURL((now) => !now.pathname.startsWith('/sign-on/'));
    expect(new URL(page.url()).origin, JSON.stringify(trick)).toBe(url);
  }
  expect(elsewhere).toEqual([]);
  expect(dialogs).toEqual([]);
});
