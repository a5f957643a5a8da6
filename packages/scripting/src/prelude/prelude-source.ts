import type { ScriptGeneration } from '@waygate/schema';
import { corePrelude } from './core-prelude.ts';
import { finishPrelude } from './finish-prelude.ts';
import { javaPrelude } from './java-prelude.ts';
import { legacyPrelude } from './legacy-prelude.ts';
import { nextPrelude } from './next-prelude.ts';

const LEGACY = `(function (host, load, facts) {
  const kit = (${String(corePrelude)})(host, load, facts);
  const classes = Object.create(null);
  const readAction = (${String(legacyPrelude)})(kit, classes);
  (${String(javaPrelude)})(kit, classes);
  return (${String(finishPrelude)})(kit, readAction);
})`;

const NEXT = `(function (host, load, facts) {
  const kit = (${String(corePrelude)})(host, load, facts);
  (${String(nextPrelude)})(kit);
  return (${String(finishPrelude)})(kit, () => false);
})`;

/** The text that makes the bindings of a generation, as a function of the host's functions and the facts; it answers what reads the result. */
export function preludeSource(kind: ScriptGeneration): string {
  return kind === 'legacy' ? LEGACY : NEXT;
}
