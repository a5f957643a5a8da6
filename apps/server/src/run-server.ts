import { setTimeout as pause } from 'node:timers/promises';
import { signOnPath } from '@waygate/http';
import type { WaygateError } from '@waygate/schema';
import type { Tracing } from '@waygate/tracing';
import { type ComposedServer, composeServer } from './compose-server.ts';
import type { ServerConfig } from './config.ts';
import { FIRST_PASSWORD_DAYS } from './first-password.ts';
import { ADMINISTRATOR, type FirstStart, firstStart } from './first-start.ts';
import { inTurn } from './in-turn.ts';
import type { ProcessLog } from './logging/server-log.ts';
import { reservePort } from './reserve-port.ts';
import { unusedConnections } from './unused-connections.ts';
import { type Watching, watchingOf } from './watching.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** How often expired records are swept, milliseconds. */
const SWEEP_MS = 60_000;
/** How often it is looked for ended sessions that webhooks are to be told of, and for news of offline codes, milliseconds. */
const TELL_MS = 5_000;
/** How often it is looked for metadata of authenticators that is to be fetched, milliseconds. */
const REFRESH_MS = 300_000;
/** How long requests under way may take after the server takes no more, milliseconds. With the usual drain it is less than the half minute that Kubernetes waits. */
const GRACE_MS = 20_000;
/** How often connections that have fallen idle are closed while the server stops, milliseconds. */
const IDLE_MS = 20;

/** A server that answers. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /**
   * Answers 503 at `/readyz`, stops accepting, lets requests finish, closes the store. Calling it again waits for the same end, and cuts short what is left of the
   * drain.
   * @param drainSeconds how long requests are still accepted, for load balancers to see that they are to go elsewhere; 0 when left out
   */
  stop(drainSeconds?: number): Promise<void>;
}

/**
 * Takes the port, opens the store, sets up what must be there, and answers.
 * @param say prints a line for the person at the terminal
 * @param watching what the configuration asks for when left out
 * @throws WaygateError `server.port_taken`, `server.cannot_listen` (operational) and whatever opening the store throws; nothing stays open then
 */
export async function runServer(
  config: ServerConfig,
  say: (line: string) => void,
  opened?: Workspace,
  watching?: Watching,
): Promise<RunningServer> {
  const { reserved, port } = await reservePort(config.host, config.port);
  let workspace = opened;
  const overtaken = new AbortController();
  try {
    const { log, tracing } = watching ?? (await watchingOf(config));
    const warn = (warning: WaygateError) => log.warn({ event: warning.code }, warning.message);
    workspace ??= await openWorkspace(config, undefined, tracing, warn, (error) => {
      log.fatal({ event: error.code }, error.message);
      overtaken.abort();
    });
    const url = config.publicUrl ?? `http://localhost:${port}`;
    const start = await firstStart(workspace, config, url);
    await noteWeakerRule(workspace, config, log);
    const composed = composeServer(workspace, config, url, log, tracing === undefined ? {} : { tracing });
    const unused = unusedConnections(composed.server);
    await new Promise<void>((resolve) => composed.server.listen(reserved, resolve));
    composed.begin();
    greet(start, config, url, say);
    return { url, port, stop: stopper(composed, workspace, log, unused, tracing, overtaken.signal) };
  } catch (error) {
    reserved.close();
    await workspace?.close();
    throw error;
  }
}

