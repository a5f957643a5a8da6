import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { billOfMaterials } from '../package/bill-of-materials.ts';
import { thirdPartyText } from '../package/third-party.ts';

it('names every version of a library with its license, and hands on each text once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waygate-licenses-'));
  writeFileSync(join(folder, 'LICENSE.md'), 'Do what you like.\r\n');
  writeFileSync(join(folder, 'licenses.js'), 'code');
  const library = (name: string, versions: string[]) => ({ name, versions, paths: [folder], license: 'MIT' });
  const text = thirdPartyText([library('second', ['1.0.0']), library('first', ['1.0.0', '2.0.0'])]);
  expect(text).toContain('first 1.0.0\tMIT\t\nfirst 2.0.0\tMIT\t\nsecond 1.0.0\tMIT\t\n');
  expect(text.split('Do what you like.')).toHaveLength(2);
  expect(text).toContain('first, second\n\nDo what you like.');
  expect(text).not.toContain('code');
});

it('makes the same bill of materials of the same libraries, whenever it is made', () => {
  const made = (at: string, version = '1.0.0', refs = ['a', 'b']) =>
    JSON.stringify({
      serialNumber: `urn:uuid:${at}`,
      metadata: { timestamp: at },
      components: refs.map((name) => ({ name, version, 'bom-ref': name })),
      dependencies: refs.map((ref) => ({ ref, dependsOn: refs.filter((other) => other !== ref) })),
    });
  const bill = (text: string, node?: string) => billOfMaterials(text, { epoch: 0, node });
  const first = bill(made('2026-01-01T00:00:00Z'));
  expect(bill(made('2026-02-02T00:00:00Z', '1.0.0', ['b', 'a']))).toBe(first);
  expect(JSON.parse(first).serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(JSON.parse(bill(made('', '1.0.1'))).serialNumber).not.toBe(JSON.parse(first).serialNumber);
  expect(JSON.parse(bill(made(''), '24.0.0')).components).toContainEqual(expect.objectContaining({ name: 'node', version: '24.0.0' }));
});
