import { type AsvsChapter, forOperator, met, metUntested } from '../asvs-answer.ts';

export const CODING: AsvsChapter = {
  '15.1.1': metUntested(
    'It is written down how soon faults of libraries are mended and libraries updated.',
    'A table of times by how bad a fault is.',
    ['docs/dependencies.md', 'SECURITY.md'],
    'It is a promise of people; a test could only see that the table is there.',
  ),
  '15.1.2': met(
    'There is an inventory of all libraries, from known and maintained sources.',
    'The lockfile, with one version and digest of each, from the npm registry alone; `pnpm sbom` writes it as CycloneDX or SPDX, and the package that is deployed has its own beside it.',
    ['docs/dependencies.md', 'pnpm-lock.yaml', 'scripts/dependency-problems.ts'],
    {
      'scripts/test/package.test.ts': [
        'names every version of a library with its license, and hands on each text once',
        'makes the same bill of materials of the same libraries, whenever it is made',
      ],
      'scripts/test/dependency-problems.test.ts': [
        'of this checkout keep every rule, those that others bring along included',
        'are refused with %s',
        'a package of git',
        'a tarball from elsewhere',
      ],
    },
  ),
  '15.1.3': met(
    'What is slow or costly is written down, with how it is kept from stopping the rest.',
    'A table of what is costly, what bounds it, and what whoever comes beyond that is told.',
    ['docs/security-design.md', 'docs/operations.md'],
    {
      'apps/server/test/busy-hashing.test.ts': [
        'tells who comes when too many wait to come again, alike for everybody, and the same step is good later',
      ],
    },
  ),
  '15.2.1': forOperator(
    'No library is past those times.',
    '`npm run dependencies:audit` asks the registry for known faults of every version in the lockfile and ends with 1 when there are any, and with a code of its own when it could not ask; the job that runs it every day is written down. `npm test` holds Node and MongoDB to the days until which their makers mend them. Versions are fresh, and none is taken before it is three days old.',
    ['docs/dependencies.md', 'scripts/audit-dependencies.ts', 'scripts/ends-of-life.ts'],
    {
      'scripts/test/audit-dependencies.test.ts': [
        'are told with where they come from and what mends them, the worst first',
        'are not taken for none where the answer is %s',
        'is mended by its makers today',
      ],
      'scripts/test/dependency-problems.test.ts': ['versions of this hour'],
    },
  ),
  '15.2.2': met(
    'What is slow or costly cannot stop the rest.',
    'Hashing and scripts have queues and threads with bounds, a share for each name and script; imports are bounded in size and shape; everything that waits for others has a longest time.',
    ['packages/integrations/src/hashing', 'packages/scripting/src/sandbox', 'packages/http/src/create-http-server.ts'],
    {
      'packages/integrations/test/hashing-queue.test.ts': [
        'lets those of one lane take no more than four places, and turns only them away when as many wait for each other as may',
      ],
      'packages/scripting/test/hostile.test.ts': [
        'has no more than half of the threads, however often it is run',
        'is stopped at 10 000 calls with the limits that sign-ons have',
      ],
      'packages/http/test/admin.test.ts': ['of 5000 nodes is planned, imported and exported like any other, and holds nobody up'],
      'packages/http/test/authenticate.test.ts': ['has little time for its headers and its body'],
      'nodes/outage/reports-outage.test.ts': ['waits in all as long as it may, and no longer: %o'],
    },
  ),
  '15.2.3': met(
    'Production has no tests, samples and tools of developers.',
    'The demo, and messages that are kept to be read, are off unless set, and the second is refused where others reach the server. What is built holds no test, and the package that is deployed has nothing of the tools.',
    ['docs/configuration.md', 'docs/messages.md', 'docs/deploy.md'],
    {
      'apps/server/test/config.test.ts': [
        'has a default for everything',
        'keeps messages to be read in the console only where nobody but this machine comes',
      ],
      'apps/server/test/kept-messages.test.ts': ['shows no code on a server that others reach, whatever its store holds (CVE-2026-105211)'],
      'packages/integrations/test/messages/gateways.test.ts': [
        'takes nothing from somebody with a wrong key, and nobody is shown the code instead',
      ],
    },
  ),
  '15.3.1': met(
    'Answers hold the fields that are needed, not whole objects.',
    'Each is made of named members.',
    ['packages/http/src/routes', 'packages/http/src/admin'],
    {
      'packages/http/test/users.test.ts': ['are arrays, with the roles that pages need and nothing secret'],
      'packages/http/test/people.test.ts': ['finds people, and sees their devices and what failed, without a secret'],
      'packages/http/test/devices.test.ts': ['are listed for their owner by %s as AM lists them, without a secret'],
      'packages/oidc/test/tokens.test.ts': ['who is signed on already and is not asked again; what no scope asks for is not told'],
    },
  ),
  '15.3.2': met(
    'The server follows redirects only where that is meant.',
    'HTTP Client nodes and scripts do, each hop checked like the first, without credentials to another origin; webhooks, gateways, providers and health checks follow none.',
    ['packages/integrations/src/outbound', 'docs/webhooks.md', 'docs/messages.md', 'docs/providers.md'],
    {
      'packages/integrations/test/outbound-http.test.ts': [
        'follows redirects, each checked like the first',
        'takes neither its credentials to another origin nor its body where none is wanted',
      ],
      'packages/integrations/test/health-probe.test.ts': ['is there when it leads elsewhere, and nobody follows'],
      'packages/integrations/test/messages/gateways.test.ts': [
        'is not reached inside the network unless an operator allows it, and no redirect leads there',
      ],
      'apps/server/test/session-webhooks.test.ts': ['gives up at %s'],
    },
  ),
  '15.3.3': met(
    'A request sets only the fields that it is for (mass assignment).',
    'Schemas of bodies are strict or pick what they know; of a device only its name can be changed; people change of themselves what their realm marks so.',
    ['packages/http/src/admin/admin-request.ts', 'packages/http/src/routes/factor-devices.ts', 'nodes/patch-object'],
    {
      'packages/http/test/users.test.ts': ['can be renamed, and nothing else of them changed'],
      'packages/oidc/test/admin.test.ts': ['with %s are refused'],
      'packages/integrations/test/managed-people.test.ts': ['cannot choose an id'],
      'nodes/patch-object/node.test.ts': ['changes on behalf of the person only what people may change of themselves'],
      'apps/server/test/offline-api/every-endpoint.test.ts': [
        'says of what there is not that there is not, and takes no body that is not right',
      ],
    },
  ),
  '15.3.4': met(
    'The address of a client is told rightly through proxies, and used so.',
    'As far back as every hop is a listed proxy; the log, limits, policies and pushes go by it.',
    ['packages/http/src/request/client-ip.ts', 'apps/server/src/nginx-server.ts'],
    {
      'packages/http/test/client-ip.test.ts': ['reads %j as %s: %s', 'believes no forwarding header of a client that is no proxy'],
      'packages/http/test/authenticate.test.ts': ['tells of the address that a listed proxy forwards'],
      'e2e/tests/api/sessions.spec.ts': ['the phone is told the address of the connection, not what a client says it is'],
    },
  ),
  '15.3.5': met(
    'Types are checked, and comparisons are strict.',
    'TypeScript in its strictest settings without `any`, `===` alone, and a schema wherever something comes from outside.',
    ['tsconfig.base.json', 'biome.json', 'packages/schema/src'],
    {
      'packages/schema/test/callback-codec.test.ts': ['refuses %s', 'are refused with %s for %o'],
      'packages/http/test/authenticate.test.ts': ['a body that is %s is 400'],
      'nodes/retry-limit-decision/node.test.ts': ['takes %s, which nobody here wrote, for no count'],
    },
  ),
  '15.3.6': met(
    'No prototype can be polluted.',
    'Keys that reach one are refused in every body and file; state and lookups go by Map or own members.',
    ['packages/schema/src/unsafe-keys.ts', 'packages/engine/src'],
    {
      'packages/http/test/admin.test.ts': ['with a prototype key in %s is refused whole, and changes no prototype'],
      'packages/schema/test/unsafe-keys.test.ts': ['in %s it finds %s'],
      'packages/engine/test/journey-state.test.ts': ['takes a key that is called like a prototype as any other key'],
      'packages/scripting/test/hostile.test.ts': ['poisons nothing but itself when it changes prototypes'],
    },
  ),
  '15.3.7': met(
    'The same parameter twice, or in two places, confuses nothing.',
    'Each value is read from one place by name; where two could differ in meaning the request is refused or the first counts, always the same.',
    ['packages/http/src/request', 'nodes/zero-page-login-collector'],
    {
      'nodes/zero-page-login-collector/node.test.ts': ['refuses a request with %s twice'],
      'packages/http/test/sessions.test.ts': ['the body comes before the cookie'],
      'apps/server/test/offline-api/tokens.test.ts': ['for a form that is not as it should be, in the form of OAuth'],
      'e2e/tests/api/bad-callbacks.spec.ts': ['${what} is refused, and the step can be answered still'],
    },
  ),
};
