import { randomUUID } from 'node:crypto';
import { application, continuityService } from '@waygate/schema';
import { defaultRealm } from '@waygate/server';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';

test('an administrator has something watched, rehearses its outage, and sets by hand how it is', async ({ editor, installation }) => {
  const { page } = editor;
  // Nobody signs on by what is watched in the realm of administrators.
  await page.goto(`${installation.server.url}/admin/realms/root/continuity`);
  await expect(page.getByRole('heading', { level: 1, name: 'Continuity' })).toBeVisible();
  const providers = page.getByRole('region', { name: 'Identity providers' });
  await expect(providers.getByRole('status').filter({ hasText: 'Nothing is watched yet' })).toBeVisible();
  await expect(page.getByText('No directory is copied.')).toBeVisible();
  const covered = page.getByRole('region', { name: 'Who could sign on offline now' });
  await expect(covered.getByRole('status')).toHaveText(/^0 of \d+ people could sign on offline now; \d+ could not\.$/);
  await expect(covered.getByRole('row', { name: /amadmin they have no phone and no app/ })).toBeVisible();
  await expectAccessible(page, 'nothing watched');

  await page.getByRole('button', { name: 'Add a provider' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a provider' });
  await expect(adding.getByLabel('Name'), 'the keyboard begins at the name').toBeFocused();
  await page.keyboard.type('Push');
  await adding.getByLabel('Address').fill('https://push.example/.well-known/openid-configuration');
  await adding.getByLabel('One try at most').fill('90');
  await adding.getByRole('button', { name: 'Save' }).click();
  await expect(adding.getByLabel('One try at most')).toHaveAccessibleDescription(/Write a whole number from 1 to 60\./);
  await expect(adding.getByLabel('One try at most'), 'and led there').toBeFocused();
  await expectAccessible(page, 'a provider that is not right');
  await adding.getByLabel('One try at most').fill('5');
  await page.keyboard.press('Enter');
  const card = providers.getByRole('article', { name: 'Push' });
  await expect(card.getByText('Online', { exact: true }).first()).toBeVisible();
  await expect(providers.getByRole('status')).toHaveText('Everything can be reached.');

  const rehearsal = card.getByRole('switch', { name: 'Simulate an outage of Push' });
  await rehearsal.focus();
  await page.keyboard.press('Space');
  const asking = page.getByRole('dialog', { name: 'Simulate an outage of “Push”?' });
  await expect(asking.getByLabel('For how many minutes')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(asking).toBeHidden();
  await expect(rehearsal, 'and goes back to where it was').toBeFocused();
  await expect(rehearsal).toBeChecked();
  await expect(card.getByText(/Rehearsal by \w+\. What the checks find: Online\. Until /)).toBeVisible();
  await expect(providers.getByRole('status')).toHaveText('1 of 1 cannot be used: Push.');
  await page.keyboard.press('Space');
  await expect(rehearsal).not.toBeChecked();
  await expect(providers.getByRole('status')).toHaveText('Everything can be reached.');

  await card.getByRole('button', { name: 'Set by hand: Push' }).click();
  const setting = page.getByRole('dialog', { name: 'Set how “Push” is' });
  await setting.getByRole('radio', { name: 'Blocked' }).check();
  await setting.getByLabel('Reason').fill('attack');
  await setting.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(card.getByText(/Set by \w+: “attack”\. Until /)).toBeVisible();
  await card.getByText('What changed').click();
  await expect(card.getByRole('table', { name: 'What changed for Push' }).getByRole('row')).toHaveText([
    /When/,
    /Online → Blocked.*Set by hand, by \w+/,
    /Offline → Online.*Rehearsal over, by \w+/,
    /Online → Offline.*Rehearsal begun, by \w+/,
  ]);
  await expectAccessible(page, 'a provider that is blocked');
  await card.getByRole('button', { name: 'End what was set for Push' }).click();
  await expect(providers.getByRole('status')).toHaveText('Everything can be reached.');

  await card.getByRole('button', { name: 'Remove Push' }).click();
  await page.getByRole('dialog', { name: 'Remove “Push”?' }).getByRole('button', { name: 'Remove' }).click();
  await expect(providers.getByRole('status').filter({ hasText: 'Nothing is watched yet' })).toBeVisible();

  const { stores } = installation;
  const guarded = application.parse({ id: randomUUID(), name: 'payroll', label: 'Payroll', publicDomain: 'https://payroll.example.com' });
  await stores.realmObjects.create('/', 'application', { id: guarded.id, value: guarded });
  await page.reload();
  const asks = page.getByRole('switch', { name: 'Ask first, before people who are signed in already enter Payroll' });
  await expect(asks).not.toBeChecked();
  await expect(asks).toHaveAccessibleDescription(/enters without a word/);
  await asks.focus();
  await page.keyboard.press('Space');
  await expect(asks).toBeChecked();
  await expect(page.getByText('Payroll asks before it is entered.')).toBeVisible();
  expect(await stores.realmObjects.get('/', 'application', guarded.id)).toMatchObject({ askBeforeEntry: true });
  await expectAccessible(page, 'an application that asks');
  await page.reload();
  await expect(asks).toBeChecked();
  await asks.focus();
  await page.keyboard.press('Space');
  await expect(asks).not.toBeChecked();

  // A realm in which the last name stands on a second page, since the page is asked for twelve at a time.
  await page.route('**/continuity/coverage*', (route) => {
    const asked = new URL(route.request().url());
    asked.searchParams.set('most', '12');
    return route.continue({ url: asked.href });
  });
  const realm = '/covered';
  await stores.realms.put(defaultRealm(realm, 'Login'));
  await stores.services.set(
    realm,
    'continuity',
    continuityService.parse({ usersWithoutPairedDevice: 'BYPASS_USER', stateAttribute: 'state' }),
  );
  const people = Array.from({ length: 14 }, (_, index) => {
    const username = `person-${String(index).padStart(2, '0')}`;
    return {
      ...{ id: `covered-${username}`, realm, username, active: true, createdAt: 1 },
      attributes: index < 2 || index === 13 ? { state: ['block'] } : {},
      passwordHash: index === 5 ? undefined : 'x',
    };
  });
  await Promise.all(people.map((person) => stores.identities.create(person)));
  await page.goto(`${installation.server.url}/admin/realms/covered/continuity`);
  await expect(covered.getByRole('status')).toHaveText(
    'Of the first 12 people that were looked at, 9 could sign on offline now; 3 could not.',
  );
  const missing = covered.getByRole('table', { name: 'Who could not, and why' }).getByRole('row');
  await expect(missing).toHaveCount(1 + 3);
  await covered.getByRole('button', { name: 'Look at more people' }).focus();
  await page.keyboard.press('Enter');
  await expect(covered.getByRole('status')).toHaveText('10 of 14 people could sign on offline now; 4 could not.');
  await expect(missing.filter({ hasText: 'an administrator has blocked them' })).toHaveText([/person-00/, /person-01/, /person-13/]);
  await expect(missing.filter({ hasText: 'no password of theirs is known here' })).toHaveText(/person-05/);
  await expectAccessible(page, 'some who could sign on offline and some who could not');
});
