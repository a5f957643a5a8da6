import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, PlaywrightWorkerArgs } from '@playwright/test';
import { type Shot, writeCameraFilm } from '../../browser/camera-film.ts';
import { watchContext } from '../../browser/watch-context.ts';
import { expect, test } from '../../fixtures.ts';
import { ExpectAuthenticator } from '../../pages/expect-authenticator.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import type { TestPerson } from '../../server/installation.ts';

/** A camera that shows a film and may be used: a browser without windows has nobody to ask. */
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

async function toQrCode(signOn: ExpectSignOn, url: string, journey: string, person: TestPerson): Promise<Shot> {
  await signOn.open(url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  return { picture: await signOn.qrCode.screenshot(), seconds: 2 };
}

/** Opens the authenticator in a browser whose camera sees these pictures, one after the other, again and again. */
async function withCamera(
  { playwright, signOn, url }: { playwright: PlaywrightWorkerArgs['playwright']; signOn: ExpectSignOn; url: string },
  shots: readonly Shot[],
  use: (authenticator: ExpectAuthenticator) => Promise<void>,
): Promise<void> {
  const film = join(tmpdir(), `waygate-camera-${process.pid}-${Date.now()}.y4m`);
  await writeCameraFilm(signOn.page, film, shots);
  let browser: Browser | undefined;
  try {
    const { launchOptions } = test.info().project.use;
    browser = await playwright.chromium.launch({
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), ...CAMERA, `--use-file-for-fake-video-capture=${film}`],
    });
    const context = await browser.newContext({ permissions: ['camera'] });
    const problems = watchContext(context, url);
    const authenticator = new ExpectAuthenticator(await context.newPage());
    await authenticator.open(url);
    await authenticator.page.getByRole('button', { name: 'Add an account' }).click();
    await authenticator.page.getByRole('button', { name: 'Scan with the camera' }).click();
    await use(authenticator);
    expect(problems, 'what the pages may not do').toEqual([]);
  } finally {
    await browser?.close();
    rmSync(film, { force: true });
  }
}

test('an account is added by the camera, which is switched off then, and approves', async ({
  signOn,
  account,
  installation,
  person,
  journey,
  playwright,
}) => {
  const { url } = installation.server;
  const code = await toQrCode(signOn, url, journey, person);
  await withCamera({ playwright, signOn, url }, [code], async (authenticator) => {
    await authenticator.toHaveAdded(person.username);
    await expect(authenticator.page.locator('video')).toHaveCount(0);
    await signOn.toShowRecoveryCodes();
    await signOn.button('Done').click();
    await authenticator.toAsk(person.username);
    await authenticator.choose(await signOn.shownNumber());
    await account.toBeOf(person.username);
  });
});

test('a code that was used already is said to be, and the camera goes on to the right one', async ({
  signOn,
  authenticator: other,
  browser,
  installation,
  person,
  journey,
  playwright,
}) => {
  const { url } = installation.server;
  const someoneElse = await installation.person();
  const elsewhere = new ExpectSignOn(await browser.newPage());
  const used = await toQrCode(elsewhere, url, journey, someoneElse);
  await other.paste(await elsewhere.registrationLink());
  await other.toHaveAdded(someoneElse.username);
  await elsewhere.page.close();
  const code = await toQrCode(signOn, url, journey, person);
  await withCamera({ playwright, signOn, url }, [used, code], async (authenticator) => {
    await authenticator.toHaveAdded(person.username);
    await expect(authenticator.page.getByRole('listitem').filter({ hasText: someoneElse.username })).toHaveCount(0);
  });
});

test('without a camera it is said what else can be done', async ({ authenticator }) => {
  await authenticator.page.getByRole('button', { name: 'Add an account' }).click();
  await authenticator.page.getByRole('button', { name: 'Scan with the camera' }).click();
  await expect(authenticator.page.getByRole('alert')).toHaveText(/Choose a picture of the code or paste the link/);
  await expect(authenticator.page.getByRole('button', { name: 'Scan with the camera' })).toBeVisible();
});
