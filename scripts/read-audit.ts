import { z } from 'zod';

const report = z.object({
  advisories: z.record(
    z.string(),
    z.object({
      module_name: z.string(),
      title: z.string(),
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      url: z.string().default(''),
      patched_versions: z.string().default(''),
      findings: z.array(z.object({ version: z.string(), paths: z.array(z.string()).default([]) })),
    }),
  ),
});

/** What the registry knows of the versions in the lockfile; undefined when it could not be asked. */
export type AuditAnswer = readonly string[] | undefined;

/**
 * Reads what `pnpm audit --json` says.
 * @returns one line for each known fault, the worst first; undefined for what is no report, such as an error of a registry that answers no such questions
 */
export function readAudit(output: string): AuditAnswer {
  let said: unknown;
  try {
    said = JSON.parse(output);
  } catch {
    return undefined;
  }
  const { data } = report.safeParse(said);
  if (data === undefined) return undefined;
  const order = ['critical', 'high', 'moderate', 'low', 'info'];
  return Object.values(data.advisories)
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(({ module_name, severity, title, url, patched_versions, findings }) => {
      const versions = [...new Set(findings.map(({ version }) => version))].join(', ');
      const by = findings.flatMap(({ paths }) => paths)[0] ?? module_name;
      return `${severity}: ${module_name} ${versions}: ${title} (${url}); mended in ${patched_versions || 'no version yet'}; comes by ${by.replaceAll('__', '/')}`;
    });
}
