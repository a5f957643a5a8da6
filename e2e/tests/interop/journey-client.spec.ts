import type {
  AttributeInputCallback,
  ChoiceCallback,
  KbaCreateCallback,
  MetadataCallback,
  PasswordCallback,
  SelectIdPCallback,
  SuspendedTextOutputCallback,
  TermsAndConditionsCallback,
  TextInputCallback,
} from '@forgerock/journey-client/types';
import { publishAskingJourney } from '../../interop/asking-journey.ts';
import { expect, test } from '../../interop/interop-fixtures.ts';
import { linkInOutbox } from '../../interop/link-in-outbox.ts';
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

test('an application asks everything that a journey can ask', async ({ page, application, installation, person }) => {
  const wellknown = discoveryOf(installation);
  const elsewhere = `${application.origin}/journey-client?code=a-code&state=a-state`;
  const name = await publishAskingJourney(installation, elsewhere);
  const mail = `${person.username}@example.com`;
  const read = await page.evaluate(
    async ([discovery, journey, username, password, address]) => {
      const { begin, signOn, step, next, callbackType } = window.journeyClient;
      await begin(discovery, journey);
      await signOn(username, password);
      const where = step().getCallbackOfType<SelectIdPCallback>(callbackType.SelectIdPCallback);
      const providers = where.getProviders().map(({ provider }) => provider);
      where.setProvider('localAuthentication');
      await next();
      const choice = step().getCallbackOfType<ChoiceCallback>(callbackType.ChoiceCallback);
      const choices = [choice.getPrompt(), choice.getChoices(), choice.getDefaultChoice()];
      choice.setChoiceValue('green');
      await next();
      const fill = (text: string) =>
        (
          [
            [callbackType.StringAttributeInputCallback, text],
            [callbackType.BooleanAttributeInputCallback, true],
            [callbackType.NumberAttributeInputCallback, 7],
          ] as const
        ).map(([type, value]) => {
          const one = step().getCallbackOfType<AttributeInputCallback<string | number | boolean>>(type);
          one.setValue(value);
          return [one.getName(), one.isRequired(), one.getFailedPolicies().map(({ policyRequirement }) => policyRequirement)];
        });
      fill('no address');
      await next();
      const attributes = fill(address);
      await next();
      const kba = step().getCallbackOfType<KbaCreateCallback>(callbackType.KbaCreateCallback);
      const questions = [kba.getPrompt(), kba.getPredefinedQuestions()];
      kba.setQuestion('Who sings?');
      kba.setAnswer('Sky Lark');
      await next();
      const shown = step().getCallbackOfType<TermsAndConditionsCallback>(callbackType.TermsAndConditionsCallback);
      const terms = [shown.getTerms(), shown.getVersion(), shown.getCreateDate()?.toISOString()];
      shown.setAccepted();
      await next();
      const word = step().getCallbackOfType<TextInputCallback>(callbackType.TextInputCallback);
      const text = word.getPrompt();
      word.setInput('open');
      await next();
      return { providers, choices, attributes, questions, terms, text };
    },
    [wellknown, name, person.username, person.password, mail] as const,
  );
  await works('RedirectCallback, redirect and resume: to another service and back with its code', async () => {
    await page.evaluate(() => window.journeyClient.redirect());
    await page.waitForURL(elsewhere);
    expect(await page.evaluate(([discovery]) => window.journeyClient.resume(discovery), [wellknown] as const)).toEqual({ type: 'Step' });
  });
  const told = await page.evaluate(async () => {
    const { step, next, callbackType } = window.journeyClient;
    const secret = step().getCallbackOfType<PasswordCallback>(callbackType.PasswordCallback);
    secret.setPassword('Sky Lark');
    await next();
    const data = step().getCallbackOfType<MetadataCallback>(callbackType.MetadataCallback).getData<Record<string, unknown>>();
    await next();
    const text = step().getCallbackOfType<SuspendedTextOutputCallback>(callbackType.SuspendedTextOutputCallback).getMessage();
    return { question: secret.getPrompt(), data, text };
  });
  await works('SelectIdPCallback, ChoiceCallback, TextInputCallback: what is asked, and what is chosen or typed', async () => {
    expect(read.providers).toEqual(['google', 'localAuthentication']);
    expect(read.choices).toEqual(['Which colour?', ['red', 'green', 'blue'], 2]);
    expect([read.text, told.data['word']]).toEqual(['Your word?', 'open']);
  });
  await works('String-, Boolean- and NumberAttributeInputCallback: name, failed policies, setValue', async () => {
    expect(read.attributes).toEqual([
      ['mail', true, ['VALID_EMAIL_ADDRESS_FORMAT']],
      ['preferences/updates', true, []],
      ['frUnindexedInteger1', true, []],
    ]);
    expect(told.data['objectAttributes']).toMatchObject({ mail, preferences: { updates: true }, frUnindexedInteger1: 7 });
  });
  await works('KbaCreateCallback and TermsAndConditionsCallback: what is asked, and what is answered', async () => {
    expect(read.questions).toEqual(['Choose a question', ["What's your favorite color?", 'Who was your first employer?']]);
    expect(told.question).toBe('Who sings?');
    expect(read.terms).toEqual(['Be kind.', '1.0', '2026-01-01T00:00:00.000Z']);
  });
  await works('MetadataCallback: getData', async () => {
    expect(told.data).toMatchObject({ code: 'a-code', termsAccepted: { termsVersion: '1.0' } });
  });
  await works('SuspendedTextOutputCallback and resume: by the link of a mail, to success', async () => {
    expect(told.text).toBe('Look into your mail');
    const link = await linkInOutbox(installation, mail);
    await page.goto(`${application.origin}/journey-client`);
    const end = await page.evaluate(([discovery, url]) => window.journeyClient.resume(discovery, url), [wellknown, link] as const);
    expect(end).toMatchObject({ type: 'LoginSuccess', token: expect.stringMatching(/./) });
  });
});
