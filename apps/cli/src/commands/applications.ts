import { type Application, applicationRequest, type OfflineState, offlineState, WaygateError } from '@waygate/schema';
import { applicationDesk, healthOf, nginxServer } from '@waygate/server/administration';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from '../environment.ts';
import { readJsonFile } from '../read-json-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Output {
  readonly realm: string;
  readonly json?: boolean;
}

interface AddOptions extends Output {
  readonly file?: string;
  readonly publicDomain?: string;
  readonly label?: string;
  readonly provider?: string;
}

/** `waygate applications`: header-based applications that a proxy guards. */
export function applicationsCommand(environment: Environment): Command {
  const applications = new Command('applications').description(
    'Applications that a proxy guards and tells by headers who is signed on. docs/applications.md tells of their settings.',
  );
  const inRealm = (command: Command) => command.requiredOption('--realm <realm>', 'realm, such as alpha').option('--json', 'print JSON');
  const work = <T>(realm: string, step: (desk: Desk, path: string, workspace: Workspace) => Promise<T>): Promise<T> =>
    withWorkspace(environment, async (workspace) => step(applicationDesk(workspace), await existingRealm(workspace, realm), workspace));

  inRealm(applications.command('list'))
    .description('Lists them, with what each does while its identity provider cannot be reached.')
    .action(({ realm, json }: Output) =>
      work(realm, async (desk, path) => {
        const found = await desk.list(path);
        print(json, { applications: found }, found.length === 0 ? ['No application is guarded.'] : found.map(lineOf));
      }),
    );

  inRealm(applications.command('show'))
    .argument('<name>', 'name of the application')
    .description('Shows all settings.')
    .action((name: string, { realm, json }: Output) =>
      work(realm, async (desk, path) => {
        const found = await named(desk, path, name);
        print(json, found, [JSON.stringify(found, null, 2)]);
      }),
    );

  inRealm(applications.command('add'))
    .argument('<name>', 'name of the application: small letters, digits and dashes')
    .option('--public-domain <origin>', 'origin that browsers open it at, such as https://payroll.example.com')
    .option('--label <label>', 'what people call it')
    .option('--provider <name>', 'identity provider that is watched, by whose health it is offline or not')
    .option('--file <file>', 'JSON file of further settings: headers, groups, journey, offline and the rest')
    .description('Has one more guarded.')
    .action((name: string, { realm, json, file, publicDomain, label, provider }: AddOptions) =>
      work(realm, async (desk, path, workspace) => {
        const idpId = provider === undefined ? undefined : await idOfProvider(workspace, path, provider);
        const wish = requestOf({
          ...(file === undefined ? {} : settingsIn(file)),
          name,
          ...(publicDomain === undefined ? {} : { publicDomain }),
          ...(label === undefined ? {} : { label }),
          ...(idpId === undefined ? {} : { idpId }),
        });
        const made = await desk.create(path, wish);
        print(json, made, [lineOf(made)]);
      }),
    );

  inRealm(applications.command('set-state'))
    .argument('<name>', 'name of the application')
    .addOption(
      new Option('--offline <state>', 'what it does while its identity provider cannot be reached')
        .choices(offlineState.options)
        .makeOptionMandatory(),
    )
    .option('--groups <names...>', 'groups that may use it then, in the place of those that might; Everyone means all')
    .description('Sets what it does while its identity provider cannot be reached.')
    .action((name: string, { realm, json, offline, groups }: Output & { offline: OfflineState; groups?: string[] }) =>
      work(realm, async (desk, path) => {
        const { id } = await named(desk, path, name);
        if (groups !== undefined) await desk.putGroupPolicy(path, id, { groups: groups.map((group) => ({ name: group })) });
        const changed = await desk.setOfflineState(path, id, offline);
        print(json, changed, [lineOf(changed)]);
      }),
    );

  inRealm(applications.command('nginx'))
    .argument('<name>', 'name of the application')
    .requiredOption('--upstream <address>', 'address of the application itself, such as http://127.0.0.1:3000', addressOf)
    .option('--waygate <address>', 'address at which nginx reaches this server', addressOf, new URL('http://127.0.0.1:8080'))
    .option('--certificate <file>', 'certificate of the public domain', fileOf)
    .option('--certificate-key <file>', 'its key', fileOf)
    .description('Prints a configuration of nginx that guards it.')
    .action((name: string, { realm, json, upstream, waygate, certificate, certificateKey }: Output & NginxOptions) =>
      work(realm, async (desk, path) => {
        const found = await named(desk, path, name);
        const text = nginxServer(found, {
          realm: path,
          upstream,
          waygate,
          certificate: certificate ?? `/etc/nginx/certificates/${name}.pem`,
          certificateKey: certificateKey ?? `/etc/nginx/certificates/${name}.key`,
        });
        print(json, { configuration: text }, [text.trimEnd()]);
      }),
    );

  inRealm(applications.command('remove'))
    .argument('<name>', 'name of the application')
    .description('Lets nobody enter it any more.')
    .action((name: string, { realm, json }: Output) =>
      work(realm, async (desk, path) => {
        const { id } = await named(desk, path, name);
        await desk.remove(path, id);
        print(json, { id, name }, [`Application ${name} is removed.`]);
      }),
    );
  return applications;
}

interface NginxOptions {
  readonly upstream: URL;
  readonly waygate: URL;
  readonly certificate?: string;
  readonly certificateKey?: string;
}

type Desk = ReturnType<typeof applicationDesk>;
type Workspace = Parameters<typeof healthOf>[0];

async function named(desk: Desk, realm: string, name: string): Promise<Application> {
  const found = (await desk.list(realm)).find((application) => application.name === name);
  if (found !== undefined) return found;
  throw new WaygateError('notFound', 'application.not_found', `Realm ${realm} has no application "${name}".`);
}

async function idOfProvider(workspace: Workspace, realm: string, name: string): Promise<string> {
  const found = (await healthOf(workspace).list(realm)).find((provider) => provider.name === name);
  if (found !== undefined) return found.id;
  throw new WaygateError('notFound', 'continuity.provider_not_found', `Realm ${realm} has no identity provider "${name}" to watch.`);
}

function addressOf(text: string): URL {
  const address = URL.parse(text);
  if (
    address !== null &&
    /^https?:$/.test(address.protocol) &&
    address.pathname === '/' &&
    address.search === '' &&
    address.username === ''
  )
    return address;
  throw new InvalidArgumentError('Give an address without path, such as http://127.0.0.1:3000.');
}

function fileOf(text: string): string {
  if (/^[\w./@+-]+$/.test(text)) return text;
  throw new InvalidArgumentError('Name a file without spaces, quotes or semicolons.');
}

function settingsIn(file: string): object {
  const value = readJsonFile(file);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new WaygateError('input', 'application.malformed', `${file} must hold one application as an object.`);
}

function requestOf(value: object): ReturnType<typeof applicationRequest.parse> {
  const parsed = applicationRequest.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new WaygateError('input', 'application.malformed', 'The application cannot be set up like this.', {
    details: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}

function lineOf({ name, publicDomain, status, offline }: Application): string {
  const groups = offline.groups.map((group) => group.name).join(', ');
  return `${name}\t${publicDomain}\t${status}\toffline ${offline.state}\t${groups === '' ? 'nobody' : groups}`;
}
