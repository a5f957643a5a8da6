import { expect, type Page } from '@playwright/test';
import { SUCCESS_ID } from '@waygate/schema';
import type { ExpectEditor } from '../pages/expect-editor.ts';
import { ExpectHistory } from '../pages/expect-history.ts';
import { ExpectPreview } from '../pages/expect-preview.ts';
import type { Installation } from '../server/installation.ts';

/** What a picture is taken with: the console, with an administrator signed on. */
export interface Studio {
  readonly page: Page;
  readonly editor: ExpectEditor;
  readonly installation: Installation;
}

/** Every picture by its name: brings the page to where it is taken. */
export const SHOTS: Readonly<Record<string, (studio: Studio) => Promise<void>>> = {
  'editor-journeys': async ({ editor, page }) => {
    await editor.openJourneys();
    await expect(page.getByText('Login with Push MFA').first()).toBeVisible();
  },

  'editor-canvas': async ({ editor }) => {
    await editor.open('Login with Push MFA');
    await editor.node('Push Sender').click();
    await expect(editor.panel('Properties').getByRole('heading', { name: 'Push Sender' })).toBeVisible();
  },

  'editor-preview': async ({ editor, installation }) => {
    const person = await installation.person();
    const preview = new ExpectPreview(editor);
    await editor.open('Login with Push MFA');
    await editor.page.getByRole('button', { name: 'Hide the nodes' }).click();
    await preview.begin();
    await preview.typePassword(person.username, person.password);
    await preview.page.getByRole('button', { name: 'Continue' }).click();
    await preview.page.getByRole('link', { name: 'Add to the web authenticator' }).click();
    await preview.page.getByRole('button', { name: 'Done' }).click();
    await expect(preview.phone.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
    await preview.toStandAt(/Push Wait$/);
    await editor.press('f');
  },

  'editor-history': async ({ editor, installation }) => {
    const name = await installation.pushJourney({});
    const document = await installation.stores.journeys.published('/alpha', name);
    const wait = Object.entries(document?.nodes ?? {}).find(([, { type }]) => type === 'PushWaitNode');
    const done = Object.entries(document?.nodes ?? {}).find(([, { type }]) => type === 'PushResultVerifierNode');
    if (document === undefined || wait === undefined || done === undefined) throw new Error('The shipped journey has no push.');
    const [waitId, waiting] = wait;
    const [doneId, verifier] = done;
    const url = { type: 'SetSuccessUrlNode', displayName: 'To the portal', config: { successUrl: '/account' }, x: 900, y: 20 };
    await installation.publish({
      ...document,
      nodes: {
        ...document.nodes,
        [waitId]: { ...waiting, config: { ...waiting.config, secondsToWait: 3 } },
        [doneId]: { ...verifier, connections: { ...verifier.connections, TRUE: 'portal' } },
        portal: { ...url, connections: { outcome: SUCCESS_ID } },
      },
    });
    const history = new ExpectHistory(editor);
    await editor.open(name);
    await history.open();
    await history
      .version(1)
      .getByRole('button', { name: /compare/i })
      .click();
    await expect(history.dialog).toBeVisible();
    await expect(history.dialog.locator('[data-journey-node]').first()).toBeVisible();
  },
};
