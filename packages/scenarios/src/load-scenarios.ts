import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Scenario, scenario } from './scenario.ts';

/**
 * Reads the scenarios of a folder, in the order of the file names.
 * @throws Error that names the file and what is wrong in it
 */
export function loadScenarios(folder: string): Scenario[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => loadScenario(join(folder, name)));
}

/** @throws Error that names the file and what is wrong in it */
export function loadScenario(file: string): Scenario {
  const parsed = scenario.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is no scenario:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
