import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { journeyThrough } from '../../server/step-journeys.ts';

test('a browser that is asked for the key of an app says that it has none, and the journey goes its own way for that', async ({
  signOn,
  account,
  installation,
  person,
}) => {
  // Only this outcome leads on: a page that answered anything else would end here.
  const journey = journeyThrough(['DeviceBindingNode', 'Unsupported', { applicationIds: ['com.example.app'] }]);
  await installation.publish(journey);
  await signOn.open(installation.server.url, journey.name);
  await signOn.typePassword(person.username, person.password);
  await expect(signOn.page.getByText('This step needs an app on your phone')).toBeVisible();
  await expectAccessible(signOn.page, 'the step that needs an app');
  await signOn.button('Next').click();
  await account.toBeOf(person.username);
});
