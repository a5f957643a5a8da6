import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { connectionsOf, EngineDriver, outcomesTaken } from '../src/index.ts';
import { describeFactorOutcomes } from './describe-factor-outcomes.ts';
import { factorOutcomes } from './factor-outcomes.ts';
import { journeyOf, takeShippedJourneys } from './take-shipped-journeys.ts';
import { UNTAKEN_OUTCOMES } from './untaken-outcomes.ts';

const TABLE = fileURLToPath(new URL('../../../docs/factor-outcomes.md', import.meta.url));

const WHAT_TO_DO = `Either write a scenario for what is missing here, or change the list of excused outcomes in packages/scenarios/test/untaken-outcomes.ts.
Then write docs/factor-outcomes.md anew: vitest run packages/scenarios/test/shipped-journeys.test.ts -u`;

const runs = takeShippedJourneys('engine', EngineDriver);

test('Login with Push MFA has the 21 connections of its check table', () => {
  expect(connectionsOf(journeyOf('Login with Push MFA'))).toHaveLength(21);
});

test('some scenario takes every outcome of every factor, but for those that are excused, and none of these', () => {
  const untaken = outcomesTaken(factorOutcomes(), runs).filter(({ drivers }) => drivers.length === 0);
  const excused = UNTAKEN_OUTCOMES.flatMap(({ nodeType, outcomes }) => outcomes.map((outcome) => `${nodeType} ${outcome}`));
  expect(untaken.map(({ nodeType, outcome }) => `${nodeType} ${outcome}`).sort(), WHAT_TO_DO).toEqual(excused.sort());
});

test('the table of outcomes says which drivers take them; vitest -u writes it anew', async () => {
  await expect(describeFactorOutcomes(outcomesTaken(factorOutcomes(), runs), UNTAKEN_OUTCOMES), WHAT_TO_DO).toMatchFileSnapshot(TABLE);
});
