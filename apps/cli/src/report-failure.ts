import { WaygateError } from '@waygate/schema';

/** Says why a command was refused, on standard error; as JSON when the command was asked for JSON. */
export function reportFailure(error: unknown, json: boolean): void {
  const known = error instanceof WaygateError ? error : undefined;
  const message = known?.message ?? (error instanceof Error ? error.message : String(error));
  if (json) {
    process.stderr.write(`${JSON.stringify({ error: known?.code ?? 'unexpected', message, details: known?.details ?? null })}\n`);
    return;
  }
  process.stderr.write(`${message}\n`);
  for (const detail of problemsOf(known?.details)) process.stderr.write(`  ${detail}\n`);
}

function problemsOf(details: unknown): string[] {
  const problems = isObject(details) ? details['problems'] : details;
  if (!Array.isArray(problems)) return [];
  return problems.flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const { file, code, nodeId, path, message } = one;
    if (typeof message !== 'string') return [];
    const where = [file, code, nodeId === undefined ? undefined : `at ${String(nodeId)}`, path].filter((part) => part !== undefined);
    return [where.length === 0 ? message : `${where.map(String).join(' ')}: ${message}`];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
