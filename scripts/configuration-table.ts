import { configSchema } from '@waygate/server';

/** Text of `docs/configuration.md`: every variable that the server reads. */
export function configurationTable(): string {
  const rows = Object.entries(configSchema.shape).map(([name, field]) => {
    const parsed = field.safeParse(undefined);
    const value: unknown = parsed.success ? parsed.data : undefined;
    const byDefault =
      value === undefined || (Array.isArray(value) && value.length === 0)
        ? ''
        : typeof value === 'boolean'
          ? value
            ? '1'
            : '0'
          : String(value);
    return `| \`${name}\` | ${byDefault === '' ? '' : `\`${byDefault}\``} | ${field.meta()?.description ?? ''} |`;
  });
  return [
    '# Configuration',
    '',
    'All variables are optional. They are read once at start, and everything that is wrong with them is said at once. Made by `scripts/generate-docs.ts`; do not edit.',
    '',
    '| Variable | Default | Meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
