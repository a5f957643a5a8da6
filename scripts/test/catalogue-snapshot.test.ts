import { expect, it } from 'vitest';
import { catalogueSnapshot, nodeReference } from '../catalogue-snapshot.ts';

interface Entry {
  readonly type: string;
  readonly outcomes: readonly { readonly id: string; readonly when?: string }[];
}
const entries = JSON.parse(catalogueSnapshot()) as Entry[];
const outcomesOf = (type: string) =>
  entries.find((entry) => entry.type === type)?.outcomes.map(({ id, when }) => (when === undefined ? id : `${id} when ${when}`));

it.each([
  [
    'PushAuthenticationSenderNode',
    [
      'SENT',
      'NOT_REGISTERED',
      'SKIPPED when mandatory is false',
      'FAILURE when captureFailure is true',
      'outage when outageOutcome is true',
    ],
  ],
  ['PollingWaitNode', ['DONE', 'SPAM when spamDetectionEnabled is true', 'EXITED when exitable is true']],
  ['InnerTreeEvaluatorNode', ['true', 'false', 'error when displayErrorOutcome is true']],
  ['DataStoreDecisionNode', ['true', 'false']],
  ['PageNode', []],
])('%s has its outcomes in the snapshot, also those that a field must ask for', (type, outcomes) => {
  expect(outcomesOf(type)).toEqual(outcomes);
});

it('says in the reference what an outcome depends on', () => {
  expect(nodeReference()).toContain('`FAILURE` (Failure, when `captureFailure` is true)');
});
