import type { AsvsAnswer } from './asvs-answer.ts';
import { ASVS_ANSWERS } from './asvs-answers.ts';
import { ASVS_CHAPTERS, ASVS_REQUIREMENTS, type AsvsRequirement } from './asvs-requirements.ts';
import type { NamedTests } from './test-titles.ts';

const WORDS: Readonly<Record<AsvsAnswer['kind'], string>> = {
  met: 'met',
  metUntested: 'met, without a test',
  operator: 'for the operator',
  notMet: '**not met**',
  doesNotApply: 'does not apply',
};
const KINDS = Object.keys(WORDS) as AsvsAnswer['kind'][];

/** Text of `docs/security.md`: every requirement of OWASP ASVS 5.0 of the levels 1 and 2, and what is said of it. */
export function securityPage(): string {
  const asked = ASVS_REQUIREMENTS.filter(({ level }) => level <= 2);
  return [
    '# Security, held against OWASP ASVS 5.0',
    '',
    'Every requirement of the levels 1 and 2 of the OWASP Application Security Verification Standard 5.0.0, what Waygate says to it, and the test that fails when it is no longer so. Numbers are those of the standard (`v5.0.0-6.2.1` and so on); what each one asks is put into our own words, and the standard is what counts. Made by `scripts/generate-docs.ts` from `scripts/security/asvs`; do not edit. A test holds the page to its sources: every number is answered once, and every file and test that it names is there.',
    '',
    'What the words mean: **met** by Waygate, with tests. **Met, without a test**, and why no test can show it. **For the operator**: decided by how the server is set up and what stands before it, and written down for them. **Not met**, or not whole, and what it would take. **Does not apply**: there is nothing that it could be about.',
    '',
    'See also: [published faults and the tests that keep them out](security-lessons-tests.md), [dependencies](dependencies.md), [how to report a fault](../SECURITY.md).',
    '',
    `| chapter | ${KINDS.map((kind) => WORDS[kind]).join(' | ')} |`,
    `| --- |${KINDS.map(() => ' --: |').join('')}`,
    ...Object.entries(ASVS_CHAPTERS).map(([chapter, title]) =>
      countsOf(`[V${chapter} ${title}](#${anchorOf(chapter, title)})`, ofChapter(asked, chapter)),
    ),
    countsOf('all', asked),
    ...Object.entries(ASVS_CHAPTERS).flatMap(([chapter, title]) => [
      '',
      `## V${chapter} ${title}`,
      '',
      '| v5.0.0- | level | asks | answer | where | tests |',
      '| --- | --- | --- | --- | --- | --- |',
      ...ofChapter(asked, chapter).map(row),
    ]),
    '',
  ].join('\n');
}

function ofChapter(asked: readonly AsvsRequirement[], chapter: string): readonly AsvsRequirement[] {
  return asked.filter(({ id }) => id.startsWith(`${chapter}.`));
}

function anchorOf(chapter: string, title: string): string {
  return `v${chapter}-${title.toLowerCase().replaceAll(' ', '-')}`;
}

function countsOf(name: string, requirements: readonly AsvsRequirement[]): string {
  const numbers = KINDS.map((kind) => requirements.filter(({ id }) => ASVS_ANSWERS[id]?.kind === kind).length);
  return `| ${name} | ${numbers.join(' | ')} |`;
}

function row({ id, level }: AsvsRequirement): string {
  const answer = ASVS_ANSWERS[id];
  if (answer === undefined) return `| ${id} | ${level} | | unanswered | | |`;
  const cells = [id, String(level), answer.asks, `${WORDS[answer.kind]}: ${said(answer)}`, places(answer), tests(answer)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function said(answer: AsvsAnswer): string {
  switch (answer.kind) {
    case 'met':
    case 'operator':
      return answer.how;
    case 'metUntested':
      return `${answer.how} ${answer.why}`;
    case 'notMet':
      return `${answer.gap} What it takes: ${answer.needs}`;
    case 'doesNotApply':
      return answer.because;
  }
}

function places(answer: AsvsAnswer): string {
  if (!('where' in answer)) return '';
  return answer.where.map((place) => (place.endsWith('.md') ? `[${place}](${linkTo(place)})` : `\`${place}\``)).join(', ');
}

/** Link from `docs/` to a document, named from the root. */
function linkTo(place: string): string {
  return place.startsWith('docs/') ? place.slice('docs/'.length) : `../${place}`;
}

function tests(answer: AsvsAnswer): string {
  const named: NamedTests = 'tests' in answer ? answer.tests : {};
  return Object.entries(named)
    .map(([file, titles]) => `\`${file}\`: ${titles.map((title) => `“${title}”`).join('; ')}`)
    .join('; ');
}
