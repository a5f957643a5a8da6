import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { describeExploration, type EntryReport, entriesOf, exploreEntry, openExplorerServer } from '@waygate/scenarios';
import { recordJourney } from '../../interop/record-interop.ts';

/** Journeys of our own, in every form that there is. */
const OWN = fileURLToPath(new URL('../../interop/journeys', import.meta.url));
/** How many ways through a journey are tried. */
const TRIES = 10;

test.describe.configure({ timeout: 900_000 });

test('every journey of our own is imported, exported again as it was, and run to the end that it has', async () => {
  for (const [report, row] of await explored(OWN)) {
    recordJourney(row);
    expect.soft(report.refused, `the import of ${report.name}`).toBeUndefined();
    expect.soft(report.lost, `the round trip of ${report.name}`).toBeUndefined();
    const expected = report.name === 'tree-alone' ? undefined : 'success';
    expect.soft(report.exploration?.best.end, `the run of ${report.name}`).toBe(expected);
  }
});

for (const folder of (process.env['WAYGATE_JOURNEYS'] ?? '').split(':').filter((one) => one !== '')) {
  test(`every journey of ${folder} is imported and exported again as it was, and it is said what keeps it from running`, async () => {
    for (const [report, row] of await explored(folder)) {
      recordJourney({ corpus: basename(folder), ...row });
      console.log(Object.values(row).join(' | '));
      expect.soft(report.refused, `the import of ${report.name}`).toBeUndefined();
      expect.soft(report.lost, `the round trip of ${report.name}`).toBeUndefined();
    }
  });
}

async function explored(folder: string): Promise<(readonly [EntryReport, ReturnType<typeof rowOf>])[]> {
  const entries = entriesOf(folder);
  expect(entries.length).toBeGreaterThan(0);
  const server = await openExplorerServer();
  try {
    const reports = [];
    for (const entry of entries) {
      const report = await exploreEntry(server, entry, entries, TRIES);
      reports.push([report, rowOf(report)] as const);
    }
    return reports;
  } finally {
    await server.close();
  }
}

function rowOf(report: EntryReport) {
  const { name, refused, plan, lost, errors, exploration, behindPassword, standIns } = report;
  const lacking = plan?.entries.reduce((sum, { incomplete }) => sum + incomplete.length, 0) ?? 0;
  const foreign = plan?.entries.flatMap(({ unsupported }) => unsupported.map(({ nodeType }) => nodeType)) ?? [];
  return {
    journey: name,
    import: refused ?? (lacking === 0 ? 'works' : `works, ${lacking} nodes without configuration`),
    roundTrip: refused !== undefined ? '–' : lost === undefined ? 'works' : `lost: ${lost}`,
    validates:
      refused !== undefined
        ? '–'
        : errors.length === 0
          ? 'yes'
          : errors
              .map(({ message }) => message)
              .slice(0, 3)
              .join(' '),
    runs: describeExploration(report),
    end: exploration?.best.end ?? 'none',
    behindPassword: behindPassword !== undefined,
    standIns,
    foreign: [...new Set(foreign)].sort(),
  };
}
