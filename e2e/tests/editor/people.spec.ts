import { oauthClient } from '@waygate/schema';
import { enrol, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';

test('an administrator finds somebody, sees what failed, and takes away a device that is lost', async ({
  editor,
  installation,
  person,
  phone,
  am,
  journey,
}) => {
  const { page } = editor;
  await enrol(am, journey, person, phone);
  await typePassword(am, 'Login', { ...person, password: 'not the password' });
  await page.goto(`${installation.server.url}/admin/realms/alpha/people`);
  await page.getByLabel('User name, name or mail address').fill(person.username.toUpperCase());
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'People found' }).getByRole('link', { name: person.username }).click();
  await expect(page.getByRole('heading', { level: 1, name: person.username })).toBeVisible();

  const tries = page.getByRole('table', { name: 'Wrong tries' });
  await expect(tries.getByRole('row', { name: /Password 1 can be tried/ })).toBeVisible();
  await tries.getByRole('button', { name: 'Let Password be tried again' }).click();
  await expect(page.getByText('Nothing was tried in vain lately.')).toBeVisible();

  const devices = page.getByRole('table', { name: 'Devices' });
  await expect(devices.getByRole('row', { name: /Pixel 9 Phone for approvals .* 10/ })).toBeVisible();
  await expectAccessible(page, 'a person');
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(devices.getByText('Phone for approvals'), 'what a narrow screen has no columns for').toBeInViewport({ ratio: 1 });
  await expect(devices.getByRole('button', { name: 'Remove Pixel 9' })).toBeInViewport({ ratio: 1 });
  await expect(devices.getByRole('row', { name: /Pixel 9 Phone for approvals .* 10/ }), 'is a row still').toBeVisible();
  await expectAccessible(page, 'a person on a narrow screen');
  await page.setViewportSize({ width: 1280, height: 720 });
  await devices.getByRole('button', { name: 'Remove Pixel 9' }).click();
  await page.getByRole('dialog', { name: 'Remove “Pixel 9”?' }).getByRole('button', { name: 'Cancel' }).click();
  await expect(devices.getByRole('row', { name: /Pixel 9/ }), 'Cancel removes nothing').toBeVisible();
  await devices.getByRole('button', { name: 'Remove Pixel 9' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('This person has only a password, or nothing at all.')).toBeVisible();
  expect((await typePassword(am, journey, person)).text, 'the next sign-on registers a phone anew').toContain('Apple App Store');
});

test('an administrator sees which applications use an account, and takes back what one was given', async ({
  editor,
  installation,
  person,
}) => {
  const { page } = editor;
  const { realmObjects, tokens } = installation.stores;
  const settings = oauthClient.parse({ clientName: 'The Shop', redirectionUris: ['https://shop.example/'], scopes: ['openid', 'email'] });
  await realmObjects.create('/alpha', 'oauthClient', { id: 'shop-of-people', value: { settings, createdAt: 0 } });
  const now = Date.now();
  const times = { createdAt: now, expiresAt: now + 86_400_000, personId: person.id };
  const payload = { accountId: `(usr!${person.username})`, clientId: 'shop-of-people', openid: { scope: 'openid email' } };
  await tokens.put('/alpha', 'Grant', `grant of ${person.id}`, { payload, ...times });
  await page.goto(`${installation.server.url}/admin/realms/alpha/people/${person.username}`);
  const table = page.getByRole('table', { name: 'Applications' });
  await expect(table.getByRole('row', { name: /The Shop openid, email .* asked each time, or never/ })).toBeVisible();
  await expectAccessible(page, 'a person with an application');
  await table.getByRole('button', { name: 'Take back from The Shop' }).click();
  await page.getByRole('dialog', { name: 'Take back what “The Shop” was given?' }).getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('No application can use this account.')).toBeVisible();
  expect(await tokens.find('/alpha', 'Grant', `grant of ${person.id}`)).toBeUndefined();
});
