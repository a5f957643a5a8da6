import {
  FAILURE_ID,
  type JourneyDocument,
  journeyDocument,
  readTransfer,
  START_ID,
  SUCCESS_ID,
  sortKeys,
  type TransferPlan,
} from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { exportFileName, exportForm, exportText, innerJourneysOf, planTransfer, type RealmCopy, withInnerJourneys } from '../src/index.ts';
import { facts, catalogue as known } from './facts.ts';
import { installation } from './values.ts';

// Hundreds of random journeys take their time on a busy machine: this only ends what hangs.
vi.setConfig({ testTimeout: 120_000 });

const catalogue = new Map(
  [...known.values(), facts('PageNode', { kind: 'page' }), facts('MailNode', { secrets: ['password'], config: z.looseObject({}) })].map(
    (type) => [type.type, type],
  ),
);

const bytes = (value: unknown) => JSON.stringify(sortKeys(value));
const read = (text: string) => readTransfer([{ name: 'f.json', text }]).sources.map(({ document }) => document);

/** Any journey that the schema lets in: names in every script, types nobody knows, children that stand on no page, ends that meet. */
function journeys(): fc.Arbitrary<JourneyDocument> {
  const isSafe = (key: string) => key !== '__proto__' && key !== 'constructor' && key !== 'prototype';
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constant('<img src=x onerror=alert(1)>'),
  );
  const key = fc.string({ minLength: 1, maxLength: 6 }).filter(isSafe);
  const value = fc
    .jsonValue({ maxDepth: 2 })
    .map((one) => JSON.parse(JSON.stringify(one, (name, member: unknown) => (isSafe(name) ? member : undefined))) as never);
  const config = fc.dictionary(key, value, { maxKeys: 4 });
  const version = fc.option(fc.constantFrom('1.0', '2.0'), { nil: undefined });
  const instance = fc.record(
    { type: fc.constantFrom('Ask', 'MailNode', 'VendorNode', 'Inner'), version, displayName: text, config },
    { requiredKeys: ['type', 'displayName', 'config'] },
  );
  const id = fc.uuid();
  const place = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((at) => at + 0);
  const options = fc.record(
    {
      description: text,
      identityResource: text,
      enabled: fc.boolean(),
      innerTreeOnly: fc.boolean(),
      mustRun: fc.boolean(),
      noSession: fc.boolean(),
      transactionalOnly: fc.boolean(),
      maximumSessionTime: fc.integer({ min: 1, max: 1e6 }),
      maximumIdleTime: fc.integer({ min: 1, max: 1e6 }),
      treeTimeout: fc.integer({ min: 1, max: 1e6 }),
      uiConfig: fc.dictionary(key, text, { maxKeys: 3 }),
      other: config,
    },
    { requiredKeys: [] },
  );
  return fc
    .record({
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }).filter(isSafe),
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 12 }),
      plain: fc.array(instance, { minLength: 12, maxLength: 12 }),
      places: fc.array(fc.tuple(place, place), { minLength: 12, maxLength: 12 }),
      wires: fc.array(fc.tuple(key, fc.nat()), { maxLength: 20 }),
      pages: fc.nat({ max: 3 }),
      options,
      start: fc.tuple(place, place),
    })
    .map(({ name, ids, plain, places, wires, pages, options: more, start: [x, y] }) => {
      const children = ids.slice(0, Math.floor(ids.length / 3));
      const placed = ids.slice(children.length);
      const targets = [...placed, SUCCESS_ID, FAILURE_ID];
      const nodes = Object.fromEntries(
        placed.map((one, at) => {
          const own = plain[at + children.length];
          const [left, top] = places[at] ?? [0, 0];
          const connections = Object.fromEntries(
            wires
              .filter((_, wire) => wire % placed.length === at)
              .map(([outcome, to]) => [outcome, targets[to % targets.length] ?? SUCCESS_ID]),
          );
          const isPage = at < pages;
          // The first page holds the children; what one of them is called there may be out of date.
          const named = at === 0 ? children.slice(0, 2).map((child) => ({ _id: child, nodeType: 'Ask', displayName: 'old' })) : [];
          const page = { type: 'PageNode', config: { ...own?.config, nodes: named } };
          return [one, { ...own, ...(isPage ? page : {}), connections, x: left, y: top }];
        }),
      );
      const innerNodes = Object.fromEntries(children.map((child, at) => [child, plain[at]]));
      return journeyDocument.parse({ ...more, name, entryNodeId: placed[0], nodes, innerNodes, staticNodes: { [START_ID]: { x, y } } });
    });
}

