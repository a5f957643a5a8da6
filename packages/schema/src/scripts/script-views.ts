import { z } from 'zod';
import { LONGEST_SCRIPT, type ScriptGeneration, scriptName } from './script.ts';
import type { ScriptReport } from './script-report.ts';

/** Who uses a script: journeys by their names, scripts that require it as a library, and providers whose profiles it puts into other words, by their ids. */
export interface ScriptUsers {
  readonly journeys: readonly string[];
  readonly scripts: readonly string[];
  readonly providers: readonly string[];
}

export interface ScriptListItem {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly language: string;
  readonly context: string;
  readonly generation: ScriptGeneration;
  /** Whether it came with the product; it cannot be removed. */
  readonly shipped: boolean;
  readonly lastModifiedBy: string | null;
  /** Epoch milliseconds. A change names the one that it builds on. */
  readonly lastModifiedDate: number;
  readonly usedBy: ScriptUsers;
}

/** A script with its source and what can be told of it without running it. */
export interface ScriptView extends ScriptListItem {
  readonly source: string;
  readonly report: ScriptReport;
}

const source = z.string().max(LONGEST_SCRIPT);
const kind = {
  context: z.string().min(1).max(128),
  language: z.string().min(1).max(64).default('JAVASCRIPT'),
};

/** Keeps a script. `base` is the `lastModifiedDate` of what it builds on, null for one that is new; another one in the store is an error `script.changed`. */
export const saveScriptRequest = z.object({
  name: scriptName,
  description: z.string().max(4_096).default(''),
  ...kind,
  source,
  base: z.number().nullable(),
});
export type SaveScriptRequest = z.input<typeof saveScriptRequest>;

/** Asks what can be told of a source. Nothing is kept. */
export const checkScriptRequest = z.object({ ...kind, source });
export type CheckScriptRequest = z.input<typeof checkScriptRequest>;
