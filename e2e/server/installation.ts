import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JourneyDocument, journeyDocument } from '@waygate/schema';
import { openWorkspace, type Workspace } from '@waygate/server';
import { BuiltServer } from './built-server.ts';

/** A person of the realm alpha. */
export interface TestPerson {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

/** An installation with the demo set up: a running server, its folder, and the store of it at hand. */
export class Installation {
  readonly directory: string;
  readonly server: BuiltServer;
  readonly #workspace: Workspace;

  private constructor(directory: string, server: BuiltServer, workspace: Workspace) {
    this.directory = directory;
    this.server = server;
    this.#workspace = workspace;
  }

  /** @param environment further WAYGATE_ variables */
  static async create(environment: Readonly<Record<string, string>> = {}): Promise<Installation> {
    const directory = await mkdtemp(join(tmpdir(), 'waygate-e2e-'));
    const server = await BuiltServer.start(directory, environment);
    const workspace = await openWorkspace({ dataDirectory: directory, keysFile: join(directory, 'keys.json') });
    return new Installation(directory, server, workspace);
  }

  /** The stores that the server works on. */
  get stores(): Workspace['stores'] {
    return this.#workspace.stores;
  }

  /** Address of a resource of the realm alpha. */
  am(resource: string): string {
    return `${this.server.url}/am/json/realms/root/realms/alpha/${resource}`;
  }

  /** Makes a person whom no other test knows. @param realm slash form */
  person(realm = '/alpha'): Promise<TestPerson> {
    return this.#person(realm, {});
  }

  /** Makes an administrator of the root realm whom no other test knows. @param more further roles */
  administrator(more: readonly string[] = []): Promise<TestPerson> {
    return this.#person('/', { roles: ['administrator', ...more] });
  }

  /**
   * Publishes a copy of Login with Push MFA.
   * @param changes configuration by the display name of the node
   * @returns its name
   */
  async pushJourney(
    changes: Readonly<Record<string, Readonly<Record<string, JourneyDocument['nodes'][string]['config'][string]>>>>,
  ): Promise<string> {
    const shipped = await this.stores.journeys.published('/alpha', 'Login with Push MFA');
    if (shipped === undefined) throw new Error('The demo has no journey.');
    const name = `Push ${randomBytes(4).toString('hex')}`;
    const nodes = Object.fromEntries(
      Object.entries(shipped.nodes).map(([id, node]) => [id, { ...node, config: { ...node.config, ...changes[node.displayName] } }]),
    );
    await this.publish(journeyDocument.parse({ ...shipped, name, nodes }));
    return name;
  }

  /** Publishes a journey as it is, without the checks of the command line. */
  async publish(document: JourneyDocument): Promise<void> {
    await this.stores.journeys.publish('/alpha', [document], { at: Date.now(), author: 'test', note: '' });
  }

  async #person(realm: string, attributes: Readonly<Record<string, readonly string[]>>): Promise<TestPerson> {
    const username = `p${randomBytes(5).toString('hex')}`;
    const person = { id: randomUUID(), username, password: `${username}-password` };
    const passwordHash = await this.#workspace.hasher.hash(person.password);
    await this.stores.identities.create({ id: person.id, realm, username, active: true, attributes, passwordHash, createdAt: Date.now() });
    return person;
  }

  /** Stops the server and removes everything. */
  async remove(): Promise<void> {
    await this.#workspace.close();
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
