import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { connectionsOf, driverName, EngineDriver, outcomesTaken } from '../src/index.ts';
import { BEYOND_BROWSERS } from './beyond-browsers.ts';
import { describeFactorOutcomes } from './describe-factor-outcomes.ts';
import { factorOutcomes } from './factor-outcomes.ts';
import { journeyOf, takeShippedJourneys } from './take-shipped-journeys.ts';

const TABLE = fileURLToPath(new URL('../../../docs/factor-outcomes.md', import.meta.url));

const WHAT_TO_DO = `Either write a scenario for what is missing here, or change the list of what no browser can do in packages/scenarios/test/beyond-browsers.ts.
Then write docs/factor-outcomes.md anew: vitest run packages/scenarios/test/shipped-journeys.test.ts -u`;

const runs = takeShippedJourneys('engine', EngineDriver);

test('Login with Push MFA has the 21 connections of its check table', () => {
  expect(connectionsOf(journeyOf('Login with Push MFA'))).toHaveLength(21);
});

test('engine, HTTP and browser take every outcome of every factor, but for what is listed as beyond browsers, and none of this', () => {
  const untaken = outcomesTaken(factorOutcomes(), runs).flatMap(({ nodeType, outcome, drivers }) =>
    driverName.options.filter((driver) => !drivers.includes(driver)).map((driver) => `${nodeType} ${outcome}: ${driver}`),
  );
  const excused = BEYOND_BROWSERS.flatMap(({ nodeType, outcomes }) => outcomes.map((outcome) => `${nodeType} ${outcome}: browser`));
  expect(untaken.sort(), WHAT_TO_DO).toEqual(excused.sort());
});

test('the table of outcomes says which drivers take them; vitest -u writes it anew', async () => {
  await expect(describeFactorOutcomes(outcomesTaken(factorOutcomes(), runs), BEYOND_BROWSERS), WHAT_TO_DO).toMatchFileSnapshot(TABLE);
});
