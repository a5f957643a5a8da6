import { type AsvsChapter, forOperator, met } from '../asvs-answer.ts';

const AUDIT = 'apps/server/test/audit.test.ts';
const LOG = 'apps/server/test/leaks/server-log.test.ts';

export const LOGGING: AsvsChapter = {
  '16.1.1': met(
    'It is written down what is logged where, in which form, and for how long.',
    'The audit log with its events, when each is written and how long it stays; the log of the server with its members and events; traces of sign-ons with their days; metrics. What a platform does with standard error is the operator’s.',
    ['docs/audit.md', 'docs/operations.md', 'docs/editor.md', 'docs/security-design.md'],
    {
      [LOG]: ['is one line of JSON whatever it is given, without characters that a terminal acts upon'],
      'packages/scenarios/test/shipped-journeys-http.test.ts': [
        'the log told of every node in lines of JSON, and what was looked for in it was every kind of secret',
      ],
    },
  ),
  '16.2.1': met(
    'Each entry says when, where, who and what.',
    'Records of the audit log have time, event, result, who did it, whom it concerns, to what, from which address and with which program, the id of the request and the code of the run. Lines of the log have time, level, message, request and run.',
    ['docs/audit.md', 'docs/operations.md'],
    {
      [AUDIT]: ['tells who signed on, when, from where, how and with what result, and never what was typed'],
      [LOG]: ['takes what a request brought out of what libraries say of it, and knows the request and the run'],
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
  '16.3.1': met(
    'Sign-ons are logged, with their factors, whether they succeed or fail.',
    'Each is a record when it begins and when it ends, with journey, evidence, level and address; the record of a success is written together with its session.',
    ['docs/audit.md'],
    {
      [AUDIT]: [
        'tells who signed on, when, from where, how and with what result, and never what was typed',
        'has every act that was acknowledged when the server is killed right after',
      ],
    },
  ),
  '16.3.2': met(
    'Refused authorization is logged.',
    'Whoever is signed on, or has a good token, and asks to administer and may not, is a record that says who, and so is every application that is refused; other refusals, those of strangers among them, are lines of the log with their code.',
    ['docs/audit.md', 'docs/operations.md'],
    {
      [AUDIT]: [
        'tells every act of an administrator, before and after, by revision and name and never by value, and refused ones too',
        'tells who asked to administer and may not, and nothing of strangers or of what anybody made up',
      ],
      'packages/oidc/test/audit.test.ts': ['who proves nothing is told as refused, and by a name only when there is such an application'],
    },
  ),
  '16.3.3': met(
    'Attempts to get round controls are logged.',
    'Tries that the throttle does not look at, locks, refused administration and refused applications are records; replayed steps, foreign handles and addresses that do too much are lines of the log or counted.',
    ['docs/audit.md', 'docs/operations.md'],
    {
      [AUDIT]: ['tells tries that were not looked at, and names nobody who is nobody'],
      'apps/server/test/hardening/address-limits.test.ts': ['what was refused is counted, by the limit'],
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
    'The audit log is read by administrators alone and written by the server; no address or command changes or deletes a record, which goes with its time. Whoever has the store or the standard error of the process has both, so take the records elsewhere.',
    ['docs/audit.md', 'docs/security-design.md'],
    { [AUDIT]: ['is one log of every copy on a store, and goes with its time', 'lets nothing be done that cannot be written down'] },
  ),
  '16.4.3': forOperator(
    'Logs go to another system.',
    '`waygate audit export` writes records to wherever they are wanted and goes on where it was; `WAYGATE_AUDIT_LOG=stdout` writes each as a line beside. Lines of the log are JSON on standard error.',
    ['docs/audit.md', 'docs/operations.md'],
    { 'apps/cli/test/audit.test.ts': ['exports more than ten thousand records, each once and in order, and goes on where it was cut off'] },
  ),
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
