import { expect, it } from 'vitest';
import { continuityService } from '../src/index.ts';

it('lets nobody in without being told so, and keeps phones where everything is kept', () => {
  expect(continuityService.parse({})).toMatchObject({
    authenticationDuringErrors: 'PASSIVE_OFFLINE_AUTHENTICATION',
    usersWithoutPairedDevice: 'BLOCK_USER',
    defaultState: '',
    stateLifetimeSeconds: 300,
    deviceKeeping: { type: 'waygate' },
    encryptionKeyMode: 'STRICT',
  });
});

const directory = { addresses: ['ldap.example'], bindDn: 'cn=waygate', bindPassword: 'secret' };

it.each([
  ['cn={username},ou=PingID-Devices,dc=example,dc=com', true],
  ['uid={username},ou={realm},dc=example,dc=com', true],
  ['cn=everybody,dc=example,dc=com', false],
  ['{username}', false],
  ['cn={username},ou={tenant},dc=example,dc=com', false],
])('takes the pattern %s: %s', (distinguishedNamePattern, isTaken) => {
  const given = { deviceKeeping: { type: 'objects', directory, distinguishedNamePattern } };
  expect(continuityService.safeParse(given).success).toBe(isTaken);
});

it('must be told where in a directory people are', () => {
  expect(continuityService.safeParse({ deviceKeeping: { type: 'attribute' } }).success).toBe(true);
  expect(continuityService.safeParse({ deviceKeeping: { type: 'attribute', directory } }).success).toBe(false);
  expect(continuityService.safeParse({ deviceKeeping: { type: 'attribute', directory, searchBase: 'dc=example' } }).success).toBe(true);
});