describe('an export', () => {
  it.each(['native', 'am'] as const)('of any journeys, imported into an empty realm, is what was exported: %s', (format) => {
    fc.assert(
      fc.property(fc.uniqueArray(journeys(), { minLength: 1, maxLength: 3, selector: ({ name }) => name }), (documents) => {
        const text = exportText(documents, format, catalogue);
        const back = read(text);
        const sent = documents.map((document) => exportForm(document, catalogue));
        expect(back.map(bytes).sort()).toEqual(sent.map(bytes).sort());
        expect(exportText(back, format, catalogue)).toBe(text);
        expect(exportText([...documents].reverse(), format, catalogue)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('is exported again as it is', () => {
    fc.assert(
      fc.property(journeys(), (document) => {
        const once = exportForm(document, catalogue);
        expect(bytes(exportForm(once, catalogue))).toBe(bytes(once));
        expect(Object.keys(once.nodes)).toEqual(Object.keys(document.nodes));
      }),
    );
  });

  it('of one form says the same as of the other', () => {
    fc.assert(
      fc.property(journeys(), (document) => {
        const [native] = read(exportText([document], 'native', catalogue));
        const [am] = read(exportText([document], 'am', catalogue));
        expect(bytes(native)).toBe(bytes(am));
      }),
    );
  });

  it('names files so that they stay apart', () => {
    expect(['a/b', 'a_b', '%2F*', 'Über: alles'].map(exportFileName)).toEqual([
      'a%2Fb.journey.json',
      'a_b.journey.json',
      '%252F%2A.journey.json',
      'Über%3A alles.journey.json',
    ]);
  });
});

const node = (type: string, displayName: string, config: object = {}) => ({
  type,
  displayName,
  config,
  connections: { outcome: SUCCESS_ID },
});
const journey = (name: string, nodes: Record<string, object>): JourneyDocument =>
  journeyDocument.parse({ name, entryNodeId: Object.keys(nodes)[0], nodes });

const home = installation('home', { 'esv.mail.token': 'set' });

function plan(documents: readonly JourneyDocument[], here: readonly JourneyDocument[] = []): ReturnType<typeof planTransfer> {
  const copies = new Map<string, RealmCopy>(
    here.map((document) => [document.name, { published: { versionId: `v ${document.name}`, document }, draft: undefined }]),
  );
  const inner = new Map([...here, ...documents].map((document) => [document.name, innerJourneysOf(document)]));
  const surroundings = { innerJourneys: (name: string) => inner.get(name) };
  return planTransfer(
    { sources: documents.map((document) => ({ file: 'f.json', document, incomplete: [], parts: [] })), ignored: [] },
    { catalogue, surroundings, copies, parts: new Map(), values: home },
  );
}

const entry = ({ entries: [first] }: TransferPlan) => {
  if (first === undefined) throw new Error('The plan is empty.');
  return first;
};

describe('a secret', () => {
  const secret = 'hunter2-hunter2';
  const sealed = home.secrets.seal('MailNode', 'password', secret);
  const login = journey('Login & Mail', { m: node('MailNode', 'Send a mail', { password: sealed, host: 'mx' }) });

  it.each(['native', 'am'] as const)('leaves as a placeholder that a person can read, in the %s form', (format) => {
    const text = exportText([login], format, catalogue);
    expect(text).not.toMatch(/hunter2|sealed:/);
    expect(read(text)[0]?.nodes['m']?.config).toEqual({ password: '&{esv.login.mail.send.a.mail.password}', host: 'mx' });
  });

  it('comes back from what the realm has still, and then nothing has changed', () => {
    const [back] = read(exportText([login], 'am', catalogue));
    if (back === undefined) throw new Error('A journey was exported.');
    const { plan: planned, documents } = plan([back], [login]);
    expect(entry(planned)).toMatchObject({ action: 'unchanged', secrets: [], newSecrets: [], problems: [] });
    expect(documents.get(login.name)?.nodes['m']?.config['password']).toBe(sealed);
    expect(JSON.stringify(planned)).not.toMatch(/hunter2|sealed:/);
  });

  it('that nobody here knows is to be entered, and the journey cannot go live without it', () => {
    const [back] = read(exportText([login], 'native', catalogue));
    if (back === undefined) throw new Error('A journey was exported.');
    const placeholder = '&{esv.login.mail.send.a.mail.password}';
    expect(entry(plan([back]).plan)).toMatchObject({
      action: 'add',
      secrets: [{ nodeId: 'm', displayName: 'Send a mail', member: 'password', placeholder }],
      problems: [{ severity: 'error', code: 'journey.secret_missing', nodeId: 'm', path: 'password' }],
    });
    const other = journey(login.name, { m: node('Ask', 'Send a mail', { password: sealed }) });
    expect(entry(plan([back], [other]).plan).secrets).toHaveLength(1);
  });

  it('that a file brings anew is told without telling it', () => {
    const next = journey(login.name, { m: node('MailNode', 'Send a mail', { password: 'another-one', host: 'mx' }) });
    const { plan: planned, documents } = plan([next], [login]);
    expect(entry(planned)).toMatchObject({ action: 'change', newSecrets: [{ nodeId: 'm', member: 'password' }] });
    expect(JSON.stringify(planned)).not.toMatch(/another-one|hunter2|sealed:/);
    const kept = documents.get(login.name)?.nodes['m']?.config['password'];
    expect(home.secrets.open('MailNode', 'password', String(kept))).toBe('another-one');
  });

  it('that a file brings in clear and that is the same here changes nothing', () => {
    const next = journey(login.name, { m: node('MailNode', 'Send a mail', { password: secret, host: 'mx' }) });
    const { plan: planned, documents } = plan([next], [login]);
    expect(entry(planned)).toMatchObject({ action: 'unchanged', newSecrets: [] });
    expect(documents.get(login.name)).toEqual(login);
  });

  it('whose placeholder names a variable of the installation is not missing', () => {
    const named = journey(login.name, { m: node('MailNode', 'Send a mail', { password: '&{esv.mail.token}' }) });
    expect(entry(plan([named]).plan)).toMatchObject({ secrets: [], problems: [] });
  });

  it('of two nodes of one name has two names, and none is longer than the cloud takes', () => {
    const twins = journey('J'.repeat(200), {
      'id-1': node('MailNode', 'Mail', { password: 'a' }),
      'id-2': node('MailNode', 'Mail', { password: 'b' }),
    });
    const [back] = read(exportText([twins], 'native', catalogue));
    const names = Object.values(back?.nodes ?? {}).map(({ config }) => String(config['password']));
    expect(names.map((name) => name.slice(-23))).toEqual([
      '.mail.id.1.password}'.padStart(23, 'j'),
      '.mail.id.2.password}'.padStart(23, 'j'),
    ]);
    for (const name of names) expect(name.length).toBeLessThanOrEqual('&{esv.}'.length + 124);
    expect(exportText([twins], 'native', catalogue)).toBe(exportText(back === undefined ? [] : [back], 'native', catalogue));
  });
});

describe('a plan', () => {
  it('tells what is new, changed and the same, and what cannot run here', () => {
    const here = [journey('Same', { a: node('Ask', 'Ask') }), journey('Other', { a: node('Ask', 'Ask') })];
    const { plan: planned } = plan(
      [
        journey('New', { i: node('InnerTreeEvaluatorNode', 'Inner', { tree: 'Nowhere' }) }),
        journey('Other', { a: node('Ask', 'Ask more') }),
        journey('Same', { a: node('Ask', 'Ask') }),
        journey('Vendor', { v: node('VendorNode', 'Vendor'), w: { ...node('Ask', 'Ask'), version: '9.0' } }),
      ],
      here,
    );
    expect(planned.entries).toMatchObject([
      { name: 'New', action: 'add', baseVersion: null, unresolved: ['Nowhere'] },
      { name: 'Other', action: 'change', baseVersion: 'v Other', current: here[1] },
      { name: 'Same', action: 'unchanged' },
      {
        name: 'Vendor',
        unsupported: [
          { nodeId: 'v', nodeType: 'VendorNode', displayName: 'Vendor' },
          { nodeId: 'w', nodeType: 'Ask', version: '9.0' },
        ],
      },
    ]);
    expect(planned.entries[3]?.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['journey.unknown_node', 'journey.unknown_version']),
    );
  });
});

it('journeys come together with what they run, once each, however they run each other', async () => {
  const inner = (name: string, ...trees: string[]) =>
    journey(name, Object.fromEntries(trees.map((tree, at) => [`n${at}`, node('InnerTreeEvaluatorNode', tree, { tree })])));
  const all = new Map([inner('A', 'C', 'B', 'Gone'), inner('B', 'A'), inner('C', 'C')].map((one) => [one.name, one]));
  const found = await withInnerJourneys(['A'], async (name) => all.get(name));
  expect(found.map(({ name }) => name)).toEqual(['A', 'B', 'C']);
});
