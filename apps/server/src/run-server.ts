import type { AddressInfo } from 'node:net';
import { signOnPath } from '@waygate/http';
import { WaygateError } from '@waygate/schema';
import { composeServer } from './compose-server.ts';
import type { ServerConfig } from './config.ts';
import { ADMINISTRATOR, type FirstStart, firstStart } from './first-start.ts';
import { createServerLog } from './server-log.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** How often expired records are swept, milliseconds. */
const SWEEP_MS = 60_000;
/** How long requests under way may take after the server was told to stop, milliseconds. */
const GRACE_MS = 5_000;

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Stops accepting, lets requests finish, closes the store. */
  stop(): Promise<void>;
}

/**
 * Opens the store, sets up what must be there, and listens.
 * @param say prints a line for the person at the terminal
 * @throws WaygateError `server.port_taken` (operational) and whatever opening the store throws
 */
export async function runServer(config: ServerConfig, say: (line: string) => void, opened?: Workspace): Promise<RunningServer> {
  const workspace = opened ?? (await openWorkspace(config));
  const log = createServerLog(config.logLevel);
  const start = await firstStart(workspace, config);
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const url = config.publicUrl ?? `http://localhost:${port}`;
  const server = composeServer(workspace, config, url, log);
  await listen(server, config.host, port);
  const sweeping = setInterval(() => {
    workspace.stores.sweep(Date.now()).catch((error: unknown) => log.error({ err: error }, 'Sweeping failed.'));
  }, SWEEP_MS);
  sweeping.unref();
  greet(start, url, say);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    clearInterval(sweeping);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearTimeout(force);
    await workspace.close();
  };
  return {
    url,
    port,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

function greet({ adminIsNew, adminPassword, demoUser }: FirstStart, url: string, say: (line: string) => void): void {
  say('');
  if (adminPassword !== undefined) {
    say(`  Administrator            ${ADMINISTRATOR}`);
    say(
      `  One-time password        ${adminPassword}   (shown only now; change it: npm run -s waygate -- users passwd --realm / --username ${ADMINISTRATOR} --password NEW)`,
    );
  } else {
    say(
      `  Administrator            ${ADMINISTRATOR}   (${adminIsNew ? 'password from WAYGATE_ADMIN_PASSWORD' : 'password as set before'})`,
    );
  }
  if (demoUser !== undefined) {
    say(`  Sign on with push MFA    ${url}${signOnPath(demoUser.realm, 'Login with Push MFA')}`);
    say(`  Demo user                ${demoUser.username}`);
    say(`  Demo password            ${demoUser.password}`);
  }
  say(`  Web authenticator        ${url}/authenticator/`);
  say(`  Account                  ${url}/account`);
  say('');
  say(`Waygate ready at ${url}`);
}

function listen(server: ReturnType<typeof composeServer>, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new WaygateError(
          'operational',
          taken ? 'server.port_taken' : 'server.cannot_listen',
          taken
            ? `Port ${port} is taken. Stop the other program, or set WAYGATE_PORT.`
            : `Cannot listen on ${host}:${port} (${cause.code}).`,
          { cause },
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

/** A port that is free now: the public address must be known before the server is made. */
async function freePort(host: string): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
