import { expect, test } from '../../fixtures.ts';
import { ExpectEditor } from '../../pages/expect-editor.ts';
import { ExpectPreview } from '../../pages/expect-preview.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { freePort } from '../../server/built-server.ts';
import { Installation } from '../../server/installation.ts';

test('an author whose console has a host of its own tries a push journey there, on pages and with a phone of the public host', async ({
  page,
}) => {
  const port = await freePort();
  const people = `http://sso.waygate.localhost:${port}`;
  const administration = `http://admin.waygate.localhost:${port}`;
  const environment = { WAYGATE_PORT: String(port), WAYGATE_PUBLIC_URL: people, WAYGATE_ADMIN_URL: administration };
  const installation = await Installation.create(environment);
  try {
    const [person, administrator] = [await installation.person(), await installation.administrator()];
    const journey = await installation.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
    const refused: string[] = [];
    page.on('console', (message) => {
      if (/content security policy|refused to/i.test(message.text())) refused.push(message.text());
    });

    await page.goto(`${people}/admin`);
    await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
    await page.goto(`${administration}/admin`);
    await new ExpectSignOn(page).typePassword(administrator.username, administrator.password);
    await expect(page).toHaveURL(new RegExp(`^${administration}/admin/realms/`));

    const editor = new ExpectEditor(page, administration);
    const preview = new ExpectPreview(editor);
    await editor.open(journey);
    await preview.begin();
    await preview.typePassword(person.username, person.password);
    expect(new Set(page.frames().map((frame) => new URL(frame.url()).origin))).toEqual(new Set([administration, people]));
    await preview.page.getByRole('button', { name: 'Continue' }).click();
    await preview.page.getByRole('link', { name: 'Add to the web authenticator' }).click();
    await expect(preview.phone.getByText(new RegExp(`\\(${person.username}\\) is added\\.$`))).toBeVisible();
    await preview.page.getByRole('button', { name: 'Done' }).click();
    await expect(preview.phone.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
    await preview.phone.getByRole('button', { name: await preview.shownNumber(), exact: true }).click();
    await expect(preview.page.getByRole('heading', { name: 'The preview ends in success' })).toBeVisible();
    await preview.toStandAt(`Success: ${person.username} would be signed on.`);

    // Another try, asked for by the page in the frame, which has another origin than the console.
    await preview.page.getByRole('button', { name: 'Start again' }).click();
    await expect(preview.page.getByLabel('User Name', { exact: true })).toBeVisible();

    // In a tab of its own there is no console to go back to at that host.
    const [tab] = await Promise.all([page.context().waitForEvent('page'), preview.button('In a new tab').click()]);
    await expect(tab).toHaveURL(new RegExp(`^${people}/sign-on/alpha/`));
    await expect(tab.getByLabel('User Name', { exact: true })).toBeVisible();

    const hosts = (await page.context().cookies()).filter(({ name }) => name === 'iPlanetDirectoryPro').map(({ domain }) => domain);
    expect(hosts, 'nobody but the administrator is signed on').toEqual(['admin.waygate.localhost']);
    expect(refused).toEqual([]);
  } finally {
    await installation.remove();
  }
});
