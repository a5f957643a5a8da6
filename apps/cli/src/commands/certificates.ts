import { certificateRequest, WaygateError } from '@waygate/schema';
import { certificateDesk } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { readTextFile } from '../read-text-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly realm: string;
  readonly json?: boolean;
}

/** `waygate certificates`: certificates of a realm that the offline API can be told to use. */
export function certificatesCommand(environment: Environment): Command {
  const certificates = new Command('certificates').description(
    'Certificates of a realm that its authentication service can be given. docs/offline-api.md tells of them.',
  );
  const ofRealm = (name: string, description: string) =>
    certificates
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha')
      .option('--json', 'print JSON');

  ofRealm('add <name>', 'Keeps a certificate. Its private key stays with whoever ends TLS.')
    .requiredOption('--file <file>', 'certificate, PEM')
    .action(async (name: string, { realm, file, json }: Options & { file: string }) => {
      const parsed = certificateRequest.safeParse({ name, pem: readTextFile(file) });
      if (!parsed.success) throw new WaygateError('input', 'certificate.invalid', parsed.error.issues[0]?.message ?? 'This is none.');
      await withWorkspace(environment, async (workspace) => {
        const made = await certificateDesk(workspace).add(await existingRealm(workspace, realm), parsed.data);
        print(json, made, [`Certificate ${name} is kept.`, `Id   ${made.id}`]);
      });
    });

  ofRealm('list', 'Lists the certificates of a realm.').action(async ({ realm, json }: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const found = await certificateDesk(workspace).list(await existingRealm(workspace, realm));
      print(
        json,
        found,
        found.map(({ id, name, subject, notAfter }) => `${id}\t${name}\t${subject}\tuntil ${notAfter}`),
      );
    });
  });

  ofRealm('remove <id>', 'Removes a certificate.').action(async (id: string, { realm, json }: Options) => {
    await withWorkspace(environment, async (workspace) => {
      await certificateDesk(workspace).remove(await existingRealm(workspace, realm), id);
      print(json, { id }, [`Certificate ${id} is removed.`]);
    });
  });
  return certificates;
}
