import { expect, test } from '../../interop/interop-fixtures.ts';
import { discoveryOf } from '../../interop/public-client.ts';
import { interop } from '../../interop/record-interop.ts';

const works = interop('@forgerock/journey-client', 'Chromium');

test.beforeEach(async ({ page, application }) => {
  await page.goto(`${application.origin}/journey-client`);
});

test('a person signs on and off; the client knows nothing but the well-known address', async ({ page, installation, person }) => {
  await works('journey, start, next: login loop to success', async () => {
    const end = await page.evaluate(
      async ([wellknown, username, password]) => {
        const step = await window.journeyClient.begin(wellknown, 'Login');
        return { type: step.type, header: step.getHeader(), end: await window.journeyClient.signOn(username, password) };
      },
      [discoveryOf(installation), person.username, person.password] as const,
    );
    expect(end).toEqual({
      type: 'Step',
      header: 'Sign in',
      end: { type: 'LoginSuccess', token: expect.stringMatching(/./), realm: '/alpha' },
    });
  });
  await works('terminate: the session is over', async () => {
    const after = await page.evaluate(
      async ([wellknown]) => {
        const ended = await window.journeyClient.client().terminate();
        return { ended, next: (await window.journeyClient.begin(wellknown, 'Login')).type };
      },
      [discoveryOf(installation)] as const,
    );
    expect(after).toEqual({ ended: undefined, next: 'Step' });
  });
});

test('whoever may not sign on is told why', async ({ page, installation, person }) => {
  await works('LoginFailure: code, message and detail of a wrong password', async () => {
    const end = await page.evaluate(
      async ([wellknown, username]) => {
        await window.journeyClient.begin(wellknown, 'Login');
        return window.journeyClient.signOn(username, 'wrong password');
      },
      [discoveryOf(installation), person.username] as const,
    );
    expect(end).toEqual({ type: 'LoginFailure', code: 401, message: 'Login failure', detail: { failureUrl: '' } });
  });
});

test('a phone is registered and approves a push', async ({ page, installation, journey, person, phone }) => {
  await page.evaluate(
    async ([wellknown, name, username, password]) => {
      await window.journeyClient.begin(wellknown, name);
      await window.journeyClient.signOn(username, password);
      await window.journeyClient.next();
    },
    [discoveryOf(installation), journey, person.username, person.password] as const,
  );
  const uri = await works('QRCode: registration of a phone', async () => {
    const shown = await page.evaluate(() => {
      const { QRCode, step } = window.journeyClient;
      return { is: QRCode.isQRCodeStep(step()), ...QRCode.getQRCodeData(step()) };
    });
    expect(shown).toMatchObject({ is: true, use: 'push', uri: expect.stringMatching(/^pushauth:\/\//) });
    return shown.uri;
  });
  expect(await phone.scan(uri, 'Pixel 9')).toBe(true);
  await works('RecoveryCodes: codes and name of the device', async () => {
    const shown = await page.evaluate(async () => {
      const { RecoveryCodes, step, next } = window.journeyClient;
      await next();
      return {
        is: RecoveryCodes.isDisplayStep(step()),
        codes: RecoveryCodes.getCodes(step()),
        device: RecoveryCodes.getDeviceName(step()),
      };
    });
    expect(shown).toMatchObject({ is: true, device: 'Pixel 9' });
    expect(new Set(shown.codes).size).toBe(10);
  });
  await works('PollingWaitCallback and HiddenValueCallback: push wait with number to success', async () => {
    const number = await page.evaluate(async () => {
      await window.journeyClient.next();
      return window.journeyClient.hidden();
    });
    await phone.received(1);
    expect(await phone.answer({ choose: 'right', refused: false }, number)).toBe(true);
    expect(await page.evaluate(() => window.journeyClient.poll())).toMatchObject({ type: 'LoginSuccess' });
  });
});
