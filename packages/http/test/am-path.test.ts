import { expect, test } from 'vitest';
import { readAmPath } from '../src/request/am-path.ts';

test.each([
  ['authenticate', '/', ['authenticate']],
  ['authenticate/', '/', ['authenticate']],
  ['realms/root/authenticate', '/', ['authenticate']],
  ['realms/root/realms/alpha/authenticate', '/alpha', ['authenticate']],
  ['realms/root/realms/alpha/realms/sub/authenticate', '/alpha/sub', ['authenticate']],
  ['realms/alpha/sessions/', '/alpha', ['sessions']],
  ['alpha/authenticate', '/alpha', ['authenticate']],
  ['root/authenticate', '/', ['authenticate']],
  ['realms/alpha%2Frealms%2Fsub/authenticate', '/alpha/sub', ['authenticate']],
  ['realms/alpha%2Fsub/authenticate', '/alpha/sub', ['authenticate']],
  ['realms/alpha/users/de%20mo', '/alpha', ['users', 'de mo']],
  ['realms/alpha/serverinfo/*', '/alpha', ['serverinfo', '*']],
])('reads %s', (path, realm, resource) => {
  expect(readAmPath(path)).toEqual({ realm, resource });
});

test.each([
  ['', 'nothing'],
  ['realms/alpha', 'a realm without a resource'],
  ['realms/%E0%A4%A/authenticate', 'a broken escape'],
  ['realms/__proto__/authenticate', 'a name that is no realm'],
  ['realms/../authenticate', 'dots'],
  ['realms/%2e%2e/authenticate', 'escaped dots'],
  ['realms/a b/authenticate', 'a space'],
  ['realms/a%00b/authenticate', 'a NUL'],
])('refuses %s: %s', (path) => {
  expect(readAmPath(path)).toBeUndefined();
});
