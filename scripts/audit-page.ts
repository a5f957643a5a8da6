import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AUDIT_EVENTS, AUDIT_FACTS } from '@waygate/schema';

const FILE = fileURLToPath(new URL('../docs/audit.md', import.meta.url));

/** docs/audit.md, with the tables of events and facts as the schema has them. */
export function auditPage(): string {
  return withTable(withTable(readFileSync(FILE, 'utf8'), 'events', events()), 'facts', facts());
}

function withTable(text: string, name: string, rows: readonly string[]): string {
  const place = new RegExp(`(<!-- ${name} -->\n).*(<!-- /${name} -->)`, 's');
  return text.replace(place, (_all, before: string, after: string) => `${before}${rows.join('\n')}\n${after}`);
}

function events(): readonly string[] {
  return [
    '| Event | Topic | Written | Meaning | Facts |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(AUDIT_EVENTS).map(
      ([name, { topic, written, what, facts: told }]) =>
        `| \`${name}\` | ${topic} | ${written === 'before' ? 'before the answer' : 'soon'} | ${what} | ${told.map((fact) => `\`${fact}\``).join(', ')} |`,
    ),
  ];
}

function facts(): readonly string[] {
  return ['| Fact | Meaning |', '| --- | --- |', ...Object.entries(AUDIT_FACTS).map(([name, what]) => `| \`${name}\` | ${what} |`)];
}
