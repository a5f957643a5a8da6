import { serviceSchemas } from '@waygate/schema';
import { AWS_VARIABLES, configSchema, SECRET_VARIABLES, TRACING_VARIABLES } from '@waygate/server';
import type { z } from 'zod';

/** Text of `docs/configuration.md`: every variable that the server reads, and every setting of a realm's services. */
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
    const orFile = SECRET_VARIABLES.includes(name) ? `, \`${name}_FILE\`` : '';
    return `| \`${name}\`${orFile} | ${byDefault === '' ? '' : `\`${byDefault}\``} | ${field.meta()?.description ?? ''} |`;
  });
  return [
    '# Configuration',
    '',
    'All variables are optional. They are read once at start, and everything that is wrong with them is said at once. Made by `scripts/generate-docs.ts`; do not edit.',
    '',
    'A variable that is a secret may stand in a file, which `NAME_FILE` names: the server reads it at start, without line ends at its end. So it is in no environment, and secrets that are mounted into a container or handed on by systemd (`LoadCredential`) are taken as they are ([deploy.md](deploy.md)).',
    '',
    '| Variable | Default | Meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
    '## Variables of OpenTelemetry',
    '',
    'Standard variables for traces ([operations.md](operations.md)); others of OpenTelemetry change nothing here.',
    '',
    '| Variable | Meaning |',
    '| --- | --- |',
    ...Object.entries(TRACING_VARIABLES).map(
      ([name, meaning]) => `| \`${name}\`${SECRET_VARIABLES.includes(name) ? `, \`${name}_FILE\`` : ''} | ${meaning} |`,
    ),
    '',
    '## Variables of AWS',
    '',
    'Standard variables by which the cloud gives a server a role. They are read where `WAYGATE_AWS_ROLE_REALMS` names a realm, and not otherwise; `AWS_ENDPOINT_URL`, `AWS_CONTAINER_AUTHORIZATION_TOKEN`, keys in the environment, profiles and the roles of EC2 machines are not used.',
    '',
    '| Variable | Meaning |',
    '| --- | --- |',
    ...Object.entries(AWS_VARIABLES).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    '',
    '## Variables for journeys and scripts',
    '',
    'Besides these the server reads every variable whose name begins with `ESV_` and gives it to journeys and scripts, and nothing else of its environment. `&{esv.my.name}` in any text of a node stands for `ESV_MY_NAME`: dots and hyphens become underscores ([transfer.md](transfer.md)). Scripts read the same by `systemEnv` and `secrets` ([scripts.md](scripts.md)). Values are read once at start, like the others. Those that are secrets may stand in files of the folder `WAYGATE_ESV_DIR`, one for each, named as the variable.',
    '',
    '## Services of a realm',
    '',
    "Set with `waygate services set NAME --realm REALM --file FILE`. Keys and defaults are AM's, so that exported settings can be taken over; what changes nothing here is kept as it is.",
    ...Object.entries(serviceSchemas).flatMap(([name, schema]) => serviceTable(name, schema)),
    '',
  ].join('\n');
}

function serviceTable(name: string, schema: z.ZodObject): string[] {
  const rows = Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>).map(([key, field]) => {
    const parsed = field.safeParse(undefined);
    const value: unknown = parsed.success ? parsed.data : undefined;
    const byDefault = value === undefined || value === '' ? '' : `\`${typeof value === 'object' ? JSON.stringify(value) : String(value)}\``;
    const { title = '', help = '', unit = '' } = (field.meta() ?? {}) as { title?: string; help?: string; unit?: string };
    return `| \`${key}\` | ${byDefault}${unit === '' ? '' : ` ${unit}`} | ${title}${help === '' ? '' : `. ${help}`} |`;
  });
  return ['', `### ${name}`, '', '| Setting | Default | Meaning |', '| --- | --- | --- |', ...rows];
}
