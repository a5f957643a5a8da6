import { test as base } from '@playwright/test';
import { AmClient } from './api/am-client.ts';
import { PhoneAtHand } from './api/phone-at-hand.ts';
import { Installation, type TestPerson } from './server/installation.ts';

interface Fixtures {
  /** A client of the realm alpha. */
  readonly am: AmClient;
  /** A person whom no other test knows. */
  readonly person: TestPerson;
  /** A phone that is switched on. */
  readonly phone: PhoneAtHand;
}

interface WorkerFixtures {
  /** A running server with the demo, shared by the tests of a worker. */
  readonly installation: Installation;
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
  am: async ({ installation }, use) => use(new AmClient(installation.server.url)),
  person: async ({ installation }, use) => use(await installation.person()),
  phone: async ({ installation }, use) => {
    const phone = new PhoneAtHand();
    await phone.switchOn(installation.server.url);
    await use(phone);
    phone.switchOff();
  },
});

export { expect } from '@playwright/test';
