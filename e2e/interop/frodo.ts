import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestPerson } from '../server/installation.ts';

const PROGRAM = join(dirname(fileURLToPath(import.meta.resolve('@rockcarver/frodo-cli/package.json'))), 'dist/launch.cjs');

/** What a server may be to Frodo. */
export type DeploymentType = 'classic' | 'forgeops' | 'cloud';

/** What a command printed, and how it ended. */
export interface FrodoResult {
  readonly code: number;
  /** Everything that it printed, without colours. */
  readonly said: string;
}

/** Ping's command line for journeys, as it is published, at work for an administrator in a folder of its own. */
export class Frodo {
  /** Folder that files are read from and written to. */
  readonly directory: string;
  readonly #home: string;
  readonly #url: string;
  readonly #realm: string;
  readonly #credentials: readonly string[];
  readonly #type: DeploymentType;
  readonly #options: readonly string[];

  private constructor(
    directory: string,
    home: string,
    url: string,
    realm: string,
    credentials: readonly string[],
    type: DeploymentType,
    options: readonly string[],
  ) {
    this.directory = directory;
    this.#home = home;
    this.#url = url;
    this.#realm = realm;
    this.#credentials = credentials;
    this.#type = type;
    this.#options = options;
  }

  /** For a person. @param url of the server @param realm slash form @param type of deployment that it takes the server for */
  static at(
    url: string,
    realm: string,
    { username, password }: Pick<TestPerson, 'username' | 'password'>,
    type: DeploymentType = 'classic',
  ): Promise<Frodo> {
    return Frodo.#make(url, realm, [username, password], type);
  }

  /** For a program, by the account that its key belongs to. @param account id and file of the private key */
  static ofProgram(url: string, realm: string, account: { readonly id: string; readonly keyFile: string }): Promise<Frodo> {
    return Frodo.#make(url, realm, [], 'cloud', ['--sa-id', account.id, '--sa-jwk-file', account.keyFile]);
  }

  static async #make(
    url: string,
    realm: string,
    credentials: readonly string[],
    type: DeploymentType,
    options: readonly string[] = [],
  ): Promise<Frodo> {
    const home = await mkdtemp(join(tmpdir(), 'waygate-frodo-'));
    const directory = join(home, 'files');
    await mkdir(directory);
    return new Frodo(directory, home, url, realm, credentials, type, options);
  }

  /** Runs a command, such as `run(['journey', 'list'], ['-l'])`. @param typed what somebody types at its questions */
  run(command: readonly [string, string], options: readonly string[] = [], typed = ''): Promise<FrodoResult> {
    const words = [
      ...command,
      '-m',
      this.#type,
      '--no-cache',
      ...this.#options,
      ...options,
      `${this.#url}/am`,
      this.#realm,
      ...this.#credentials,
    ];
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [PROGRAM, ...words],
        {
          cwd: this.directory,
          env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], HOME: this.#home, NO_COLOR: '1' },
          maxBuffer: 64 * 1024 * 1024,
        },
        (_error, out, err) => resolve({ code: child.exitCode ?? 1, said: withoutColours(`${out}${err}`) }),
      );
      child.stdin?.end(typed);
    });
  }

  /** Takes its folder away. */
  async remove(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }
}

function withoutColours(text: string): string {
  const mark = String.fromCharCode(27);
  return text.split(new RegExp(`${mark}\\[[0-9;?]*[A-Za-z]`)).join('');
}
