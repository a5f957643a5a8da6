import type { BrowserContext, Page } from '@playwright/test';
import { FAILURE_ID, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { signOnAdministrator } from '../../api/sign-on-administrator.ts';
import { watchContext } from '../../browser/watch-context.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import type { ExpectEditor } from '../../pages/expect-editor.ts';
import { ExpectPreview } from '../../pages/expect-preview.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';

const sessionOf = async (context: BrowserContext) =>
  (await context.cookies()).filter(({ name }) => name === 'iPlanetDirectoryPro').map(({ value }) => value);

/** Connects the phone beside the page and comes to where the page waits for it. */
async function toTheNumber(preview: ExpectPreview, person: { readonly username: string; readonly password: string }): Promise<void> {
  await preview.typePassword(person.username, person.password);
  await preview.page.getByRole('button', { name: 'Continue' }).click();
  await preview.page.getByRole('link', { name: 'Add to the web authenticator' }).click();
  await expect(preview.phone.getByText(new RegExp(`\\(${person.username}\\) is added\\.$`))).toBeVisible();
  await expect(preview.page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
  await preview.page.getByRole('button', { name: 'Done' }).click();
  await expect(preview.phone.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
}

/** Removes a node on the canvas, as a change of the journey. */
async function changeJourney(editor: ExpectEditor): Promise<void> {
  await editor.node('Data Store Decision').click();
  await editor.press('ArrowDown');
  await editor.toBeSaved();
}

test('an author tries the whole push journey alone on one screen, with a phone beside the page', async ({
  editor,
  journey,
  person,
  administrator,
}) => {
  const preview = new ExpectPreview(editor);
  const session = await sessionOf(editor.page.context());
  await editor.open(journey);
  await preview.begin();
  await expect(preview.litNode('Page Node')).toContainText('asked the person');
  await toTheNumber(preview, person);
  await preview.toStandAt(/^Step \d+: Push Wait$/);
  await expect(editor.node('Push Wait')).toBeInViewport();
  await preview.phone.getByRole('button', { name: await preview.shownNumber(), exact: true }).click();
  await expect(preview.page.getByRole('heading', { name: 'The preview ends in success' })).toBeVisible();
  await expect(preview.page.getByText(`${person.username} would be signed in now.`)).toBeVisible();
  await expect(preview.page.getByText('They would be led to /account')).toBeVisible();
  await preview.toStandAt(`Success: ${person.username} would be signed on.`);
  await expect(preview.litNode('Push Sender')).toContainText('Sent');
  await expect(editor.wire('Push Sender', 'Not Registered', 'Get Authenticator App')).toHaveClass(/ lit\b/);
  await expect(editor.wire('Push Result Verifier', 'Success', 'Success')).toHaveClass(/ lit\b/);
  await expect(editor.wire('Data Store Decision', 'False', 'Failure')).not.toHaveClass(/ lit\b/);

  // Each step says what came of it and the state after it, in which nothing secret stands.
  const step = preview.steps.filter({ hasText: 'Push Sender' }).last();
  await expect(step).toContainText('Sent');
  await step.getByText('State after this step').click();
  await expect(step.getByRole('row', { name: /^username/ })).toContainText(person.username);
  await expect(step.getByRole('row', { name: 'pushNumberChallengeKey' })).toContainText('••••••');
  expect(await preview.panel.textContent()).not.toContain(person.password);

  // The administrator is signed on as before, by the same session, and nobody else is.
  expect(await sessionOf(editor.page.context())).toEqual(session);
  await editor.page.goto(`${editor.url}/account`);
  await expect(editor.page.getByText(`Signed in as ${administrator.username}`)).toBeVisible();
});

test('a denial on the phone beside the page is a failure of the journey, and the author begins again from the page', async ({
  editor,
  journey,
  person,
}) => {
  const preview = new ExpectPreview(editor);
  await editor.open(journey);
  await preview.begin();
  await toTheNumber(preview, person);
  await preview.phone.getByRole('button', { name: 'This was not me' }).click();
  await preview.phone.getByRole('button', { name: 'Refuse it' }).click();
  await expect(preview.page.getByRole('heading', { name: 'Sign-in failed' })).toBeVisible();
  await expect(preview.page.getByText('This is a preview: nobody was signed in.')).toBeVisible();
  await preview.toStandAt('The journey ended in failure.');
  await preview.page.getByRole('button', { name: 'Start again' }).click();
  await expect(preview.page.getByLabel('User Name', { exact: true })).toBeVisible();
  await expect(preview.steps).toHaveCount(1);
});

test('a preview runs what stands on the canvas; a change puts its light out and another begins with the change', async ({
  editor,
  journey,
}) => {
  const preview = new ExpectPreview(editor);
  await editor.open(journey);
  await preview.begin();
  await expect(preview.litNode('Page Node')).toBeVisible();
  await changeJourney(editor);
  await expect(preview.panel.getByText('The journey changed since this preview began.')).toBeVisible();
  await expect(preview.litNode('Page Node')).toHaveCount(0);
  await editor.press('Control+z');
  await expect(preview.litNode('Page Node')).toBeVisible();
  await editor.press('Control+Shift+z');
  await preview.panel.getByRole('status').getByRole('button', { name: 'Begin again' }).click();
  await expect(preview.litNode('Page Node')).toBeVisible();
  await expect(preview.panel.getByText('The journey changed since this preview began.')).toBeHidden();
});

test('a preview goes on while the author looks at something else', async ({ editor, journey, person }) => {
  const preview = new ExpectPreview(editor);
  await editor.open(journey);
  await preview.begin();
  await preview.typePassword(person.username, person.password);
  await expect(preview.litNode('Data Store Decision')).toBeVisible();
  await editor.showPanel('Outline');
  await expect(preview.litNode('Data Store Decision')).toBeVisible();
  await editor.page.getByRole('button', { name: 'Hide the panel' }).click();
  await expect(preview.litNode('Data Store Decision')).toBeVisible();
  await editor.page.getByRole('button', { name: 'Show the panel' }).click();
  // A replay has the canvas for itself.
  await editor.showPanel('Trace');
  await expect(preview.litNode('Data Store Decision')).toHaveCount(0);
  await editor.showPanel('Preview');
  await expect(preview.litNode('Data Store Decision')).toBeVisible();
  await preview.page.getByRole('button', { name: 'Continue' }).click();
  await expect(preview.page.getByRole('link', { name: 'Add to the web authenticator' })).toBeVisible();
  await preview.button('End the preview').click();
  await expect(preview.litNode('Data Store Decision')).toHaveCount(0);
});

test("an administrator's own session neither answers for a preview of their own sign-on nor is replaced by it", async ({
  editor,
  administrator,
}) => {
  const preview = new ExpectPreview(editor);
  const session = await sessionOf(editor.page.context());
  await editor.open('AdminLogin', '/');
  await preview.begin();
  await preview.typePassword(administrator.username, administrator.password);
  await expect(preview.page.getByText(`${administrator.username} would be signed in now.`)).toBeVisible();
  expect(await sessionOf(editor.page.context())).toEqual(session);
  await editor.page.goto(`${editor.url}/account`);
  await expect(editor.page.getByText(`Signed in as ${administrator.username}`)).toBeVisible();
  await expect(editor.page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem')).toHaveCount(1);
});

test('a journey with errors is not tried, and the author is led to them', async ({ editor, installation }) => {
  const preview = new ExpectPreview(editor);
  await installation.publish(
    journeyDocument.parse({
      name: 'Runs nothing',
      entryNodeId: 'inner',
      nodes: {
        inner: {
          type: 'InnerTreeEvaluatorNode',
          displayName: 'Inner',
          config: { tree: 'Not there' },
          connections: { true: SUCCESS_ID, false: FAILURE_ID },
        },
      },
    }),
  );
  await editor.open('Runs nothing');
  await preview.begin();
  await expect(preview.panel.getByRole('alert')).toContainText('The journey has errors that would stop a sign-on.');
  await preview.button('Show the problems').click();
  await expect(editor.panel(/^Problems/)).toBeVisible();
});

test('a preview in a tab of its own is followed on the canvas', async ({ editor, journey, person }) => {
  const preview = new ExpectPreview(editor);
  await editor.open(journey);
  await editor.showPanel('Preview');
  const opened = editor.page.context().waitForEvent('page');
  await preview.button('In a new tab').click();
  const signOn = new ExpectSignOn(await opened);
  await signOn.typePassword(person.username, 'wrong');
  await signOn.toHaveHeading('Sign-in failed');
  await expect(signOn.page.getByRole('link', { name: 'To the editor' })).toHaveAttribute(
    'href',
    `/admin/realms/alpha/journeys/${encodeURIComponent(journey)}`,
  );
  await expect(preview.panel.getByText('The preview runs in the new tab.')).toBeVisible();
  await preview.toStandAt('The journey ended in failure.');
  await expect(preview.litNode('Data Store Decision')).toContainText('False');
});

test('the address of a preview is good for one try of the administrator who made it', async ({
  browser,
  editor,
  installation,
  journey,
}) => {
  const { url } = installation.server;
  const preview = new ExpectPreview(editor);
  const failed = async (page: Page, text: string) => {
    const signOn = new ExpectSignOn(page);
    await signOn.toHaveHeading('Sign-in failed');
    await expect(page.getByRole('alert')).toContainText(text);
  };
  await editor.open(journey);
  await editor.showPanel('Preview');
  await preview.button('By its address').click();
  await preview.button('Copy the address').click();
  await expect(preview.panel.getByRole('img', { name: 'QR code of the address of this preview' })).toBeVisible();
  const address = await editor.page.evaluate(() => navigator.clipboard.readText());
  expect(address).toContain(`${url}/sign-on/alpha/${encodeURIComponent(journey)}?preview=`);
  await preview.toStandAt('Nothing has run yet.');

  const stranger = await browser.newContext();
  const problems = watchContext(stranger, url);
  const theirs = await stranger.newPage();
  await theirs.goto(address);
  await failed(theirs, 'This preview is over, or it is for the administrator who started it.');
  await signOnAdministrator(stranger, url, await installation.administrator());
  await theirs.reload();
  await failed(theirs, 'This preview is over, or it is for the administrator who started it.');
  await stranger.close();
  expect(problems).toEqual([]);

  const mine = await editor.page.context().newPage();
  await mine.goto(address);
  await new ExpectSignOn(mine).toAskForPassword();
  await preview.toStandAt('Step 1: Page Node');
  await mine.reload();
  await new ExpectSignOn(mine).toAskForPassword();
  const again = await editor.page.context().newPage();
  await again.goto(address);
  await failed(again, 'This preview was begun before, and each is good for one try.');
});

test('the published page stands there to copy, to open and for a phone', async ({ editor, journey }) => {
  const preview = new ExpectPreview(editor);
  const address = `${editor.url}/sign-on/alpha/${encodeURIComponent(journey)}`;
  await editor.open(journey);
  await editor.showPanel('Preview');
  await preview.button('Copy').click();
  expect(await editor.page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  await preview.button('QR code').click();
  await expect(editor.page.getByRole('img', { name: `QR code of ${address}` })).toBeVisible();
  await editor.page.keyboard.press('Escape');
  await expect(preview.panel.getByRole('link', { name: 'Open' })).toHaveAttribute('href', address);
  await editor.page.goto(address);
  await new ExpectSignOn(editor.page).toAskForPassword();
});

test('the panel is as wide as the author makes it, also by the keyboard, and stays so', async ({ editor, journey }) => {
  await editor.open(journey);
  await editor.showPanel('Preview');
  const edge = editor.page.getByRole('separator', { name: 'Width of the panel' });
  const before = Number(await edge.getAttribute('aria-valuenow'));
  await edge.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 32));
  const box = await edge.boundingBox();
  if (box === null) throw new Error('The edge is not drawn.');
  await editor.page.mouse.move(box.x + 4, box.y + 300);
  await editor.page.mouse.down();
  await editor.page.mouse.move(box.x + 104, box.y + 300, { steps: 4 });
  await editor.page.mouse.up();
  const width = Number(await edge.getAttribute('aria-valuenow'));
  expect(Math.abs(width - (before + 32 - 100))).toBeLessThanOrEqual(8);
  await editor.showPanel('Outline');
  await expect(edge).toHaveAttribute('aria-valuenow', '440');
  await editor.page.reload();
  await editor.showPanel('Preview');
  await expect(edge).toHaveAttribute('aria-valuenow', String(width));
});

test('everybody can use the panel before a preview', async ({ editor, journey }) => {
  await editor.open(journey);
  await editor.showPanel('Preview');
  await expectAccessible(editor.page, 'before a preview', 'aside');
});

test('everybody can use the panel with a preview', async ({ editor, journey, person }) => {
  const preview = new ExpectPreview(editor);
  await editor.open(journey);
  await preview.begin();
  await preview.typePassword(person.username, 'wrong');
  await preview.toStandAt('The journey ended in failure.');
  await expectAccessible(editor.page, 'after a preview', 'aside');
});
