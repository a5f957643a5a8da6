import { toRealmPath, WaygateError } from '@waygate/schema';
import { auditedSignOns, auditOf, readConfig, type Workspace } from '@waygate/server/administration';
import type { Command } from 'commander';
import { CodedFailure } from './coded-failure.ts';
import type { Environment } from './environment.ts';
import { operatorName } from './operator-name.ts';
import { tellUnwritten } from './tell-unwritten.ts';

/** Last words of commands that only look. What is not here changes something, or takes something out. */
const LOOKING: ReadonlySet<string> = new Set([
  'attempts',
  'coverage',
  'devices',
  'diff',
  'get',
  'list',
  'nginx',
  'plan',
  'show',
  'status',
  'test',
  'validate',
]);

interface Running {
  readonly command: string;
  readonly names: readonly string[];
  readonly realm: string | undefined;
  readonly username: string | undefined;
}

/** The command that runs, by what it was called with. */
const running = new WeakMap<Environment, Running>();

/** Notes which command runs, for the record of it: its words, and of what it was given only names and ids; options may be secrets. */
export function noteCommand(environment: Environment, action: Command): void {
  const words: string[] = [];
  for (let at: Command | null = action; at?.parent != null; at = at.parent) words.unshift(at.name());
  if (LOOKING.has(action.name())) return void running.delete(environment);
  const { realm, username } = action.opts<{ realm?: unknown; username?: unknown }>();
  running.set(environment, {
    command: words.join(' '),
    names: action.args.map(String),
    realm: typeof realm === 'string' ? realm : undefined,
    username: typeof username === 'string' ? username : undefined,
  });
}

/** Exit code of a command that did what it was asked, and whose records are not all in the audit log. */
const UNWRITTEN = 5;

/**
 * Runs the work of a command with a record of it, written before anything is done. The sessions that it ends have each a record of their own, as when a server ends them.
 * @param work gets the workspace on which what it does is recorded
 * @throws WaygateError `audit.unavailable` (operational) with nothing done, CodedFailure `audit.unwritten` with everything done, and whatever the work throws
 */
export async function recorded<T>(environment: Environment, workspace: Workspace, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const found = running.get(environment);
  if (found === undefined) return work(workspace);
  const { command, names, username } = found;
  const realm = await realmOf(workspace, found.realm);
  let unwritten = 0;
  const audit = auditOf(workspace, readConfig(environment).audit, {
    // Standard output is what the command says.
    lines: process.stderr,
    log: {
      error: (facts, message) => {
        unwritten += 1;
        tellUnwritten(facts, message);
      },
    },
  });
  const actor = { kind: 'operator', name: operatorName() } as const;
  const act = await audit.begin({
    event: 'operation.command',
    realm,
    actor,
    facts: { command, ...(names.length === 0 ? {} : { names }) },
  });
  const person = async () => {
    const identity = username === undefined ? undefined : await workspace.stores.identities.findByName(realm, username);
    return identity === undefined ? {} : { person: { id: identity.id, username: identity.username } };
  };
  const { stores } = workspace;
  const told = { ...workspace, stores: { ...stores, signOnSessions: auditedSignOns(stores.signOnSessions, audit, Date.now) } };
  let result: T;
  try {
    result = await audit.within(
      () => ({}),
      () => {
        audit.about({ actor });
        return work(told);
      },
    );
  } catch (error) {
    await act.end({
      result: 'failed',
      reason: error instanceof WaygateError ? error.code : 'unexpected',
      ...(await person().catch(() => ({}))),
    });
    throw error;
  }
  await act.end({ result: 'succeeded', ...(await person().catch(() => ({}))) });
  if (unwritten > 0) {
    throw new CodedFailure(
      UNWRITTEN,
      new WaygateError(
        'operational',
        'audit.unwritten',
        'The command is done. The audit log does not say so, or not all of it: what it lacks stands above, keep it. Do not run the command again for that.',
      ),
    );
  }
  return result;
}

/** What names no realm that there is concerns the installation. */
async function realmOf({ stores }: Workspace, name: string | undefined): Promise<string> {
  const path = name === undefined ? undefined : toRealmPath(name);
  return path !== undefined && (await stores.realms.settings(path)) !== undefined ? path : '/';
}
