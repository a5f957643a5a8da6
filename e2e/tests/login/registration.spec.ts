import { join } from 'node:path';
import { loadJourneys } from '@waygate/scenarios';
import {
  consentMappingsService,
  type JourneyDocument,
  journeyDocument,
  managedUserService,
  SUCCESS_ID,
  termsService,
} from '@waygate/schema';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import type { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { ROOT } from '../../server/built-server.ts';
import type { Installation } from '../../server/installation.ts';
import { ownName } from '../../server/own-journey.ts';

const LONG = '<p>Everybody is kind to everybody.</p>'.repeat(40);

/** Publishes registration as AM has it, with a security question, in a realm with terms. @returns its name */
async function registration(installation: Installation, terms = '<p>Be kind.</p>'): Promise<string> {
  await installation.stores.services.set(
    '/alpha',
    'terms',
    termsService.parse({
      active: '1.0',
      versions: [{ version: '1.0', createDate: '2026-01-01T00:00:00Z', termsTranslations: { en: terms, de: '<p>Seien Sie nett.</p>' } }],
    }),
  );
  const [kept] = loadJourneys(join(ROOT, 'packages/scenarios/test/journeys')).filter(({ name }) => name === 'Registration with a Question');
  const document: JourneyDocument = journeyDocument.parse({ ...kept, name: ownName('Registration') });
  await installation.publish(document);
  return document.name;
}

/** Fills in everything that a registration asks for. */
async function fillIn(signOn: ExpectSignOn, username: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const texts = {
    'User Name': username,
    'First Name': 'Mia',
    'Last Name': 'Muster',
    'Email Address': 'mia@example.com',
    Password: 'correct horse battery',
    ...more,
  };
  for (const [label, text] of Object.entries(texts)) await signOn.field(label).fill(text);
  await signOn.answerQuestion('Select a security question', { question: "What's your favorite color?", answer: 'Sky blue' });
  await signOn.box(/^I accept/).check();
}

test('every field of a registration says what is wrong with it, and can be used by everybody', async ({
  signOn,
  account,
  installation,
  person,
}) => {
  test.setTimeout(120_000);
  const { page } = signOn;
  await signOn.open(installation.server.url, await registration(installation, LONG));
  await expectAccessible(page, 'registration');

  await signOn.button('Next').click();
  const question = page.getByRole('combobox', { name: 'Question' });
  await expect(question, 'what is missing has the focus').toBeFocused();
  await expect(question).toHaveAccessibleDescription('Fill this in.');
  await expect(signOn.box(/^I accept/)).toHaveAccessibleDescription('Accept the terms and conditions to go on.');
  await expectAccessible(page, 'registration with missing answers');

  await fillIn(signOn, person.username, { 'First Name': '', 'Email Address': 'nowhere', Password: 'horse' });
  await signOn.button('Next').click();
  for (const [label, said] of Object.entries({
    'User Name': 'Somebody has this already. Choose another.',
    'First Name': 'Fill this in.',
    'Email Address': 'Give an email address, such as name@example.com.',
    Password: 'Use at least 8 characters.',
  })) {
    await expect(signOn.field(label)).toHaveAccessibleDescription(said);
  }
  await expect(signOn.field('User Name'), 'the first that is wrong has the focus').toBeFocused();
  await expect(signOn.field('Last Name'), 'what was right is kept').toHaveValue('Muster');
  await expect(signOn.field('Password'), 'a password is not').toHaveValue('');
  await expect(page.getByText('That was not right.'), 'nothing is said twice').toHaveCount(0);
  await expectAccessible(page, 'registration with errors');

  const name = `new-${person.username}`;
  await fillIn(signOn, name);
  await signOn.button('Next').click();
  await account.toBeOf(name);
});

test('a person registers with the keyboard alone', async ({ signOn, account, installation, person }) => {
  const { page } = signOn;
  const name = `keys-${person.username}`;
  await signOn.open(installation.server.url, await registration(installation));
  await expect(signOn.field('User Name')).toBeFocused();
  const type = async (text: string) => {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  };
  for (const text of [name, 'Mia', 'Muster', 'mia@example.com']) await type(text);
  await expect(signOn.box('Send me special offers and services')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await expect(signOn.box('Send me news and updates')).toBeFocused();
  await page.keyboard.press('Tab');
  await type('correct horse battery');
  await expect(signOn.button('Show')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'Question' })).toBeFocused();
  await page.keyboard.press('y');
  await page.keyboard.press('Tab');
  await type('Which bridge is my favorite?');
  await type('Kapell');
  await expect(page.getByText('Read the terms and conditions')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(signOn.box(/^I accept/)).toBeChecked();
  await page.keyboard.press('Enter');
  await account.toBeOf(name);
});

test('a registration is in the language of the person', async ({ signOn, installation }) => {
  const { page } = signOn;
  await signOn.open(installation.server.url, await registration(installation), '?locale=de');
  await signOn.toHaveHeading('Registrieren');
  await expect(signOn.field('Vorname')).toBeVisible();
  await expect(page.getByText('Seien Sie nett.')).toBeVisible();
  await page
    .getByRole('group', { name: 'Wählen Sie eine Sicherheitsfrage' })
    .getByRole('combobox', { name: 'Frage' })
    .selectOption({ index: 1 });
  await signOn.field('Antwort').fill('Blau');
  await signOn.box(/^Ich stimme/).check();
  await signOn.button('Weiter').click();
  await expect(signOn.field('Vorname')).toHaveAccessibleDescription('Füllen Sie dieses Feld aus.');
});

test('consent, numbers and what may stay empty can be used by everybody', async ({ signOn, account, installation, person }) => {
  test.setTimeout(120_000);
  const { page } = signOn;
  const { services } = installation.stores;
  await services.set(
    '/alpha',
    'consentMappings',
    consentMappingsService.parse({ mappings: [{ name: 'crm', displayName: 'Our CRM', fields: ['mail'] }] }),
  );
  const age = { type: 'number', title: 'Age', policies: [{ policyId: 'minimum-number-value', params: { minimum: 18 } }] };
  await services.set('/alpha', 'managedUser', managedUserService.parse({ properties: { custom_age: age } }));
  const shipped = await installation.stores.journeys.published('/alpha', 'Login');
  const login = Object.entries(shipped?.nodes ?? {}).find(([, { type }]) => type === 'DataStoreDecisionNode');
  if (shipped === undefined || login === undefined) throw new Error('The demo has no journey Login.');
  const children = [
    { _id: 'age', nodeType: 'AttributeCollectorNode', displayName: 'Attribute Collector' },
    { _id: 'consent', nodeType: 'ConsentNode', displayName: 'Consent Collector' },
  ];
  const place = { x: 900, y: 400 };
  const document = journeyDocument.parse({
    ...shipped,
    name: ownName('Consent'),
    nodes: {
      ...shipped.nodes,
      [login[0]]: { ...login[1], connections: { ...login[1].connections, true: 'page' } },
      page: {
        type: 'PageNode',
        displayName: 'Page',
        config: { nodes: children, pageHeader: { en: 'About you' } },
        connections: { outcome: 'patch' },
        ...place,
      },
      patch: {
        type: 'PatchObjectNode',
        displayName: 'Patch',
        config: { ignoredFields: ['password'] },
        connections: { PATCHED: SUCCESS_ID, FAILURE: SUCCESS_ID },
        x: 1200,
        y: 400,
      },
    },
    innerNodes: {
      ...shipped.innerNodes,
      age: {
        type: 'AttributeCollectorNode',
        displayName: 'Attribute Collector',
        config: { attributesToCollect: ['custom_age', 'city'], validateInputs: true },
      },
      consent: { type: 'ConsentNode', displayName: 'Consent Collector', config: { allRequired: true, message: { en: 'May we?' } } },
    },
  });
  await installation.publish(document);
  await signOn.open(installation.server.url, document.name);
  await signOn.typePassword(person.username, person.password);
  await signOn.toHaveHeading('About you');
  await expectAccessible(page, 'consent');
  await signOn.field('Age (optional)').fill('17');
  await signOn.field('City (optional)').fill('Bern');
  await signOn.button('Next').click();
  const agree = signOn.box('I agree that my data is shared with Our CRM');
  await expect(agree).toBeFocused();
  await expect(agree).toHaveAccessibleDescription('Agree to go on.');
  await agree.check();
  await signOn.button('Next').click();
  await expect(signOn.field('Age (optional)')).toHaveAccessibleDescription('The number must be at least 18.');
  await expectAccessible(page, 'consent with errors');
  await signOn.field('Age (optional)').fill('18');
  await agree.check();
  await signOn.button('Next').click();
  await account.toBeOf(person.username);
  expect((await installation.stores.identities.findByName('/alpha', person.username))?.attributes).toMatchObject({
    custom_age: ['18'],
    city: ['Bern'],
  });
});
