import type {
  AttributeInputCallback,
  ChoiceCallback,
  KbaCreateCallback,
  MetadataCallback,
  PasswordCallback,
  RedirectCallback,
  SelectIdPCallback,
  SuspendedTextOutputCallback,
  TermsAndConditionsCallback,
  TextInputCallback,
} from '@forgerock/javascript-sdk';
import { publishAskingJourney } from '../../interop/asking-journey.ts';
import { ExpectJavascriptSdk } from '../../interop/expect-javascript-sdk.ts';
import { expect, test } from '../../interop/interop-fixtures.ts';
import { linkInOutbox } from '../../interop/link-in-outbox.ts';
import { interop } from '../../interop/record-interop.ts';

const works = interop('@forgerock/javascript-sdk', 'Chromium');

test('an application asks everything that a journey can ask, and the journey learns what was answered', async ({
  page,
  application,
  installation,
  person,
}) => {
  const elsewhere = `${application.origin}/javascript-sdk?code=a-code&state=a-state`;
  const journey = await publishAskingJourney(installation, elsewhere);
  const sdk = new ExpectJavascriptSdk(page, installation.server.url);
  await sdk.open(application.origin, journey);
  await sdk.signOn(person);
  const mail = `${person.username}@example.com`;

  await works('SelectIdPCallback: providers, setProvider', async () => {
    const asked = await page.evaluate(async () => {
      const { sdk, step, next } = window.javascriptSdk;
      const choice = step().getCallbackOfType<SelectIdPCallback>(sdk.CallbackType.SelectIdPCallback);
      choice.setProvider('localAuthentication');
      return { read: choice.getProviders(), type: (await next()).type };
    });
    // The other outcome leads nowhere.
    const providers = [{ provider: 'google', uiConfig: { buttonDisplayName: 'Google' } }, { provider: 'localAuthentication' }];
    expect(asked).toEqual({ read: providers, type: 'Step' });
  });

  await works('ChoiceCallback: prompt, choices, the usual one, setChoiceIndex, setChoiceValue', async () => {
    const asked = await page.evaluate(async () => {
      const { sdk, step, next } = window.javascriptSdk;
      const choice = step().getCallbackOfType<ChoiceCallback>(sdk.CallbackType.ChoiceCallback);
      const read = [choice.getPrompt(), choice.getChoices(), choice.getDefaultChoice(), choice.getInputValue()];
      choice.setChoiceIndex(0);
      choice.setChoiceValue('green');
      return { read, type: (await next()).type };
    });
    // The other outcomes lead nowhere.
    expect(asked).toEqual({ read: ['Which colour?', ['red', 'green', 'blue'], 2, 2], type: 'Step' });
  });

  const attributes = (address: string, updates: boolean, number: number, validateOnly: boolean) =>
    page.evaluate(
      async ([text, flag, amount, only]) => {
        const { sdk, step, next } = window.javascriptSdk;
        const types = [
          [sdk.CallbackType.StringAttributeInputCallback, text],
          [sdk.CallbackType.BooleanAttributeInputCallback, flag],
          [sdk.CallbackType.NumberAttributeInputCallback, amount],
        ] as const;
        const callbacks = () => types.map(([type]) => step().getCallbackOfType<AttributeInputCallback<string | boolean | number>>(type));
        const read = () =>
          callbacks().map((one) => ({
            name: one.getName(),
            prompt: one.getPrompt(),
            required: one.isRequired(),
            value: one.getOutputByName<unknown>('value', undefined),
            policies: one.getPolicies()['policyRequirements'],
            failed: one.getFailedPolicies().map(({ policyRequirement }) => policyRequirement),
          }));
        const before = read();
        for (const [index, one] of callbacks().entries()) {
          one.setValue(types[index]?.[1] ?? '');
          one.setValidateOnly(only);
        }
        await next();
        const isAsked = step().getCallbacksOfType(sdk.CallbackType.StringAttributeInputCallback).length > 0;
        return { before, after: isAsked ? read() : [] };
      },
      [address, updates, number, validateOnly] as const,
    );
  const first = await attributes('no address', true, 7, false);
  const second = await attributes(mail, true, 7, true);
  const third = await attributes(mail, true, 7, false);
  await works('StringAttributeInputCallback: name, prompt, policies, failed policies, validateOnly, setValue', async () => {
    expect(first.before[0]).toEqual({
      name: 'mail',
      prompt: 'Email Address',
      required: true,
      value: '',
      policies: expect.arrayContaining(['REQUIRED', 'VALID_EMAIL_ADDRESS_FORMAT']),
      failed: [],
    });
    expect(first.after[0]).toMatchObject({ value: 'no address', failed: ['VALID_EMAIL_ADDRESS_FORMAT'] });
    expect(second.after[0], 'checking alone leads nowhere').toMatchObject({ value: mail, failed: [] });
    expect(third.after).toEqual([]);
  });

  await works('KbaCreateCallback: prompt, questions, setQuestion, setAnswer', async () => {
    const read = await page.evaluate(async () => {
      const { sdk, step, next } = window.javascriptSdk;
      const question = step().getCallbackOfType<KbaCreateCallback>(sdk.CallbackType.KbaCreateCallback);
      question.setQuestion('Who sings?');
      question.setAnswer('Sky Lark');
      await next();
      return [question.getPrompt(), question.getPredefinedQuestions(), question.isAllowedUserDefinedQuestions()];
    });
    expect(read).toEqual(['Choose a question', ["What's your favorite color?", 'Who was your first employer?'], true]);
  });

  await works('TermsAndConditionsCallback: terms, version, date, setAccepted', async () => {
    const read = await page.evaluate(async () => {
      const { sdk, step, next } = window.javascriptSdk;
      const terms = () => step().getCallbackOfType<TermsAndConditionsCallback>(sdk.CallbackType.TermsAndConditionsCallback);
      terms().setAccepted(false);
      await next();
      const said = [terms().getTerms(), terms().getVersion(), terms().getCreateDate().toISOString()];
      terms().setAccepted();
      await next();
      return said;
    });
    expect(read).toEqual(['Be kind.', '1.0', '2026-01-01T00:00:00.000Z']);
  });

  const word = await page.evaluate(async () => {
    const { sdk, step, next } = window.javascriptSdk;
    const text = step().getCallbackOfType<TextInputCallback>(sdk.CallbackType.TextInputCallback);
    const read = [text.getPrompt(), text.getInputValue()];
    text.setInput('open');
    await next();
    return read;
  });

  await works('RedirectCallback, FRAuth.redirect and FRAuth.resume: to another service and back with its code', async () => {
    const url = await page.evaluate(() => {
      const { sdk, step } = window.javascriptSdk;
      return step().getCallbackOfType<RedirectCallback>(sdk.CallbackType.RedirectCallback).getRedirectUrl();
    });
    expect(url).toBe(elsewhere);
    await page.evaluate(() => window.javascriptSdk.sdk.FRAuth.redirect(window.javascriptSdk.step()));
    await page.waitForURL(elsewhere);
    await sdk.use(journey);
    expect(await page.evaluate(() => window.javascriptSdk.resume(location.href))).toMatchObject({ type: 'Step' });
  });

  const verified = await page.evaluate(() => {
    const { sdk, step, next } = window.javascriptSdk;
    const answer = step().getCallbackOfType<PasswordCallback>(sdk.CallbackType.PasswordCallback);
    answer.setPassword('Sky Lark');
    return next().then(({ type }) => [answer.getPrompt(), type]);
  });
  expect(verified, 'the question and the answer are those that were set').toEqual(['Who sings?', 'Step']);

  const known = await works('MetadataCallback: getData', async () => {
    const data = await page.evaluate(() => {
      const { sdk, step } = window.javascriptSdk;
      return step().getCallbackOfType<MetadataCallback>(sdk.CallbackType.MetadataCallback).getData<Record<string, unknown>>();
    });
    expect(data).toMatchObject({ code: 'a-code', termsAccepted: { termsVersion: '1.0' }, objectAttributes: { mail } });
    return data;
  });
  await works('TextInputCallback: prompt, the usual text, setInput', async () => {
    expect([word, known['word']]).toEqual([['Your word?', 'mellon'], 'open']);
  });
  await works('BooleanAttributeInputCallback: name, prompt, value, setValue', async () => {
    expect(first.before[1]).toMatchObject({
      name: 'preferences/updates',
      prompt: 'Send me news and updates',
      required: true,
      value: false,
    });
    expect([first.after[1]?.value, known['objectAttributes']]).toEqual([true, expect.objectContaining({ preferences: { updates: true } })]);
  });
  await works('NumberAttributeInputCallback: name, prompt, value, setValue', async () => {
    expect(first.before[2]).toMatchObject({ name: 'frUnindexedInteger1', prompt: 'Generic Unindexed Integer 1', value: null });
    expect([first.after[2]?.value, known['objectAttributes']]).toEqual([7, expect.objectContaining({ frUnindexedInteger1: 7 })]);
  });

  await works('SuspendedTextOutputCallback: message and messageType', async () => {
    await sdk.next();
    const read = await page.evaluate(() => {
      const { sdk, step } = window.javascriptSdk;
      const text = step().getCallbackOfType<SuspendedTextOutputCallback>(sdk.CallbackType.SuspendedTextOutputCallback);
      return [text.getMessage(), text.getMessageType()];
    });
    expect(read).toEqual(['Look into your mail', '0']);
  });
  await works('FRAuth.resume: by the link of a mail, to success', async () => {
    const link = await linkInOutbox(installation, mail);
    // As the application gets it when the link leads to its own page.
    await sdk.open(application.origin, journey);
    expect(await page.evaluate(([url]) => window.javascriptSdk.resume(url), [link] as const)).toMatchObject({
      type: 'LoginSuccess',
      payload: { tokenId: expect.stringMatching(/./) },
    });
  });
});
