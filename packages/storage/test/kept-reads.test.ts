import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStores } from '../src/index.ts';
import { sealer } from './sealer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const alpha = {
  path: '/alpha',
  active: true,
  defaultJourney: undefined,
  journeyMinutes: 5,
  suspendedMinutes: 5,
  maxSessionMinutes: 120,
  maxIdleMinutes: 30,
  successUrl: '/account',
  redirectTargets: [],
};
const nobody = { username: 'nobody', active: true, attributes: {}, passwordHash: undefined, createdAt: 0 };

// Every sign-on writes, and every sign-on reads its realm.
it('settings of a realm are read anew when they were changed, and not when something else was written to the same file', async () => {
  let gets = 0;
  const stores = await openSqliteStores({
    directory: temporaryDirectory(),
    sealer,
    now: () => 0,
    watch: (operation) => {
      if (operation === 'get') gets += 1;
    },
  });
  onTestFinished(() => stores.close());
  await stores.realms.put(alpha);
  expect(await stores.realms.settings('/alpha')).toEqual(alpha);
  await stores.identities.create({ ...nobody, realm: '/alpha', id: '1' });
  const before = gets;
  expect(await stores.realms.settings('/alpha')).toEqual(alpha);
  expect(gets).toBe(before);
  await stores.realms.put({ ...alpha, journeyMinutes: 6 });
  expect(await stores.realms.settings('/alpha')).toMatchObject({ journeyMinutes: 6 });
});
