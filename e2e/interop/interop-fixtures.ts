import { test as base } from '../fixtures.ts';
import { Installation } from '../server/installation.ts';
import { SdkApplication } from './sdk-application.ts';

interface WorkerFixtures {
  /** Pages of another origin with the published SDKs on them. */
  readonly application: SdkApplication;
}

/** Tests of what other people's clients make of this server: it lets the origin of their application in, and no other. */
export const test = base.extend<object, WorkerFixtures>({
  application: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the dependencies of a fixture out of this pattern.
    async ({}, use) => {
      const application = await SdkApplication.start();
      await use(application);
      await application.stop();
    },
    { scope: 'worker' },
  ],
  installation: [
    async ({ application }, use) => {
      const installation = await Installation.create({ WAYGATE_CORS_ORIGINS: application.origin });
      await use(installation);
      await installation.remove();
    },
    { scope: 'worker' },
  ],
});

export { expect } from '../fixtures.ts';
