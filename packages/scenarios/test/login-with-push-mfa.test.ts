import { fileURLToPath } from 'node:url';
import type { NodeVisit } from '@waygate/engine';
import { describe, expect, test } from 'vitest';
import {
  type Connection,
  connectionsOf,
  EngineDriver,
  HttpDriver,
  loadJourneys,
  loadScenarios,
  runScenario,
  untakenConnections,
} from '../src/index.ts';

const JOURNEYS = fileURLToPath(new URL('../../../journeys', import.meta.url));
const documents = loadJourneys(JOURNEYS);
const scenarios = loadScenarios(`${JOURNEYS}/login-with-push-mfa/scenarios`);
const document = documents.find(({ name }) => name === 'Login with Push MFA');

const drivers = [
  ['engine', EngineDriver],
  ['http', HttpDriver],
] as const;

describe.each(drivers)('Login with Push MFA, %s driver', (name, Driver) => {
  const visits: NodeVisit[] = [];
  const mine = scenarios.filter((scenario) => scenario.drivers.includes(name));

  test.each(mine.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    const driver = new Driver(documents);
    await runScenario(scenario, driver);
    visits.push(...driver.world.visits);
    expect(driver.world.faults).toEqual([]);
  });

  test('the scenarios take every connection', () => {
    const untaken: Connection[] | undefined = document && untakenConnections(document, visits);
    expect(untaken).toEqual([]);
  });
});

test('the journey has the 21 connections of its check table', () => {
  expect(document && connectionsOf(document)).toHaveLength(21);
});
