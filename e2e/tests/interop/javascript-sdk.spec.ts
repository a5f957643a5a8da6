import type { NameCallback, PasswordCallback } from '@forgerock/javascript-sdk';
import { expect, test } from '../../interop/interop-fixtures.ts';
import { interop } from '../../interop/record-interop.ts';
import { plainJourney } from '../../server/plain-journey.ts';

const works = interop('@forgerock/javascript-sdk', 'Chromium');

test('signs on', async ({ page, application, installation, person }) => {
  const journey = plainJourney();
  await installation.publish(journey);
  await page.goto(`${application.origin}/javascript-sdk`);
  await works('login loop to success', async () => {
    const end = await page.evaluate(
      async ([baseUrl, tree, user, password]) => {
        const { sdk, next } = window.javascriptSdk;
        sdk.Config.set({ serverConfig: { baseUrl, timeout: 10_000 }, realmPath: 'alpha', tree });
        await next();
        const { step } = window.javascriptSdk;
        step?.getCallbackOfType<NameCallback>(sdk.CallbackType.NameCallback).setName(user);
        step?.getCallbackOfType<PasswordCallback>(sdk.CallbackType.PasswordCallback).setPassword(password);
        const answer = await next();
        return { type: answer.type, header: step?.getHeader(), payload: answer.payload };
      },
      [`${installation.server.url}/am`, journey.name, person.username, person.password] as const,
    );
    expect(end).toMatchObject({
      type: 'LoginSuccess',
      header: 'Sign On',
      payload: { successUrl: expect.stringMatching(/./), realm: '/alpha' },
    });
  });
});
