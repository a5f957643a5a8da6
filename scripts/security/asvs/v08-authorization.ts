import { type AsvsChapter, met } from '../asvs-answer.ts';

export const AUTHORIZATION: AsvsChapter = {
  '8.1.1': met(
    'It is written down who may do what with which data.',
    'A table of who may call what, by right, realm and ownership; for devices, scripts and programs in their own documents.',
    ['docs/security-design.md', 'docs/devices.md', 'docs/scripts.md', 'docs/frodo.md', 'docs/offline-api.md'],
    {
      'packages/http/test/admin.test.ts': ['takes %s %s from its own pages alone, and from nobody who does not administer'],
      'apps/server/test/offline-api/every-endpoint.test.ts': ['needs a scope that is for it, and refuses every other'],
    },
  ),
  '8.1.2': met(
    'It is written down which fields who may read and write.',
    'Secrets are read by nobody; private attributes leave the store never; what people may edit of themselves is marked in the schema of their realm; scripts of nodes need a right of their own.',
    ['docs/security-design.md', 'docs/scripts.md', 'docs/devices.md'],
    {
      'nodes/patch-object/node.test.ts': ['changes on behalf of the person only what people may change of themselves'],
      'packages/http/test/scripts.test.ts': ['lets no node run a script that it did not run before, by whatever door'],
    },
  ),
  '8.2.1': met(
    'Functions are for those who may use them.',
    'Everything of administrators is refused by default: one table of routes stands behind one check.',
    ['packages/http/src/admin/admin-router.ts', 'packages/http/src/realm-config', 'packages/http/src/offline-api'],
    {
      'packages/http/test/admin.test.ts': [
        'takes %s %s from its own pages alone, and from nobody who does not administer',
        'is for administrators of the root realm alone',
      ],
      'packages/http/test/realm-config.test.ts': ['is for administrators of the root realm alone, and says nothing more to others'],
      'apps/server/test/offline-api/every-endpoint.test.ts': [
        'needs a token that is good',
        'needs a scope that is for it, and refuses every other',
      ],
      'packages/oidc/test/administrators.test.ts': ['reaches what its scopes are for, and nothing else'],
    },
  ),
  '8.2.2': met(
    'Data is for those whose it is.',
    'People reach their own sessions, devices and profile; whose they are is told by the session and never by the request.',
    ['packages/http/src/routes'],
    {
      'packages/http/test/devices.test.ts': ['%s are not listed', '%s %s is %i, and changes nothing'],
      'packages/http/test/sessions.test.ts': ["are listed; another person's are not", 'are not ended by %j'],
      'e2e/tests/api/user-existence.spec.ts': ['who asks for the devices of another is told the same whether they exist or not'],
      'packages/http/test/users.test.ts': ['are not told: %s'],
      'apps/server/test/offline-api/walk.test.ts': ['sees and changes what is in its realm, and nothing of another'],
    },
  ),
  '8.2.3': met(
    'Fields are for those who may read or write them.',
    'Answers are made of named members and never of whole documents; secrets and hashes are in none; changes by people go by the schema.',
    ['packages/http/src/routes/users.ts', 'packages/http/src/routes/factor-devices.ts', 'packages/integrations/src/identities'],
    {
      'packages/http/test/users.test.ts': ['are arrays, with the roles that pages need and nothing secret'],
      'packages/http/test/devices.test.ts': [
        'are read one by one, and renamed with the revision that was read',
        'keep what is secret of them when they are renamed',
      ],
      'packages/integrations/test/managed-people.test.ts': ['cannot choose an id'],
      'apps/server/test/secrets.test.ts': ['is in no answer of the administration API'],
    },
  ),
  '8.3.1': met(
    'Rights are enforced on the server.',
    'Pages only hide what would be refused.',
    ['packages/http/src', 'packages/engine/src'],
    {
      'packages/http/test/scripts.test.ts': ['are written by administrators with the right alone, and read by all of them'],
      'e2e/tests/api/sessions.spec.ts': [
        'nobody is anybody without a session, whatever the body says',
        'another spelling of an address is another address',
      ],
      'packages/oidc/test/administrators.test.ts': ['by somebody who has none, as %s'],
    },
  ),
  '8.4.1': met(
    'Realms are kept apart.',
    'Sessions, runs, codes, clients, keys, devices and limits belong to one realm; only the root realm administers others.',
    ['packages/storage/src/composite-id.ts', 'packages/http/src/request/current-session.ts'],
    {
      'e2e/tests/api/bad-auth-id.spec.ts': ['an authId of another realm or another installation is refused'],
      'packages/http/test/sessions.test.ts': ['a session of one realm does not count in another'],
      'packages/oidc/test/refusals.test.ts': [
        'takes no session of another realm, of the root realm or of nobody',
        'of one realm is worth nothing in another',
      ],
      'packages/integrations/test/device-service.test.ts': [
        'does not work for another person, in another realm, for nobody, or for another kind of device',
      ],
      'packages/oidc/test/administrators.test.ts': ['by somebody of another realm who has the value in an attribute'],
    },
  ),
};
