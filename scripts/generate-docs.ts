import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditPage } from './audit-page.ts';
import { catalogueSnapshot, nodeReference } from './catalogue-snapshot.ts';
import { configurationTable } from './configuration-table.ts';
import { nodesIndex } from './generate-nodes.ts';
import { journeyReadmes } from './journey-diagrams.ts';
import { nodeCoverage } from './node-coverage.ts';
import { nodeTexts } from './node-texts.ts';
import { operationsPage } from './operations-page.ts';
import { securityPage } from './security/security-page.ts';

const at = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** Every generated file with the text it should have. */
export function generatedFiles(): Map<string, string> {
  return new Map([
    [at('nodes/index.ts'), nodesIndex()],
    [at('nodes/catalogue.snapshot.json'), catalogueSnapshot()],
    [at('docs/nodes.md'), nodeReference()],
    [at('apps/login/src/sign-on/node-texts.json'), nodeTexts()],
    [at('nodes/COVERAGE.md'), nodeCoverage()],
    [at('docs/configuration.md'), configurationTable()],
    [at('docs/operations.md'), operationsPage()],
    [at('docs/security.md'), securityPage()],
    [at('docs/audit.md'), auditPage()],
    ...journeyReadmes(),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of generatedFiles()) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
