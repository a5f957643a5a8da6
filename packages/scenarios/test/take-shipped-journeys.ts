import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeVisit } from '@waygate/engine';
import { FAILURE_ID, type JourneyDocument, readJourneys, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, test } from 'vitest';
import {
  type Connection,
  type DriverName,
  type EngineDriver,
  type HttpDriver,
  loadJourneys,
  loadScenarios,
  runScenario,
  type Scenario,
  type ScenarioRun,
  untakenConnections,
} from '../src/index.ts';

const JOURNEYS = fileURLToPath(new URL('../../../journeys', import.meta.url));
/** Journeys that nobody ships: they lead to what the shipped ones do not. */
const FURTHER = fileURLToPath(new URL('journeys', import.meta.url));
const documents = [...loadJourneys(JOURNEYS), ...loadJourneys(FURTHER)];
const folders = readdirSync(JOURNEYS);

/** Connections that nothing leads to while the nodes before them keep their word, and that are drawn all the same. */
const GUARDS: Readonly<Record<string, readonly Connection[]>> = {
  // A phone that was just chosen is there.
  // So is an address.
  // A device that was shown in this run is there until it is kept.
  'login-with-oath': [
    { from: 'OATH Registration', outcome: 'failureOutcome', to: FAILURE_ID },
    { from: 'Confirm Code', outcome: 'notRegisteredOutcome', to: FAILURE_ID },
    { from: 'OATH Device Storage', outcome: 'failureOutcome', to: FAILURE_ID },
  ],
  'add-code-app': [
    { from: 'OATH Registration', outcome: 'failureOutcome', to: FAILURE_ID },
    { from: 'Confirm Code', outcome: 'notRegisteredOutcome', to: FAILURE_ID },
    { from: 'OATH Device Storage', outcome: 'failureOutcome', to: FAILURE_ID },
  ],
  // A device that was just chosen is there. Who has nothing but an app that is bound by a key has signed on by another journey, and a password that must be changed or an account that is shut comes to who is
  // signed on from outside: apps/server/test/administrator-devices.test.ts.
  'step-up': [
    { from: 'Device Choice', outcome: 'unusable', to: 'Nothing to Confirm With' },
    { from: 'Password Right?', outcome: 'CANCELLED', to: FAILURE_ID },
    { from: 'Password Right?', outcome: 'LOCKED', to: 'Account Is Locked' },
    { from: 'Passkey', outcome: 'noDevice', to: 'Device Choice' },
    { from: 'Push Sender', outcome: 'NOT_REGISTERED', to: 'Device Choice' },
    { from: 'Code of an App', outcome: 'notRegisteredOutcome', to: 'Device Choice' },
    { from: 'Code of a Token', outcome: 'notRegisteredOutcome', to: 'Device Choice' },
    // It was right before the device was shown; a run whose password was replaced since goes on no more.
    { from: 'Password after the Device', outcome: 'FALSE', to: FAILURE_ID },
  ],
  // A device that comes between the look at what somebody has and the factor, and a password that is another by then, which ends the run.
  'admin-login': [
    { from: 'Factor of a Program', outcome: 'hasOne', to: 'StepUp' },
    { from: 'First Password of a Person', outcome: 'FALSE', to: FAILURE_ID },
    { from: 'First Password of a Program', outcome: 'FALSE', to: FAILURE_ID },
  ],
  // Scenarios have no copy of a directory, no outage that comes before it is known, and no backup code beside the codes of a phone: apps/server/test/network-cuts.test.ts has. Who has no phone is led past its question,
  // and who may not set an app up is not reminded of one. What ten wrong codes do stands in test/journeys/offline-code.
  'login-with-offline': [
    { from: 'Offline Device Challenge', outcome: 'noDevice', to: 'Offline Code Verifier' },
    { from: 'Offline Code Verifier', outcome: 'locked', to: 'Locked' },
    { from: 'Offline Code Verifier', outcome: 'reEnrolRequired', to: SUCCESS_ID },
    { from: 'Offline Directory Decision', outcome: 'false', to: FAILURE_ID },
    { from: 'Offline Directory Decision', outcome: 'locked', to: FAILURE_ID },
    { from: 'Offline Directory Decision', outcome: 'stale', to: 'Offline Data Store Decision' },
    { from: 'Offline Directory Decision', outcome: 'true', to: 'Offline MFA Decision' },
    { from: 'Offline MFA Decision', outcome: 'online', to: 'Offline Device Challenge' },
    { from: 'Offline Code Registration', outcome: 'failure', to: SUCCESS_ID },
  ],
  'pingid-device-registration': [
    { from: 'Code App Registration', outcome: 'failureOutcome', to: FAILURE_ID },
    { from: 'Confirm Code of the App', outcome: 'notRegisteredOutcome', to: FAILURE_ID },
    { from: 'Token Registration', outcome: 'failureOutcome', to: FAILURE_ID },
    { from: 'Confirm Code of the Token', outcome: 'notRegisteredOutcome', to: FAILURE_ID },
    { from: 'OATH Device Storage', outcome: 'failureOutcome', to: FAILURE_ID },
  ],
  // What the policy does not take is refused where it is asked for already: apps/server/test/policy-journeys.test.ts has a policy that comes after.
  'pingid-authentication': [
    { from: 'Push Sender', outcome: 'NOT_REGISTERED', to: FAILURE_ID },
    { from: 'Text Message', outcome: 'unavailable', to: FAILURE_ID },
    { from: 'Phone Call', outcome: 'unavailable', to: FAILURE_ID },
    { from: 'E-Mail', outcome: 'unavailable', to: FAILURE_ID },
    { from: 'PingID Complete MFA', outcome: 'false', to: FAILURE_ID },
    { from: 'Passkey', outcome: 'noDevice', to: FAILURE_ID },
    { from: 'Code of an App', outcome: 'notRegisteredOutcome', to: FAILURE_ID },
    { from: 'Code of a Token', outcome: 'notRegisteredOutcome', to: FAILURE_ID },
  ],
};

