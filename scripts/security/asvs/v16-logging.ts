import { type AsvsChapter, forOperator, met, notMet } from '../asvs-answer.ts';

export const LOGGING: AsvsChapter = {
  '16.1.1': notMet('It is written down what is logged where, in which form, and for how long.', 'Only in parts.', 'one list of events.'),
  '16.2.1': notMet(
    'Each entry says when, where, who and what.',
    'Entries have time, code, resource and correlation id; not all say who.',
    'an audit log of its own.',
  ),
  '16.2.2': notMet(
    'Times are UTC, from clocks that agree.',
    'Times are epoch milliseconds; that clocks agree is for the operator.',
    'a test.',
  ),
  '16.2.3': notMet('Logs go only where it is written.', 'To standard output.', 'a test.'),
  '16.2.4': notMet('Logs can be read and put together by programs.', 'One JSON document a line.', 'a test.'),
  '16.2.5': met(
    'Sensitive data is logged as its class allows, or not.',
    'No log line has an address, a body, a token, a code or a password.',
    ['packages/http/README.md', 'docs/security-design.md'],
    {
      'e2e/tests/api/secrets.spec.ts': ['no secret stands in the log or in the clear on the disk'],
      'packages/http/test/authenticate.test.ts': ['never logs what was posted, the handle or the session'],
      'packages/oidc/test/refusals.test.ts': ['stands nowhere in the log'],
    },
  ),
  '16.3.1': notMet('Sign-ons are logged, with their factors, whether they succeed or fail.', 'They are in traces.', 'an audit log.'),
  '16.3.2': notMet('Refused authorization is logged.', 'In the log, by code.', 'an audit log.'),
  '16.3.3': notMet('Attempts to get round controls are logged.', 'In the log, by code.', 'an audit log.'),
  '16.3.4': notMet('Unexpected errors and failures of controls are logged.', 'At level error.', 'a test.'),
  '16.4.1': notMet('Nobody can write lines of their own into logs.', 'Lines are JSON.', 'a test.'),
  '16.4.2': forOperator('Logs are protected.', 'They go to standard output.', ['docs/security-design.md']),
  '16.4.3': forOperator('Logs go to another system.', 'They go to standard output, which the platform carries on.', [
    'docs/security-design.md',
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
