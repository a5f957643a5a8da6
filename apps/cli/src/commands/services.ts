import { pushCredentialsFile, type ServiceName, type ServiceSettings, serviceSchemas, WaygateError } from '@waygate/schema';
import { Command } from 'commander';
import { z } from 'zod';
import type { Environment } from '../environment.ts';
import { readJsonFile } from '../read-json-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';
import { refuseEditableAttributes } from './refuse-editable-attributes.ts';
import { refuseUnusableKeys } from './refuse-unusable-keys.ts';

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
        const settings = parsed(service, options.file, keepHidden(given, before));
        refuseUnusableKeys(service, settings);
        await refuseEditableAttributes(workspace, realm, service, settings);
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
function keepHidden(given: Record<string, unknown>, before: ServiceSettings<ServiceName> | undefined): Record<string, unknown> {
  const missing: string[] = [];
  const filled = withHidden(given, before ?? {}, [], missing);
  if (missing.length === 0) return filled as Record<string, unknown>;
  throw new WaygateError(
    'input',
    'service.secret_hidden',
    `${missing.join(', ')}: ${HIDDEN} stands for a secret that is set already, and none is. Put the secret itself into the file.`,
  );
}

function withHidden(given: unknown, before: unknown, path: readonly string[], missing: string[]): unknown {
  if (given === HIDDEN && before === undefined) missing.push(path.join('.'));
  if (given === HIDDEN) return before;
  if (!isObject(given)) return given;
  const kept = (key: string) => (isObject(before) && Object.hasOwn(before, key) ? before[key] : undefined);
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, withHidden(value, kept(key), [...path, key], missing)]));
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

/** The part of a JSON Schema that tells what is secret. */
interface SettingShape {
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, SettingShape>>;
  readonly additionalProperties?: SettingShape | boolean;
  readonly anyOf?: readonly SettingShape[];
  readonly oneOf?: readonly SettingShape[];
}

function shown(service: ServiceName, settings: object): unknown {
  return hidden(settings, [z.toJSONSchema(serviceSchemas[service], { io: 'input', unrepresentable: 'any' }) as SettingShape], '');
}

/** A value with its secrets hidden; of a record of secrets the names are told. @param shapes what it may be */
function hidden(value: unknown, shapes: readonly SettingShape[], key: string): unknown {
  const all = shapes.flatMap((shape) => [shape, ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])]);
  if (all.some(({ secret }) => secret === true) || /password|secret/i.test(key)) {
    return isObject(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, HIDDEN])) : HIDDEN;
  }
  if (!isObject(value)) return value;
  const below = (name: string) =>
    all.flatMap(({ properties, additionalProperties: others }) => {
      if (properties !== undefined && Object.hasOwn(properties, name)) return [properties[name] ?? {}];
      return typeof others === 'object' ? [others] : [];
    });
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hidden(one, below(name), name)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
