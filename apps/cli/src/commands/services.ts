import { pushCredentialsFile, type ServiceName, type ServiceSettings, serviceSchemas, WaygateError } from '@waygate/schema';
import { Command } from 'commander';
import { z } from 'zod';
import type { Environment } from '../environment.ts';
import { readJsonFile } from '../read-json-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

const HIDDEN = '********';

interface Options {
  readonly realm: string;
  readonly file: string;
  readonly json?: boolean;
}

/** `waygate services`: settings of services, by AM's names and keys. */
export function servicesCommand(environment: Environment): Command {
  const services = new Command('services').description(`Settings of services: ${Object.keys(serviceSchemas).join(', ')}.`);
  services
    .command('set <name>')
    .description('Sets a service from a JSON file. For pushNotification the downloaded credentials file does as it is.')
    .requiredOption('--realm <realm>', 'realm, such as alpha or /')
    .requiredOption('--file <file>', 'JSON file')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Options) => {
      const service = knownService(name);
      const given = withoutMeta(readJsonFile(options.file));
      await withWorkspace(environment, async (workspace) => {
        const realm = await existingRealm(workspace, options.realm);
        const before = await workspace.stores.services.get(realm, service);
        const settings = parsed(service, options.file, keepHidden(service, given, before));
        await workspace.stores.services.set(realm, service, settings);
        print(options.json, shown(service, settings), [`Service ${service} of realm ${realm} is set.`]);
      });
    });
  services
    .command('get <name>')
    .description('Shows a service; secrets are hidden.')
    .requiredOption('--realm <realm>', 'realm, such as alpha or /')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Options) => {
      const service = knownService(name);
      await withWorkspace(environment, async (workspace) => {
        const realm = await existingRealm(workspace, options.realm);
        const settings = await workspace.stores.services.get(realm, service);
        if (settings === undefined)
          throw new WaygateError('notFound', 'service.not_set', `Service ${service} is not set in realm ${realm}.`);
        print(options.json, shown(service, settings), [JSON.stringify(shown(service, settings), null, 2)]);
      });
    });
  return services;
}

function knownService(name: string): ServiceName {
  if (Object.hasOwn(serviceSchemas, name)) return name as ServiceName;
  throw new WaygateError('input', 'service.unknown', `There is no service ${name}. Services: ${Object.keys(serviceSchemas).join(', ')}.`);
}

/** Exports of AM carry members that only describe the resource. */
function withoutMeta(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WaygateError('input', 'service.malformed', 'The file must hold a JSON object.');
  }
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('_')));
}

/** What `get` printed can be given to `set` again: a hidden secret stays what it is. */
function keepHidden(
  service: ServiceName,
  given: Record<string, unknown>,
  before: ServiceSettings<ServiceName> | undefined,
): Record<string, unknown> {
  const hidden = secretKeys(service).filter((key) => given[key] === HIDDEN);
  if (hidden.length === 0) return given;
  if (before === undefined) {
    throw new WaygateError(
      'input',
      'service.secret_hidden',
      `${hidden.join(', ')}: ${HIDDEN} stands for a secret that is set already, and none is. Put the secret itself into the file.`,
    );
  }
  return { ...given, ...Object.fromEntries(hidden.map((key) => [key, (before as Readonly<Record<string, unknown>>)[key]])) };
}

function parsed(service: ServiceName, file: string, given: Record<string, unknown>): ServiceSettings<ServiceName> {
  const isDownload = service === 'pushNotification' && 'accessKeyId' in given;
  const result = isDownload
    ? pushCredentialsFile.transform((credentials) => serviceSchemas.pushNotification.parse(credentials)).safeParse(given)
    : serviceSchemas[service].safeParse(given);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new WaygateError('input', 'service.invalid', `The settings in ${file} are not right.`, { details });
}

function secretKeys(service: ServiceName): string[] {
  const { properties = {} } = z.toJSONSchema(serviceSchemas[service], { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, { secret?: boolean }>;
  };
  return Object.keys(properties).filter((key) => properties[key]?.secret === true);
}

function shown(service: ServiceName, settings: object): Record<string, unknown> {
  const secrets = secretKeys(service);
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, secrets.includes(key) || /password|secret/i.test(key) ? HIDDEN : value]),
  );
}