function stopper(
  { server, rest, tellWebhooks, tellOfflineNews, refreshMetadata, drain, endStreams, finish }: ComposedServer,
  workspace: Workspace,
  log: ProcessLog,
  unused: ReturnType<typeof unusedConnections>,
  tracing: Tracing | undefined,
  overtaken: AbortSignal,
): RunningServer['stop'] {
  const sweeping = setInterval(() => {
    workspace.stores.sweep(Date.now()).catch((error: unknown) => log.error({ err: error }, 'Sweeping failed.'));
  }, SWEEP_MS);
  sweeping.unref();
  const telling = setInterval(() => {
    tellWebhooks().catch((error: unknown) => log.error({ err: error }, 'Webhooks could not be told.'));
    tellOfflineNews().catch((error: unknown) => log.error({ err: error }, 'News of offline codes could not be delivered.'));
  }, TELL_MS);
  telling.unref();
  const refresh = () => {
    refreshMetadata().catch((error: unknown) => log.error({ err: error }, 'Metadata of authenticators could not be looked for.'));
  };
  const refreshing = setInterval(refresh, REFRESH_MS);
  refreshing.unref();
  refresh();
  const lookNoMore = () => {
    clearInterval(sweeping);
    clearInterval(telling);
    clearInterval(refreshing);
  };
  // Whoever asks `/readyz` is told to go elsewhere, and nothing is begun that the store would refuse.
  const giveUp = () => {
    lookNoMore();
    drain();
    endStreams();
    void rest();
  };
  if (overtaken.aborted) giveUp();
  else overtaken.addEventListener('abort', giveUp);
  const hurry = new AbortController();
  const stop = async (drainSeconds: number) => {
    drain();
    // Whoever is told to hurry goes on at once.
    if (drainSeconds > 0) await pause(drainSeconds * 1_000, undefined, { signal: hurry.signal }).catch(() => undefined);
    lookNoMore();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    endStreams();
    // Connections that fall idle after this would be kept for their next request, which never comes.
    const idle = setInterval(() => {
      server.closeIdleConnections();
      unused.close();
    }, IDLE_MS);
    const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(force);
    // Also when the store is away, and what is held for all cannot be handed over.
    await inTurn(
      // What it holds for all is in a store that is closed to it; whoever took its place has taken that, too.
      () => (overtaken.aborted ? finish().catch(() => undefined) : finish()),
      () => workspace.close(),
      () => tracing?.stop(),
      () => log.flush(),
    );
  };
  let stopping: Promise<void> | undefined;
  return (drainSeconds = 0) => {
    if (stopping !== undefined) hurry.abort();
    stopping ??= stop(drainSeconds);
    return stopping;
  };
}

function greet(
  { adminIsNew, adminPassword, demoUser }: FirstStart,
  { mail, commandLine, adminUrl }: ServerConfig,
  url: string,
  say: (line: string) => void,
): void {
  const console = `${adminUrl ?? url}/admin`;
  // From a file, since what stands on a command line is seen by others and kept by shells.
  const change = `${commandLine} users passwd --realm / --username ${ADMINISTRATOR} --password - < FILE`;
  say('');
  if (adminPassword !== undefined) {
    say(`  Administrator            ${ADMINISTRATOR}`);
    say(
      `  One-time password        ${adminPassword}   (shown only now; you choose another at the first sign-on, at ${console} within ${FIRST_PASSWORD_DAYS} days; after that: ${change})`,
    );
  } else {
    say(
      `  Administrator            ${ADMINISTRATOR}   (${adminIsNew ? 'password from WAYGATE_ADMIN_PASSWORD' : `password as set before; forgotten: ${change}`})`,
    );
  }
  if (demoUser !== undefined) {
    say(`  Sign on with push MFA    ${url}${signOnPath(demoUser.realm, 'Login with Push MFA')}`);
    say(`  Sign on in an outage     ${url}${signOnPath(demoUser.realm, 'Login with Offline')}`);
    say(`  Demo user                ${demoUser.username}`);
    say(`  Demo password            ${demoUser.password ?? '(as another start printed it, or as you changed it)'}`);
  }
  say(`  Web authenticator        ${url}/authenticator/`);
  say(`  Account                  ${url}/account`);
  say(`  Journey editor           ${console}`);
  say(
    `  Mails of journeys        ${mail.smtp === undefined ? `kept in ${mail.outbox} and not sent (WAYGATE_SMTP_HOST sends them)` : `sent by ${mail.smtp.host}`}`,
  );
  say('');
  say(`Waygate ready at ${url}`);
}

/** Tells an operator who demands a second factor of administrators where the installation has another rule, since the variable counts for new ones alone. */
async function noteWeakerRule({ stores }: Workspace, config: ServerConfig, log: ProcessLog): Promise<void> {
  if (config.adminSecondFactor !== 'required') return;
  const rule = await stores.services.get('/', 'administratorSignOn');
  if (rule?.secondFactor === 'required') return;
  log.warn(
    { event: 'admin.second_factor_not_required' },
    'WAYGATE_ADMIN_SECOND_FACTOR says required, and counts for new installations alone: administrators of this one need no second factor. How to demand it: docs/upgrade.md.',
  );
}
