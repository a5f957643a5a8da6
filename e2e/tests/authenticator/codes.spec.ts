import { OathApp } from '@waygate/phone';
import { expect, test } from '../../fixtures.ts';

test('the web authenticator shows the code of the moment, and the next one of a counter', async ({ authenticator, installation }) => {
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
});
