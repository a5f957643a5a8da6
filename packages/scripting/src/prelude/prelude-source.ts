import type { ScriptGeneration } from '@waygate/schema';
import { corePrelude } from './core-prelude.ts';
import { finishPrelude } from './finish-prelude.ts';
import { javaPrelude } from './java-prelude.ts';
import { legacyPrelude } from './legacy-prelude.ts';
import { nextPrelude } from './next-prelude.ts';

const legacy = (java: string) => `(function (host, load, facts) {
  const kit = (${String(corePrelude)})(host, load, facts);
  const classes = Object.create(null);
  const readAction = (${String(legacyPrelude)})(kit, classes);
  ${java}
  return (${String(finishPrelude)})(kit, readAction);
})`;
const LEGACY = legacy('');
const LEGACY_WITH_JAVA = legacy(`(${String(javaPrelude)})(kit, classes);`);

const NEXT = `(function (host, load, facts) {
  const kit = (${String(corePrelude)})(host, load, facts);
  (${String(nextPrelude)})(kit);
  return (${String(finishPrelude)})(kit, () => false);
})`;

/** What a source has that names classes of Java, or calls on a text what only Java's texts have. */
const JAVA =
  /\b(java|javax|org|com|Java|Packages|JavaImporter|importClass|importPackage|equals|equalsIgnoreCase|isEmpty|contains|getBytes|toCharArray)\b/;

/**
 * The text that makes the bindings of a generation, as a function of the host's functions and the facts; it answers what reads the result. Reading it is most of what a
 * run costs, so a script that does not touch Java is spared that part.
 */
export function preludeSource(kind: ScriptGeneration, source: string): string {
  if (kind === 'next') return NEXT;
  return JAVA.test(source) ? LEGACY_WITH_JAVA : LEGACY;
}
