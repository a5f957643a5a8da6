import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

test('every test that the list of security lessons names exists', () => {
  const list = readFileSync(join(ROOT, 'docs/security-lessons-tests.md'), 'utf8');
  const rows = list.split('\n').filter((line) => line.startsWith('| ') && line.includes('“'));
  expect(rows.length).toBeGreaterThan(20);
  const missing = rows.flatMap((row) => {
    let file = '';
    return [...row.matchAll(/`([\w./-]+\.ts)`|“([^”]+)”/g)].flatMap(([, named, title]) => {
      if (named !== undefined) {
        file = named;
        return existsSync(join(ROOT, file)) ? [] : [`${file} does not exist.`];
      }
      const text = existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '';
      return text.includes(title ?? '') ? [] : [`${file} has no test “${title}”.`];
    });
  });
  expect(missing).toEqual([]);
});
