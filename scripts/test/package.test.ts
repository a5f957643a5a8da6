import { expect, it } from 'vitest';
import { billOfMaterials } from '../package/bill-of-materials.ts';
import { isPermissive, thirdPartyText } from '../package/third-party.ts';

const library = (license: string) => ({ name: 'some-library', versions: ['1.0.0', '2.0.0'], paths: [], license });

it('hands on no library whose license nobody has looked at', () => {
  expect(thirdPartyText([library('MIT')])).toContain('some-library 1.0.0\tMIT\t\nsome-library 2.0.0\tMIT\t');
  expect(() => thirdPartyText([library('MIT'), { ...library('GPL-3.0-only'), name: 'another' }])).toThrow(/another \(GPL-3.0-only\)/);
  const judged = ['(MIT OR GPL-2.0-only)', '(MIT AND Zlib)', 'MIT AND ISC', 'Unknown', ''].map(isPermissive);
  expect(judged).toEqual([true, false, true, false, false]);
});

it('makes the same bill of materials of the same libraries, whenever it is made', () => {
  const made = (at: string, version = '1.0.0') =>
    JSON.stringify({ serialNumber: `urn:uuid:${at}`, metadata: { timestamp: at }, components: [{ name: 'some-library', version }] });
  const bill = (text: string, node?: string) => billOfMaterials(text, { epoch: 0, node });
  const first = bill(made('2026-01-01T00:00:00Z'));
  expect(bill(made('2026-02-02T00:00:00Z'))).toBe(first);
  expect(JSON.parse(first).serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(JSON.parse(bill(made('', '1.0.1'))).serialNumber).not.toBe(JSON.parse(first).serialNumber);
  expect(JSON.parse(bill(made(''), '24.0.0')).components).toContainEqual(expect.objectContaining({ name: 'node', version: '24.0.0' }));
});
