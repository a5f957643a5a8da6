import { test as base, expect } from '@playwright/test';
import { AmClient } from './api/am-client.ts';
import { PhoneAtHand } from './api/phone-at-hand.ts';
import { signOnAdministrator } from './api/sign-on-administrator.ts';
import { Desk } from './browser/desk.ts';
import { watchContext } from './browser/watch-context.ts';
import { ExpectAccount } from './pages/expect-account.ts';
import { ExpectAuthenticator } from './pages/expect-authenticator.ts';
import { ExpectEditor } from './pages/expect-editor.ts';
import { ExpectSignOn } from './pages/expect-sign-on.ts';
import { Installation, type TestPerson } from './server/installation.ts';

interface Fixtures {
  /** A client of the realm alpha. */
  readonly am: AmClient;
  /** A person whom no other test knows. */
  readonly person: TestPerson;
  /** A phone that is switched on. */
  readonly phone: PhoneAtHand;
  /** Name of a copy of Login with Push MFA that asks every second. */
  readonly journey: string;
  /** The hosted pages in a browser; what they may not do fails the test. */
  readonly signOn: ExpectSignOn;
  readonly account: ExpectAccount;
  /** The web authenticator in a second browser, on a device that knows its owner by the finger. */
  readonly authenticator: ExpectAuthenticator;
  /** An administrator of the root realm whom no other test knows. */
  readonly administrator: TestPerson;
  /** The journey editor, with the administrator signed on; what a page may not do, or writes as an error to the console, fails the test. */
  readonly editor: ExpectEditor;
}

interface WorkerFixtures {
  /** A running server with the demo, shared by the tests of a worker. */
  readonly installation: Installation;
  /** Where the authors of a worker sit down, one after another. */
  readonly desk: Desk;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
    async ({}, use) => {
      const installation = await Installation.create();
      await use(installation);
      await installation.remove();
    },
    { scope: 'worker' },
  ],
  desk: [
    async ({ browser, installation }, use) => {
      const desk = new Desk(browser, installation.server.url);
      await use(desk);
      await desk.remove();
    },
    { scope: 'worker' },
  ],
  am: async ({ installation }, use) => use(new AmClient(installation.server.url)),
  person: async ({ installation }, use) => use(await installation.person()),
  phone: async ({ installation }, use) => {
    const phone = new PhoneAtHand();
    await phone.switchOn(installation.server.url);
    await use(phone);
    phone.switchOff();
  },
  journey: async ({ installation }, use) => use(await installation.pushJourney({ 'Push Wait': { secondsToWait: 1 } })),
  signOn: async ({ context, page, installation }, use) => {
    const problems = watchContext(context, installation.server.url);
    await use(new ExpectSignOn(page));
    expect(problems, 'what the pages may not do').toEqual([]);
  },
  account: async ({ signOn }, use) => use(new ExpectAccount(signOn.page)),
  authenticator: async ({ browser, installation }, use) => {
    const context = await browser.newContext();
    const problems = watchContext(context, installation.server.url);
    const authenticator = new ExpectAuthenticator(await context.newPage());
    await authenticator.addFingerprint();
    await authenticator.open(installation.server.url);
    await use(authenticator);
    await context.close();
    expect(problems, 'what the pages may not do').toEqual([]);
  },
  administrator: async ({ installation }, use) => use(await installation.administrator()),
  editor: async ({ desk, installation, administrator }, use, testInfo) => {
    const { url } = installation.server;
    const page = await desk.sit();
    const problems = watchContext(page.context(), url, { console: true });
    await signOnAdministrator(page.context(), url, administrator);
    await use(new ExpectEditor(page, url));
    await desk.leave(testInfo.status === testInfo.expectedStatus);
    expect(problems, 'what the pages may not do').toEqual([]);
  },
});

export { expect } from '@playwright/test';
