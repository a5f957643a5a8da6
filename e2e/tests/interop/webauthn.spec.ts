import { VirtualAuthenticator } from '../../browser/virtual-authenticator.ts';
import { ExpectJavascriptSdk } from '../../interop/expect-javascript-sdk.ts';
import { ExpectLoginWidget } from '../../interop/expect-login-widget.ts';
import { test as base, expect } from '../../interop/interop-fixtures.ts';
import { discoveryOf } from '../../interop/public-client.ts';
import { interop, recordClient } from '../../interop/record-interop.ts';
import { journeyThrough } from '../../server/step-journeys.ts';

const REFUSED = 'not yet: the client does not read scripts and says so; switch “Return challenge as JavaScript” off';

/** Makes a passkey on a page of the application, and asks for it. */
const asking = (asScript: boolean, origin: string) =>
  journeyThrough(
    ['WebAuthnRegistrationNode', 'success', { asScript, origins: [origin], generateRecoveryCodes: false }],
    ['WebAuthnAuthenticationNode', 'success', { asScript, origins: [origin] }],
  );

const test = base.extend<{ readonly device: VirtualAuthenticator }>({
  device: async ({ page }, use) => {
    const device = new VirtualAuthenticator();
    await device.enter(page);
    await device.setPresent(true);
    await use(device);
  },
});

for (const [asScript, style] of [
  [true, 'as script'],
  [false, 'as data'],
] as const) {
  test(`the JavaScript SDK makes a passkey and uses it, ${style}`, async ({ page, application, installation, person, device }) => {
    const works = interop('@forgerock/javascript-sdk', 'Chromium');
    const journey = asking(asScript, application.origin);
    await installation.publish(journey);
    const sdk = new ExpectJavascriptSdk(page, installation.server.url);
    await sdk.open(application.origin, journey.name);
    await sdk.signOn(person);
    await works(`FRWebAuthn.register, ${style}`, async () => {
      const type = await page.evaluate(async () => {
        const { sdk: all, step, next } = window.javascriptSdk;
        const kind = all.FRWebAuthn.getWebAuthnStepType(step());
        await all.FRWebAuthn.register(step(), 'A key of the SDK');
        return [kind === all.WebAuthnStepType.Registration, (await next()).type];
      });
      expect(type).toEqual([true, 'Step']);
      const [kept] = await installation.stores.devices.webauthn.list('/alpha', person.id);
      expect(kept?.device.deviceName).toBe('A key of the SDK');
      expect(await device.count()).toBe(1);
    });
    await works(`FRWebAuthn.authenticate, ${style}`, async () => {
      const type = await page.evaluate(async () => {
        const { sdk: all, step, next } = window.javascriptSdk;
        const kind = all.FRWebAuthn.getWebAuthnStepType(step());
        await all.FRWebAuthn.authenticate(step());
        return [kind === all.WebAuthnStepType.Authentication, (await next()).type];
      });
      expect(type).toEqual([true, 'LoginSuccess']);
    });
  });

  test(`journey-client ${asScript ? 'says that it reads no scripts' : 'makes a passkey and uses it'}, ${style}`, async ({
    page,
    application,
    installation,
    person,
    device,
  }) => {
    const client = '@forgerock/journey-client';
    const works = interop(client, 'Chromium');
    const journey = asking(asScript, application.origin);
    await installation.publish(journey);
    await page.goto(`${application.origin}/journey-client`);
    if (asScript) {
      const said = await page.evaluate(
        async ([wellknown, name, username, password]) => {
          const { WebAuthn, begin, signOn, step } = window.journeyClient;
          await begin(wellknown, name);
          await signOn(username, password);
          return WebAuthn.register(step()).then(String, String);
        },
        [discoveryOf(installation), journey.name, person.username, person.password] as const,
      );
      expect(said).toContain('Please disable JavaScript in server node');
      return recordClient({ client, where: 'Chromium', operation: `WebAuthn.register and authenticate, ${style}`, result: REFUSED });
    }
    await works(`WebAuthn.register and authenticate, ${style}`, async () => {
      const types = await page.evaluate(
        async ([wellknown, name, username, password]) => {
          const { WebAuthn, begin, signOn, step, next } = window.journeyClient;
          await begin(wellknown, name);
          await signOn(username, password);
          await WebAuthn.register(step(), 'A key of the client');
          const made = (await next()).type;
          await WebAuthn.authenticate(step());
          return [made, (await next()).type];
        },
        [discoveryOf(installation), journey.name, person.username, person.password] as const,
      );
      expect(types).toEqual(['Step', 'LoginSuccess']);
      expect(await device.count()).toBe(1);
    });
  });

  test(`the login widget makes a passkey and uses it, ${style}`, async ({ page, context, application, installation, person, device }) => {
    const works = interop('@forgerock/login-widget', 'Chromium');
    const options = { asScript, origins: [application.origin], generateRecoveryCodes: false };
    // One after the other in one journey it takes for one: it looks at the first only.
    const making = journeyThrough(['WebAuthnRegistrationNode', 'success', options]);
    const using = journeyThrough(['WebAuthnAuthenticationNode', 'success', options]);
    for (const journey of [making, using]) await installation.publish(journey);
    const widget = new ExpectLoginWidget(page, application.origin, installation.server.url);
    await widget.start(making.name);
    await works(`WebAuthn: registration, ${style}`, async () => {
      await widget.typePassword(person.username, person.password);
      await page.getByLabel('Optionally name your device').fill('A key of the widget');
      await widget.button('Next').click();
      await widget.toSignOn();
      expect(await device.count()).toBe(1);
      const [kept] = await installation.stores.devices.webauthn.list('/alpha', person.id);
      expect(kept?.device.deviceName).toBe('A key of the widget');
    });
    await context.clearCookies();
    await widget.start(using.name);
    await works(
      `WebAuthn: authentication, ${style}`,
      async () => {
        await widget.typePassword(person.username, person.password);
        await widget.toSignOn();
      },
      'not right behind a registration in one journey: the widget takes the second step for the first',
    );
  });
}
