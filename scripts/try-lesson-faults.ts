import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LESSON_FAULTS, type LessonFault } from './security/lesson-faults.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Puts one fault in, runs the test that must see it, and puts the file back as it was. */
function isSeen({ file, from, to, test, title }: LessonFault): boolean {
  const path = join(ROOT, file);
  const sound = readFileSync(path, 'utf8');
  try {
    writeFileSync(
      path,
      sound.replace(from, () => to),
    );
    return runs(test, title) === 'fails';
  } finally {
    writeFileSync(path, sound);
  }
}

/** What becomes of a test. A name that fits no test is an error and no failure. */
function runs(test: string, title: string): 'passes' | 'fails' {
  const words = title.split(/%[sdijo]|\$\{[^}]*\}/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const result = join(mkdtempSync(join(tmpdir(), 'waygate-faults-')), 'result.json');
  const args = ['run', '--reporter=json', `--outputFile=${result}`, '--project=server', test, '-t', words.join('.*')];
  spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: ROOT, stdio: 'ignore' });
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(result, 'utf8')) as Record<
    'numPassedTests' | 'numFailedTests',
    number
  >;
  if (numPassedTests + numFailedTests === 0) throw new Error(`${test} has no test “${title}”, or it does not load.`);
  return numFailedTests > 0 ? 'fails' : 'passes';
}

const [wanted = ''] = process.argv.slice(2);
const unseen: string[] = [];
for (const one of LESSON_FAULTS.filter(({ learnedFrom }) => wanted === '' || learnedFrom.includes(wanted))) {
  const seen = runs(one.test, one.title) === 'passes' && isSeen(one);
  process.stdout.write(`${seen ? 'seen  ' : 'UNSEEN'} ${one.learnedFrom.join(', ')}: ${one.fault}\n`);
  if (!seen) unseen.push(one.fault);
}
process.exitCode = unseen.length === 0 ? 0 : 1;
