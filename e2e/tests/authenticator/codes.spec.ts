import { OathApp } from '@waygate/phone';
import { expect, test } from '../../fixtures.ts';
import { journeyThrough } from '../../server/step-journeys.ts';

test('the web authenticator shows the code of the moment, and the next one of a counter, and signs somebody on with them', async ({
  authenticator,
  signOn,
  account,
  installation,
  person,
}) => {
  const { page } = authenticator;
  await authenticator.open(installation.server.url);
  await page.clock.setFixedTime('2026-03-02T09:00:05Z');
  const totp = 'otpauth://totp/Bank:mia?secret=JMEZ2W7D462P3JYBDG2HV7PFBM&period=30&digits=6&issuer=Bank';
  await authenticator.paste(totp);
  await authenticator.toHaveAdded('mia');
  const code = new OathApp(totp).code(Date.parse('2026-03-02T09:00:05Z'));
  await expect(page.getByLabel('Code of Bank')).toHaveText(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(page.getByText('A new code in 25 s')).toBeVisible();
  await authenticator.paste('otpauth://hotp/Shop:mia?secret=JMEZ2W7D462P3JYBDG2HV7PFBM&counter=0&digits=8&issuer=Shop');
  await page.getByRole('button', { name: 'Next code' }).click();
  await expect(page.getByLabel('Code of Shop')).toHaveText('6078 5324');
  await page.reload();
  await page.getByRole('button', { name: 'Next code' }).click();
  await expect(page.getByLabel('Code of Shop')).toHaveText('9236 1422');

  const registration = { issuer: 'Home', generateRecoveryCodes: false };
  const journey = journeyThrough(['OathRegistrationNode', 'successOutcome', registration], ['OathTokenVerifierNode', 'successOutcome']);
  await installation.publish(journey);
  await signOn.open(installation.server.url, journey.name);
  await signOn.typePassword(person.username, person.password);
  await page.clock.setFixedTime(new Date());
  await authenticator.paste(await signOn.registrationLink());
  await authenticator.toHaveAdded(person.username);
  await signOn.button('Next').click();
  await signOn.field('One-time code from your authenticator app').fill((await page.getByLabel('Code of Home').textContent()) ?? '');
  await signOn.button('Submit').click();
  await account.toBeOf(person.username);
});
