import { expect, test } from 'vitest';
import { connectionsOf, EngineDriver } from '../src/index.ts';
import { journeyOf, takeShippedJourneys } from './take-shipped-journeys.ts';

takeShippedJourneys('engine', EngineDriver);

test('Login with Push MFA has the 21 connections of its check table', () => {
  expect(connectionsOf(journeyOf('Login with Push MFA'))).toHaveLength(21);
});
