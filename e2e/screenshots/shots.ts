import type { Page } from '@playwright/test';
import type { ExpectEditor } from '../pages/expect-editor.ts';
import type { Installation } from '../server/installation.ts';

/** What a picture is taken with: the console, with an administrator signed on. */
export interface Studio {
  readonly page: Page;
  readonly editor: ExpectEditor;
  readonly installation: Installation;
}

/** Every picture by its name: brings the page to where it is taken. */
export const SHOTS: Readonly<Record<string, (studio: Studio) => Promise<void>>> = {
  'editor-canvas': async ({ editor }) => {
    await editor.open('Login with Push MFA');
    await editor.node('Push Sender').click();
  },
};
