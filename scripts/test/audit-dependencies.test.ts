import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { endOfLifeProblems, usedVersions } from '../ends-of-life.ts';
import { readAudit } from '../read-audit.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** As pnpm 12 writes it. */
const advisory = (severity: string, name: string, patched = '>=99.0.0') => ({
  findings: [
    { version: '10.6.0', paths: [`packages__integrations>${name}`, `bench>${name}`], dev: false, optional: false, bundled: false },
  ],
  id: 1,
  title: 'Bad thing',
  module_name: name,
  vulnerable_versions: '<99.0.0',
  patched_versions: patched,
  severity,
  cwe: '',
  github_advisory_id: 'GHSA-x',
  url: 'https://github.com/advisories/GHSA-x',
});
const report = (...advisories: object[]) =>
  JSON.stringify({
    advisories: Object.fromEntries(advisories.map((one, index) => [String(index), one])),
    metadata: { totalDependencies: 532 },
  });

describe('known faults', () => {
  it('are told with where they come from and what mends them, the worst first', () => {
    expect(readAudit(report(advisory('low', 'left-pad', ''), advisory('critical', 'nodemailer')))).toEqual([
      'critical: nodemailer 10.6.0: Bad thing (https://github.com/advisories/GHSA-x); mended in >=99.0.0; comes by packages/integrations>nodemailer',
      'low: left-pad 10.6.0: Bad thing (https://github.com/advisories/GHSA-x); mended in no version yet; comes by packages/integrations>left-pad',
    ]);
    expect(readAudit(report())).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['an error of pnpm', 'Error: ERR_PNPM_AUDIT_BAD_RESPONSE'],
    ['an error as JSON', '{"error":{"code":"ERR_PNPM_AUDIT_BAD_RESPONSE","message":"responded with 405"}}'],
    ['a severity that is none', report(advisory('harmless', 'nodemailer'))],
  ])('are not taken for none where the answer is %s', (_what, output) => {
    expect(readAudit(output)).toBeUndefined();
  });
});

describe('what Waygate runs on', () => {
  it('is mended by its makers today', () => {
    const used = usedVersions(ROOT);
    expect(used.map(({ what }) => what)).toEqual(expect.arrayContaining(['node', 'mongo']));
    expect(endOfLifeProblems(used, new Date().toISOString().slice(0, 10))).toEqual([]);
  });

  it('is told from the day after its end, and when nobody knows its end', () => {
    const ends = [{ what: 'node', line: '24', until: '2028-04-30' }];
    const used = (version: string) => [{ what: 'node', version, where: 'package.json' }];
    expect(endOfLifeProblems(used('24.21.0'), '2028-04-30', ends)).toEqual([]);
    expect(endOfLifeProblems(used('24.21.0'), '2028-05-01', ends)).toEqual([expect.stringContaining('mended no more since 2028-04-30')]);
    expect(endOfLifeProblems(used('240.1.0'), '2026-01-01', ends)).toEqual([expect.stringContaining('nobody has written down')]);
  });
});
