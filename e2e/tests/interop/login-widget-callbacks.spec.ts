import { publishAskingJourney } from '../../interop/asking-journey.ts';
import { ExpectLoginWidget } from '../../interop/expect-login-widget.ts';
import { expect, test } from '../../interop/interop-fixtures.ts';
import { linkInOutbox } from '../../interop/link-in-outbox.ts';
import { interop } from '../../interop/record-interop.ts';

const works = interop('@forgerock/login-widget', 'Chromium');

test('a person answers everything that a journey can ask', async ({ page, application, installation, person }) => {
  const elsewhere = `${application.origin}/login-widget?code=a-code&state=a-state`;
  const journey = await publishAskingJourney(installation, elsewhere, ['mail', 'preferences/updates']);
  const widget = new ExpectLoginWidget(page, application.origin, installation.server.url);
  const mail = `${person.username}@example.com`;
  const next = widget.button('Next');
  await widget.start(journey);
  await widget.typePassword(person.username, person.password);

  await works(
    'SelectIdPCallback: a button for each provider, and the next page for an account here',
    async () => {
      await expect(widget.button('Continue with Google')).toBeVisible();
      await next.click();
    },
    'it has buttons for Apple, Facebook and Google alone, and for an account here only beside something else',
  );
  await works('ChoiceCallback: the usual one is chosen, and another can be', async () => {
    const choice = widget.field('Which colour?');
    await expect(choice).toHaveValue('2');
    await choice.selectOption('green');
    await next.click();
  });
  await works('attributes of texts and of yes and no: a failed policy is shown and can be mended', async () => {
    await widget.field('Email address').fill('no address');
    await widget.form.getByText('Send me news and updates').click();
    await next.click();
    await expect(widget.form).toContainText('Invalid Email Address');
    await widget.field('Email address').fill(mail);
    await next.click();
  });
  await works(
    'KbaCreateCallback: a question is chosen and answered',
    async () => {
      await widget.form.getByRole('combobox').selectOption("What's your favorite color?");
      await widget.field('Security answer').fill('Sky blue');
      await next.click();
    },
    'it posts the place of the question instead of its text, which is understood',
  );
  await works('TermsAndConditionsCallback: they are accepted', async () => {
    await widget.form.getByText('Please accept our Terms & Conditions').click();
    await next.click();
  });
  await works(
    'TextInputCallback: goes on with the usual text',
    async () => {
      await expect(widget.form).toContainText('TextInputCallback');
      await next.click();
    },
    'it shows the name of the callback instead of a field',
  );
  await works('RedirectCallback: to another service, and on when the person is back', async () => {
    await page.waitForURL(elsewhere);
    const back = page.waitForResponse((response) => response.url().includes('code=a-code') && response.status() === 200);
    await widget.resume();
    // The widget asks for every secret as for a password; the question is in the step.
    expect(await (await back).text(), 'the question that was chosen').toContain("What's your favorite color?");
    await widget.field('Password').fill('Sky blue');
    const told = page.waitForResponse((response) => response.url().includes('/authenticate') && response.status() === 200);
    await next.click();
    expect(await (await told).text(), 'what was ticked').toContain('"updates":true');
  });
  await works('MetadataCallback: is not shown, and does not hinder', async () => {
    await expect(widget.field('Go on?')).toBeVisible();
    await next.click();
  });
  await works('SuspendedTextOutputCallback: message shown, and on by the link of the mail, to success', async () => {
    await expect(widget.form).toContainText('Look into your mail');
    const link = await linkInOutbox(installation, mail);
    await page.goto(`${application.origin}/login-widget`);
    await widget.resume(link);
    await widget.toSignOn();
  });
});
