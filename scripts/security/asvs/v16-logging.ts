import { type AsvsChapter, forOperator, met, notMet } from '../asvs-answer.ts';

const LOG = 'apps/server/test/leaks/server-log.test.ts';

export const LOGGING: AsvsChapter = {
  '16.1.1': met(
    'It is written down what is logged where, in which form, and for how long.',
    'The log of the server with its members and events, traces of sign-ons with their days, metrics. What a platform does with standard error is the operator’s.',
    ['docs/operations.md', 'docs/editor.md', 'docs/security-design.md'],
    {
      [LOG]: ['is one line of JSON whatever it is given, without characters that a terminal acts upon'],
      'packages/scenarios/test/shipped-journeys-http.test.ts': [
        'the log told of every node in lines of JSON, and what was looked for in it was every kind of secret',
      ],
    },
  ),
  '16.2.1': notMet(
    'Each entry says when, where, who and what.',
    'Every line has time, level, message, the id of the request and the code of the run, and an error its kind, code and place. Not every line of a refusal says from which address and by whom.',
    'an audit log of its own, with address and person in every record.',
    {
      [LOG]: [
        'takes what a request brought out of what libraries say of it, and knows the request and the run',
        'keeps what operators need: the code and kind of an error, where it was thrown, and what it does not quote',
      ],
    },
  ),
  '16.2.2': met(
    'Times are UTC, from clocks that agree.',
    'ISO 8601 in UTC with milliseconds. That clocks of several copies agree is asked of the operator (NTP).',
    ['docs/operations.md', 'docs/scale.md'],
    { [LOG]: ['is one line of JSON whatever it is given, without characters that a terminal acts upon'] },
  ),
  '16.2.3': met(
    'Logs go only where it is written.',
    'To standard error, what libraries and the runtime print included; traces to the store.',
    ['docs/operations.md'],
    {
      'apps/server/test/leaks/crash.test.ts': [
        'says in JSON what libraries print and what ends the process, and no secret',
        'says in JSON why it could not start, and repeats no value',
      ],
    },
  ),
  '16.2.4': met(
    'Logs can be read and put together by programs.',
    'One line of JSON for each thing, always the same members, with the id of the request, which clients may give and get back.',
    ['docs/operations.md'],
    {
      [LOG]: ['is one line of JSON whatever it is given, without characters that a terminal acts upon'],
      'packages/http/test/authenticate.test.ts': ['keeps a sane id of the client in the answer and in the log'],
    },
  ),
  '16.2.5': met(
    'Sensitive data is logged as its class allows, or not.',
    'No line holds a secret: what nodes and services tell is made of codes and names, and every line goes through nets that take out what is named, looks or is known as one. Every journey that is shipped is walked and its log searched.',
    ['docs/operations.md', 'docs/security-design.md', 'apps/server/src/logging'],
    {
      [LOG]: ['takes out the secrets of the configuration wherever they stand, in every form'],
      'packages/scenarios/test/shipped-journeys-http.test.ts': [
        'the log told of every node in lines of JSON, and what was looked for in it was every kind of secret',
      ],
      'e2e/tests/api/secrets.spec.ts': ['no secret stands in the log or in the clear on the disk'],
      'packages/http/test/authenticate.test.ts': ['never logs what was posted, the handle or the session'],
      'packages/oidc/test/refusals.test.ts': ['stands nowhere in the log'],
    },
  ),
  '16.3.1': notMet(
    'Sign-ons are logged, with their factors, whether they succeed or fail.',
    'Each end is a line of the log and a trace with every node, by the code that the person reads. The line has no list of factors, and traces go after some days.',
    'an audit log.',
    { 'apps/server/test/trace-collector.test.ts': ['keeps what happened, in order, with its end'] },
  ),
  '16.3.2': notMet(
    'Refused authorization is logged.',
    'Every refusal of an address of AM is a line with its code; those of the console are counted, and not all of them are lines.',
    'an audit log.',
  ),
  '16.3.3': notMet(
    'Attempts to get round controls are logged.',
    'Tries that the throttle refuses, replayed steps and foreign handles are in the log or the trace by their code; refused input of the console is not.',
    'an audit log.',
    {
      'apps/server/test/metrics.test.ts': [
        'shows every metric in the form that Prometheus reads, moves them with sign-ons, and names nobody',
      ],
    },
  ),
  '16.3.4': met(
    'Unexpected errors and failures of controls are logged.',
    'At level error with kind, code and place; a server of others whose certificate is not right, a keys file that cannot be read and a store that does not answer among them.',
    ['docs/operations.md', 'apps/server/src/logging'],
    {
      [LOG]: ['keeps what operators need: the code and kind of an error, where it was thrown, and what it does not quote'],
      'apps/server/test/leaks/crash.test.ts': ['says in JSON what libraries print and what ends the process, and no secret'],
      'apps/server/test/lost-keys-file.test.ts': [
        'a server that cannot read the keys file any more says so once, and is not ready until it can',
      ],
      'apps/server/test/offline-directories.test.ts': [
        'sees it copied at once and when they ask, and when changed settings apply; what fails leaves the copy',
      ],
    },
  ),
  '16.4.1': met(
    'Nobody can write lines of their own into logs.',
    'Lines are JSON, and characters that a terminal or a reader of lines would act upon are escaped.',
    ['apps/server/src/logging'],
    {
      [LOG]: ['is one line of JSON whatever it is given, without characters that a terminal acts upon'],
      'apps/server/test/journey-metrics.test.ts': ['lets no name of a metric forge a line'],
    },
  ),
  '16.4.2': forOperator(
    'Logs are protected from reading and changing.',
    'The log goes to standard error and is kept by the platform; traces are in the store, for administrators alone.',
    ['docs/security-design.md', 'docs/operations.md'],
    { 'packages/http/test/admin.test.ts': ['is for administrators of the root realm alone'] },
  ),
  '16.4.3': forOperator('Logs go to another system.', 'Lines of JSON on standard error, for whatever carries logs on the platform.', [
    'docs/security-design.md',
    'docs/operations.md',
  ]),
  '16.5.1': met(
    'Errors tell nothing of the inside.',
    'A code and a public text; what happened stands in the log alone.',
    ['packages/http/src/errors', 'packages/schema/src/waygate-error.ts'],
    {
      'packages/http/test/authenticate.test.ts': ['that is %s is 500 and tells nothing'],
      'packages/http/test/health.test.ts': ['/readyz says whether the store answers, and not why it does not'],
      'packages/oidc/test/refusals.test.ts': [
        'shows a page in the language of the person when it cannot be answered, and never what it said',
      ],
      'packages/integrations/test/sns-transport.test.ts': ['with %s nothing works, and the error has no secret in it'],
    },
  ),
  '16.5.2': met(
    'The server goes on safely when something that it needs is away.',
    'That is what continuity is for: an outage is an outcome of its own, known outages are not waited for, and nobody gets in for less than the realm allows.',
    ['docs/offline.md', 'packages/continuity/README.md'],
    {
      'nodes/outage/real-peers.test.ts': ['takes Outage however its peer is lost, and after however many of its answers'],
      'apps/server/test/network-cuts.test.ts': [
        'nobody gets in without a password that is right, nor by a code that is not',
        'a push service that is %s in the middle of its answer is no proof of anything',
      ],
      'apps/server/test/cut-dependencies.test.ts': [
        'goes on by Outage, as an offline sign-on, however what it depends on is lost, before it begins or between two of its steps',
      ],
      'packages/engine/test/engine.test.ts': ['one whose other side is down changes nothing, and the same answer works later'],
    },
  ),
  '16.5.3': met(
    'Failure is safe: an error lets nobody in.',
    'A node that throws ends the journey in failure; a decision that cannot be made is no yes.',
    ['packages/engine/src', 'docs/architecture.md'],
    {
      'packages/engine/test/engine.test.ts': [
        'one that %s ends the journey in failure, never in success',
        'is no way to Success by the error outcome of a journey around it either',
      ],
      'packages/mfa/test/mfa-policy.test.ts': ['is never weaker for what it does not know'],
      'apps/server/test/offline-journeys.test.ts': ['lets nobody in whom an operator blocks'],
      'packages/integrations/test/revocation.test.ts': ['cannot be said and is refused when %s'],
    },
  ),
};
