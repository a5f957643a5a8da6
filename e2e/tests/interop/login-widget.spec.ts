import { randomBytes } from 'node:crypto';
import { wireStep } from '@waygate/schema';
import { ExpectLoginWidget } from '../../interop/expect-login-widget.ts';
import { test as base, expect } from '../../interop/interop-fixtures.ts';
import { registerPublicClient } from '../../interop/public-client.ts';
import { interop } from '../../interop/record-interop.ts';
import { validatingJourney } from '../../server/step-journeys.ts';

const works = interop('@forgerock/login-widget', 'Chromium');

const test = base.extend<{ readonly widget: ExpectLoginWidget }>({
  widget: async ({ page, application, installation }, use) => use(new ExpectLoginWidget(page, application.origin, installation.server.url)),
});

test('a person signs on in the page', async ({ widget, person }) => {
  await works('inline: sign-on to success', async () => {
    await widget.start('Login');
    await widget.typePassword(person.username, person.password);
    await widget.toSignOn();
  });
});

test('a person signs on in a dialog, which closes', async ({ widget, person }) => {
  await works('modal: sign-on to success, and the dialog closes', async () => {
    await widget.start('Login', 'modal');
    await expect(widget.page.getByRole('dialog')).toBeVisible();
    await widget.typePassword(person.username, person.password);
    await widget.toSignOn();
    await expect(widget.page.getByRole('dialog')).toBeHidden();
  });
});

test('a wrong password is told, and the form comes again', async ({ widget, person }) => {
  await works('failure: message shown, and the form is started again', async () => {
    await widget.start('Login');
    await widget.typePassword(person.username, 'wrong password');
    await expect(widget.form).toContainText('Sign in failed');
    expect(await widget.page.evaluate(() => window.told)).toEqual({ successful: false, code: 401, message: 'Login failure' });
    await widget.typePassword(person.username, person.password);
    await widget.toSignOn();
  });
});

test('a form that was open too long is begun again in silence, with what was typed', async ({ widget, person, am }) => {
  await works('errorCode "110": begins again by itself with what was typed', async () => {
    const first = widget.page.waitForResponse((response) => response.url().includes('/authenticate') && response.status() === 200);
    await widget.start('Login');
    const step = wireStep.parse(await (await first).json());
    // Whoever takes the step away ends the journey that the form belongs to.
    expect((await am.answer(step, { 'User Name': person.username, Password: 'wrong password' })).status).toBe(401);
    const late = widget.page.waitForResponse((response) => response.status() === 401);
    await widget.typePassword(person.username, person.password);
    expect((await (await late).json()).detail).toEqual({ errorCode: '110' });
    await widget.toSignOn();
  });
});

test('a phone is registered and approves, with QR code, recovery codes and number', async ({ widget, person, phone, journey }) => {
  await widget.start(journey);
  await widget.typePassword(person.username, person.password);
  const source = 'the widget shows the source of the script that draws the links, as it does of every script it does not know';
  await works(
    'Get Authenticator App: goes on',
    async () => {
      await expect(widget.form).toContainText('var message =');
      await widget.button('Continue').click();
      await expect(widget.page.getByTestId('qr-code-canvas')).toBeVisible();
    },
    source,
  );
  await works('push registration: QR code, and the link of it', async () => {
    await widget.form.locator('summary').click();
    const link = await widget.form.getByRole('link', { name: /Authenticator/ }).getAttribute('href');
    expect(await phone.scan(link ?? '', 'Pixel 9')).toBe(true);
  });
  const alone = 'the timer of its QR page runs on and leaves the page of the codes after the waiting time, without a click';
  await works(
    'recovery codes: all ten are shown',
    async () => {
      await expect(widget.form.locator('li')).toHaveCount(10);
      await expect(widget.form.locator('li')).toHaveCount(0);
    },
    alone,
  );
  await works('push wait: the number is shown, and approval leads to success', async () => {
    await expect(widget.form).toContainText(/Tap the number \[\d+\]/);
    const number = /\[(\d+)\]/.exec((await widget.form.textContent()) ?? '')?.[1];
    await phone.received(1);
    expect(await phone.answer({ choose: 'right', refused: false }, number)).toBe(true);
    await widget.toSignOn();
  });
});

test('what is typed is checked by the policies of the realm', async ({ widget, person, installation }) => {
  const journey = validatingJourney();
  await installation.publish(journey);
  await works(
    'validated user name and password: policies are told, a failed one is shown and can be mended',
    async () => {
      await widget.start(journey.name);
      await expect(widget.form).toContainText('At least 8 character(s)');
      const fresh = `new-${randomBytes(6).toString('hex')}`;
      await widget.typePassword(fresh, 'short');
      await expect(widget.form).toContainText('Please check this value');
      await widget.typePassword(fresh, person.password);
      await expect(widget.form).not.toContainText('At least 8 character(s)');
      await expect(widget.field('Username'), 'the next page is there').toHaveValue('');
      await widget.typePassword(person.username, person.password);
      await widget.toSignOn();
    },
    'of a failed MIN_LENGTH it only says that the value should be checked: it has no words for it',
  );
});

test('an application gets tokens and is told who signed on', async ({ widget, person, installation, application }) => {
  const client = await registerPublicClient(installation, application.origin);
  await works('tokens and user info after the sign-on', async () => {
    await widget.start('Login', 'inline', client);
    await widget.typePassword(person.username, person.password);
    await widget.toSignOn();
    const known = () => widget.page.evaluate(() => window.known);
    await expect.poll(known).toMatchObject({
      tokens: { accessToken: expect.stringMatching(/./) },
      user: { subname: person.username },
    });
  });
});
