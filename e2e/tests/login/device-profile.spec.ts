import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import type { TestPerson } from '../../server/installation.ts';
import { journeyThrough } from '../../server/step-journeys.ts';

const BERLIN = { latitude: 52.52, longitude: 13.405 };

/** Collects a profile with the place and keeps it. */
const keeping = () =>
  journeyThrough(
    ['DeviceProfileCollectorNode', 'outcome', { deviceLocation: true, message: { en: 'Looking at your browser …' } }],
    ['DeviceSaveNode', 'outcome'],
  );

test.describe('a browser whose person decides about the place', () => {
  test('is asked before it tells, and goes on without', async ({ signOn, account, installation, person }) => {
    const journey = keeping();
    await installation.publish(journey);
    await signOn.open(installation.server.url, journey.name);
    await signOn.typePassword(person.username, person.password);
    await signOn.toHaveHeading('Share your location?');
    await expect(signOn.page.getByRole('heading', { level: 1 })).toBeFocused();
    await expectAccessible(signOn.page, 'the question for the place');
    await signOn.button('Go on without').click();
    await account.toBeOf(person.username);
    const [profile] = await profilesOf(installation, person);
    expect(profile).toMatchObject({ alias: 'Linux (Browser)', metadata: { browser: { userAgent: expect.stringContaining('Chrome') } } });
    expect(profile).not.toHaveProperty('location');
  });

  test('tells it, and is the same browser the next time', async ({ context, signOn, account, installation, person }) => {
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation(BERLIN);
    const journey = keeping();
    await installation.publish(journey);
    for (const query of ['', '?ForceAuth=true']) {
      await signOn.open(installation.server.url, journey.name, query);
      await signOn.typePassword(person.username, person.password);
      await account.toBeOf(person.username);
    }
    expect(await profilesOf(installation, person)).toEqual([
      expect.objectContaining({ identifier: expect.stringMatching(/^\d+-\d+-\d+$/), location: BERLIN }),
    ]);
  });
});

type Installation = Parameters<Parameters<typeof test>[2]>[0]['installation'];

async function profilesOf({ stores }: Installation, { username }: TestPerson) {
  const found = await stores.identities.findByName('/alpha', username);
  return stores.devices.listProfiles('/alpha', found?.id ?? '');
}
