import { createOutboundHttp } from '@waygate/integrations';
import type { DevicePort, IdentityPort } from '@waygate/node-kit';
import { SCRIPT_DIGESTS, type ScriptDigest } from '@waygate/schema';
import { createScriptService, type ScriptLogLine, ScriptPool, type ScriptService, type ScriptStore } from '@waygate/scripting';
import type { Tracing } from '@waygate/tracing';
import { allowedHosts, type Outbound } from './allowed-hosts.ts';
import { tracedHttp } from './tracing/traced-ports.ts';

/** What scripts may reach beside their realm. */
export interface ScriptSurroundings {
  /** Hosts that scripts may call though they are not public. */
  readonly scriptHosts?: readonly string[];
  /** Hash algorithms that scripts may call; all that there are when left out. */
  readonly scriptDigests?: readonly ScriptDigest[];
  /** Whether hosts of the public Internet may be called without being listed; they may when left out. */
  readonly outbound?: Outbound;
  /** Variables of the operator by the name of their environment variable (`ESV_…`). */
  readonly variables?: ReadonlyMap<string, string>;
  /** Makes spans of what they call. */
  readonly tracing?: Tracing;
  /** Takes what scripts log. */
  readonly log?: (realm: string, script: string, line: ScriptLogLine) => void;
}

/** Scripts of the realms, with the threads that run them. */
export interface ComposedScripts {
  readonly service: ScriptService;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Wires the scripts to the store, to people, and to the world as far as the operator lets them. */
export function composeScripts(
  store: ScriptStore,
  identities: IdentityPort,
  devices: DevicePort,
  cookieName: string,
  { scriptHosts, scriptDigests = SCRIPT_DIGESTS, outbound, variables = new Map(), log = () => undefined, tracing }: ScriptSurroundings,
): ComposedScripts {
  const pool = new ScriptPool();
  const allowed = allowedHosts('WAYGATE_SCRIPT_HOSTS', scriptHosts, outbound);
  const http = tracedHttp(createOutboundHttp({ allowed }), 'script', allowed, tracing);
  const world = { http, identities, devices, variables: { get: (name: string) => variables.get(variableName(name)) } };
  return { service: createScriptService({ pool, store, world, log, cookieName, digests: scriptDigests }), close: () => pool.close() };
}

/** `esv.my-name` is `ESV_MY_NAME`; a label of a secret such as `scripted.node.key` is `ESV_SCRIPTED_NODE_KEY`. Nothing else of the environment has such a name. */
function variableName(name: string): string {
  const variable = name.replaceAll(/[.-]/g, '_').toUpperCase();
  return variable.startsWith('ESV_') ? variable : `ESV_${variable}`;
}
