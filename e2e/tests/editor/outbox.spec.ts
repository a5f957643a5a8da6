import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';

const LONG_ADDRESS = 'maximiliane.von-und-zu-hohenstein@mail.department.example.com';

test('an administrator reads by keyboard what was kept for want of a gateway', async ({ editor, installation }) => {
  const { page } = editor;
  // Nobody is sent a code in the realm of administrators, so that no other test writes here.
  await page.goto(`${installation.server.url}/admin/realms/root/messages`);
  await expect(page.getByRole('heading', { level: 1, name: 'Messages' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'No message yet' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'What becomes of messages in this realm' })).toContainText('kept here for an hour');
  await expectAccessible(page, 'no message');

  const at = Date.now();
  const expiresAt = at + 3_600_000;
  const add = (message: { channel: 'sms' | 'email'; to: string; text: string; subject?: string }, seconds: number) =>
    installation.stores.messageOutbox.add('/', { ...message, id: message.channel, at: at + seconds * 1_000, expiresAt });
  await add({ channel: 'sms', to: '+491711234567', text: 'Your code is 48315926.' }, 0);
  await add({ channel: 'email', to: LONG_ADDRESS, subject: 'Your code', text: 'Hello,\n\nyour code is 20771385.' }, 1);
  await page.getByRole('button', { name: 'Refresh' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '2 messages' })).toBeVisible();

  const list = page.getByRole('region', { name: 'Messages that were kept' });
  await expect(list.getByRole('heading', { level: 2 }), 'the newest first').toHaveText([
    /E-mail to maximiliane/,
    /Text message to \+49171/,
  ]);
  await page.keyboard.press('Tab');
  await expect(list.getByRole('button', { name: LONG_ADDRESS })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(list.getByText('20771385')).toBeVisible();
  await expect(list.getByText('48315926'), 'the other stays closed').toBeHidden();
  await page.keyboard.press('Tab');
  await expect(list.getByRole('button', { name: 'Copy the text' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(list.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Hello,\n\nyour code is 20771385.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(list.getByText('48315926')).toBeVisible();
  await expectAccessible(page, 'messages');
});
