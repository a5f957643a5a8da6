import { fileURLToPath } from 'node:url';
import { architectureProblems } from './architecture-rules.ts';

/** Prints what breaks the rules of docs/architecture.md; exit code 1 when anything does. */
const problems = architectureProblems(fileURLToPath(new URL('..', import.meta.url)));
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
