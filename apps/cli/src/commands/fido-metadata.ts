import { WaygateError } from '@waygate/schema';
import { fidoMetadataOf, readConfig } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Output {
  readonly realm: string;
  readonly json?: boolean;
}

type Metadata = ReturnType<typeof fidoMetadataOf>;
type Status = Awaited<ReturnType<Metadata['status']>>[number];

/** `waygate fido-metadata`: what a realm knows of models of authenticators, by the sources that its WebAuthn metadata service names. */
export function fidoMetadataCommand(environment: Environment): Command {
  const metadata = new Command('fido-metadata').description(
    'What a realm knows of models of authenticators. docs/factors.md tells of it; webAuthnMetadataService names the sources.',
  );
  const inRealm = (command: Command) => command.requiredOption('--realm <realm>', 'realm, such as alpha').option('--json', 'print JSON');
  const work = (realm: string, step: (metadata: Metadata, path: string) => Promise<readonly Status[]>) =>
    withWorkspace(environment, async (workspace) => {
      const path = await existingRealm(workspace, realm);
      return step(fidoMetadataOf(workspace, readConfig(environment)), path);
    });
  const show = (json: boolean | undefined, sources: readonly Status[]) =>
    print(json, { sources }, sources.length === 0 ? ['The realm names no source.'] : sources.map(lineOf));

  inRealm(metadata.command('status'))
    .description('Shows each source, with what was fetched of it last and until when sign-ons go by it.')
    .action(async ({ realm, json }: Output) => show(json, await work(realm, (desk, path) => desk.status(path))));

  inRealm(metadata.command('refresh'))
    .description('Fetches what each source has now. Sign-ons go by it at once; what is not right, or older, is not taken.')
    .action(async ({ realm, json }: Output) => {
      const sources = await work(realm, (desk, path) => desk.refresh(path));
      show(json, sources);
      const failed = sources.filter(({ problem }) => problem !== undefined).length;
      if (failed > 0)
        throw new WaygateError('operational', 'fido_metadata.not_fetched', `${failed} of ${sources.length} sources could not be fetched.`);
    });
  return metadata;
}

function lineOf({ source, inForce, no, models, fetchedAt, until, problem }: Status): string {
  const kept =
    no === undefined || until === undefined || fetchedAt === undefined
      ? 'nothing yet'
      : `number ${no}\t${models} models\tfetched ${new Date(fetchedAt).toISOString()}\tgood until ${new Date(until).toISOString()}`;
  return `${source}\t${inForce ? 'in force' : 'not in force'}\t${kept}${problem === undefined ? '' : `\t${problem}`}`;
}
