import { type AsvsChapter, met } from '../asvs-answer.ts';

export const VALIDATION: AsvsChapter = {
  '2.1.1': met(
    'It is written down what input must look like.',
    'Rules of nodes, variables, services and the APIs are generated from the schemas that check them; what else holds stands in one place.',
    ['docs/security-design.md', 'docs/nodes.md', 'docs/configuration.md', 'docs/offline-api.md'],
    {
      'scripts/test/generated-files.test.ts': ['%s is what it would be if it were made now (npm run docs)'],
      'apps/server/test/offline-api/every-endpoint.test.ts': ['is in the document, and nothing else is'],
      'nodes/platform-password/node.test.ts': ['says what it checks'],
    },
  ),
  '2.1.2': met(
    'It is written down what must fit together.',
    'What goes together with what is said where it is set (clients, applications, mail servers, journeys); the rule in general stands with the others.',
    ['docs/security-design.md', 'docs/oauth.md', 'docs/applications.md', 'docs/mail.md'],
    {
      'packages/oidc/test/admin.test.ts': ['with %s are refused'],
      'apps/server/test/config.test.ts': ['says everything that is wrong at once, and what is not a variable'],
    },
  ),
  '2.1.3': met(
    'Limits of what somebody, and everybody together, may do are written down.',
    'One table has every limit, of a person and of the whole server, with where it is set.',
    ['docs/security-design.md', 'docs/factors.md', 'docs/messages.md'],
    {
      'packages/integrations/test/attempt-service.test.ts': ['never allow more than a hundred failures in a row', 'decide'],
      'packages/mfa/test/push-send.test.ts': ['are as many as the realm says'],
    },
  ),
  '2.2.1': met(
    'All input is held to what is expected of it.',
    'Each body, query, header and file passes a schema that names what is allowed; answers of a step are read against the callbacks that were sent.',
    ['packages/schema/src', 'packages/http/src/request', 'packages/schema/src/callback-codec.ts'],
    {
      'packages/schema/test/callback-codec.test.ts': ['refuses %s'],
      'e2e/tests/api/bad-callbacks.spec.ts': [
        '${what} is refused, and the step can be answered still',
        'a button ${JSON.stringify(value)} that is not there is refused',
      ],
      'apps/server/test/hardening/fuzz/fuzz.test.ts': [
        'every endpoint of the server has requests that are changed',
        'requests that are nearly right get a proper answer, tell nothing, change nothing without authority and keep nobody waiting',
      ],
      'packages/http/test/authenticate.test.ts': ['a body that is %s is 400'],
      'packages/http/test/admin.test.ts': ['refuses %s and changes nothing'],
    },
  ),
  '2.2.2': met(
    'Input is checked on the server, whatever pages check.',
    'Pages only help; the server reads everything again, passkey policies included.',
    ['packages/http/src', 'packages/integrations/src/webauthn'],
    {
      'packages/integrations/test/webauthn-service.test.ts': [
        'demands that the owner was verified when that is required, whatever the page was told (CVE-2026-8830)',
      ],
      'nodes/platform-password/node.test.ts': ['is not passed by an answer to the callback of the other kind'],
      'nodes/webauthn-registration/node.test.ts': ['is refused, whatever the page was told: %o'],
    },
  ),
  '2.2.3': met(
    'What belongs together is checked together.',
    'Schemas of settings look at all members; a journey is checked whole before it goes live; realm, journey, step and browser of a sign-on must fit.',
    ['packages/schema/src/oauth-client.ts', 'packages/graph/src', 'packages/engine/src'],
    {
      'packages/oidc/test/admin.test.ts': ['with %s are refused'],
      'packages/http/test/admin.test.ts': ['refuses a journey with errors, and says which'],
      'e2e/tests/api/bad-auth-id.spec.ts': ['an authId of one journey does not open another step of a second one'],
      'apps/server/test/config.test.ts': [
        'keeps mails in a folder until a server is named that takes them, and never in clear with a password',
      ],
    },
  ),
  '2.3.1': met(
    'Steps come in their order and none is skipped.',
    'A step has a random key that is good for one answer; what comes next is decided by the stored graph, and success needs evidence that was recorded in this run about this person.',
    ['packages/engine/src', 'docs/architecture.md'],
    {
      'e2e/tests/api/bad-auth-id.spec.ts': [
        'a step that was answered cannot be answered again, and the journey goes on with the newer one',
        'nothing can be answered after success',
        'a journey that is named when a step is answered changes nothing',
      ],
      'packages/engine/test/engine.test.ts': [
        'is good for one answer: replayed, stale, foreign and forged ones have no effect',
        'Success without proof of who it is signs nobody on',
      ],
      'packages/engine/test/lifecycle.test.ts': ['does what the statechart does, for every sequence of events'],
    },
  ),
  '2.3.2': met(
    'The written limits hold.',
    'Tries, pushes, messages, mails, codes shown, windows of the inbox, calls of the API and sizes are counted where they happen.',
    ['docs/security-design.md', 'packages/integrations/src/attempts', 'packages/integrations/src/messages'],
    {
      'packages/mfa/test/push-send.test.ts': [
        'are limited: the fourth in ten minutes is not sent, and it is said when one may be',
        'are limited also when they are asked for all at once',
      ],
      'packages/integrations/test/messages/message-service.test.ts': [
        'to one address are not sent, however it is written and whoever asks, until the window is over',
        'from one run are not sent, whatever the person',
        'are not sent under parallel load either',
      ],
      'packages/integrations/test/mail/mail-service.test.ts': [
        'do not flood a mailbox, in whatever spelling and by whatever run, nor come from one run without end',
      ],
      'packages/integrations/test/attempt-service.test.ts': ['lets five wrong codes through, however many of 200 come at once'],
    },
  ),
  '2.3.3': met(
    'What belongs together happens whole or not at all.',
    'A step writes once, in the end; groups of documents are written by one atomic write; an import takes all or nothing.',
    ['packages/storage/src/document-store.ts', 'docs/architecture.md'],
    {
      'packages/engine/test/engine.test.ts': ['one whose other side is down changes nothing, and the same answer works later'],
      'packages/http/test/admin.test.ts': ['shows its plan first, then takes all or nothing'],
      'apps/server/test/first-starts.test.ts': [
        'several first starts at once set up one installation, and one of them prints the password of the administrator',
      ],
    },
  ),
  '2.3.4': met(
    'What there is a limited number of cannot be taken twice.',
    'Whatever may be used once (a step, a code, a counter, a name, a place of a limit) is decided inside of one compare-and-set, across processes too.',
    ['packages/storage/src/document-store.ts', 'packages/integrations/src/attempts'],
    {
      'e2e/tests/api/two-submits.spec.ts': [
        'of many submits of one step one wins, the others are told, and one push goes out',
        'a recovery code that is typed in two windows at once signs on in one of them',
        'two servers on one store: one submit wins, and its effect happens once',
      ],
      'packages/integrations/test/attempt-processes.test.ts': ['200 wrong codes at once from two processes never exceed the cap'],
      'packages/integrations/test/device-service.test.ts': ['holds for many that come at once', 'that is used twice at once works once'],
    },
  ),
  '2.4.1': met(
    'Programs cannot overuse what is costly, fills the store or sends messages.',
    'Hashing waits in one bounded queue; tries, mails, messages and pushes have limits by person, address and run; bodies, streams and metric labels have bounds; runs expire and are swept. One address may begin, answer and try so much in a minute.',
    ['docs/operations.md', 'docs/security-design.md', 'packages/integrations/src/hashing'],
    {
      'apps/server/test/hardening/address-limits.test.ts': [
        'begins so many sign-ons in a minute and is told then when it may again; others are not held up',
        'tries one password on so many people and no more, whoever they are, and who types the right one uses nothing up',
        'asks an authorization server so often, and reads its keys as often as it likes',
      ],
      'apps/server/test/busy-hashing.test.ts': [
        'tells who comes when too many wait to come again, alike for everybody, and the same step is good later',
        'gives who was let in the right answer, and turns away only who came after',
      ],
      'packages/integrations/test/hashing-queue.test.ts': [
        'lets those of one lane take no more than four places, and turns only them away when as many wait for each other as may',
      ],
      'packages/http/test/inbox.test.ts': ['there is an end to how many are open, for one address and for all, and place when one goes'],
      'apps/server/test/offline-api/every-endpoint.test.ts': ['is answered so often in a minute and no more'],
    },
  ),
};
