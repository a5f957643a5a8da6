import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { metricDefinitions } from '@waygate/server';

const FILE = fileURLToPath(new URL('../docs/operations.md', import.meta.url));
const TABLE = /(<!-- metrics -->\n).*(\n<!-- \/metrics -->)/s;

/** docs/operations.md, with the table of metrics as the server has them. */
export function operationsPage(): string {
  return readFileSync(FILE, 'utf8').replace(TABLE, (_all, before: string, after: string) => before + table() + after);
}

function table(): string {
  return [
    '| Metric | Type | Labels | Meaning |',
    '| --- | --- | --- | --- |',
    ...metricDefinitions().map(
      ({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
    ),
  ].join('\n');
}
