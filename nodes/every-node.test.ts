import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCatalogue } from '@waygate/node-kit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeTypes } from './index.ts';
import { neededConfig } from './test/needed-config.ts';

const folders = readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, 'node.ts')));
const read = (folder: string, file: string) => readFileSync(join(import.meta.dirname, folder, file), 'utf8');
const placeholders = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(([whole]) => whole).sort();

it('has a type id of its own', () => {
  expect(makeCatalogue(nodeTypes).size).toBe(folders.length);
});

describe.each(folders)('%s', (folder) => {
  it('has a test and a README that names its type', async () => {
    const { default: type } = (await import(`./${folder}/node.ts`)) as { default: (typeof nodeTypes)[number] };
    expect(existsSync(join(import.meta.dirname, folder, 'node.test.ts'))).toBe(true);
    expect(read(folder, 'README.md')).toContain(`\`${type.type}\``);
    // Some of AM's names end with "Node" in the palette and are said without it.
    expect(
      type.displayName
        .replace(/ Node$/, '')
        .toLowerCase()
        .replaceAll(' ', '-'),
    ).toBe(folder);
  });
});

describe.each(nodeTypes.map((type) => [type.displayName, type] as const))('%s', (_, type) => {
  it('says everything in English and German, with the same placeholders', () => {
    for (const [key, text] of Object.entries(type.texts)) {
      const { en = '', de = '' } = text;
      expect([key, en === '', de === '', placeholders(de)]).toEqual([key, false, false, placeholders(en)]);
    }
  });

  it('tells the author what each field means', () => {
    const { properties = {} } = z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' });
    for (const [key, field] of Object.entries(properties)) {
      const { title, help } = field as { title?: string; help?: string };
      expect([key, title ?? '', help ?? '']).toEqual([key, expect.stringMatching(/./), expect.stringMatching(/\.$/)]);
    }
  });

  it('proves something only by outcomes that it has', () => {
    const ids = type.outcomes(type.config.parse(neededConfig(type)) as never).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(type.provides)));
  });
});