/**
 * Takes every scenario of every shipped journey by one driver, and looks whether they took every connection; then those of the further journeys for tests. Each driver stands in a file of its own, so that they run
 * beside each other.
 * @returns what every scenario did, once the tests have run
 */
export function takeShippedJourneys(name: 'engine' | 'http', Driver: typeof EngineDriver | typeof HttpDriver): readonly ScenarioRun[] {
  const runs: ScenarioRun[] = [];
  const take = async (scenario: Scenario): Promise<readonly NodeVisit[]> => {
    const driver = new Driver(documents);
    await runScenario(scenario, driver);
    const { visits, faults } = driver.world;
    runs.push({ drivers: scenario.drivers, visits });
    expect(faults).toEqual([]);
    return visits;
  };
  describe.each(folders)('%s', (folder) => {
    const visits: NodeVisit[] = [];

    test.each(scenariosOf(JOURNEYS, folder, name))('%s', async (_name, scenario) => {
      visits.push(...(await take(scenario)));
    });

    test('the scenarios take every connection', () => {
      const [drawn] = readJourneys(JSON.parse(readFileSync(join(JOURNEYS, folder, 'journey.json'), 'utf8')));
      expect(untakenConnections(journeyOf(drawn?.name), visits)).toEqual(GUARDS[folder] ?? []);
    });
  });
  describe.each(readdirSync(FURTHER))('%s', (folder) => {
    test.each(scenariosOf(FURTHER, folder, name))('%s', async (_name, scenario) => {
      await take(scenario);
    });
  });
  return runs;
}

function scenariosOf(root: string, folder: string, driver: DriverName): (readonly [string, Scenario])[] {
  const scenarios = loadScenarios(join(root, folder, 'scenarios')).filter(({ drivers }) => drivers.includes(driver));
  return scenarios.map((scenario) => [scenario.name, scenario]);
}

export function journeyOf(name: string | undefined): JourneyDocument {
  const document = documents.find((one) => one.name === name);
  if (document === undefined) throw new Error(`There is no journey ${name}.`);
  return document;
}
