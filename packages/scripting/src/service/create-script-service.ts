import type { ConfigureRequest, ScriptPort, ScriptRequest, ScriptResult, TransformRequest } from '@waygate/node-kit';
import { type Json, json, jsonObject, SCRIPT_DIGESTS, type ScriptDigest, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { SANDBOX_LIMITS, type SandboxFault, type SandboxLimits, type SandboxLogLine } from '../sandbox/sandbox-job.ts';
import type { ScriptPool } from '../sandbox/script-pool.ts';
import { answerScript } from './script-host.ts';
import { ScriptRevisions } from './script-revisions.ts';
import type { ScriptStore } from './script-store.ts';
import type { ScriptWorld } from './script-world.ts';
import { SecretsOfRun } from './secrets-of-run.ts';
import { withShippedScripts } from './shipped-scripts.ts';

export interface ScriptServiceDeps {
  readonly pool: ScriptPool;
  readonly store: ScriptStore;
  readonly world: ScriptWorld;
  /** Takes what scripts log. */
  readonly log: (realm: string, script: string, line: SandboxLogLine) => void;
  /** Name of the cookie that carries sign-on sessions. */
  readonly cookieName: string;
  readonly limits?: SandboxLimits;
  /** Hash algorithms that scripts may call; all that there are when left out. */
  readonly digests?: readonly ScriptDigest[];
}

/** Scripts for nodes, and their pins for the engine. */
export interface ScriptService extends ScriptPort {
  /** Revisions of scripts as they are now, by id; a script that does not exist has none. */
  pin(realm: string, ids: readonly string[]): Promise<Record<string, string>>;
}

const text = z.string().max(65_536);
const change = z.discriminatedUnion('change', [
  z.object({ change: z.literal('put'), scope: z.enum(['shared', 'transient']), key: z.string().min(1).max(1_024), value: json }),
  z.object({ change: z.literal('remove'), scope: z.enum(['shared', 'transient']), key: z.string().max(1_024) }),
]);
/** What comes out of the sandbox. Callbacks are checked by the node, by the one schema that all nodes are held to. */
const result = z.object({
  action: z.union([
    z.object({ kind: z.literal('goTo'), outcome: z.string().nullable() }),
    z.object({
      kind: z.literal('send'),
      callbacks: z
        .array(z.custom<ScriptCallback>((value) => typeof value === 'object' && value !== null))
        .min(1)
        .max(100),
    }),
    z.object({ kind: z.literal('suspend'), message: text, minutes: z.number().positive().max(43_200).optional() }),
    z.null(),
  ]),
  changes: z.array(change).max(2_000),
  header: text.optional(),
  description: text.optional(),
  stage: text.optional(),
  errorMessage: text.optional(),
  lockoutMessage: text.optional(),
  identifiedUser: z.string().max(1_024).optional(),
  sessionProperties: z.record(z.string().min(1).max(256), text),
  removedSessionProperties: z.array(z.string().max(256)).max(200),
  audit: json.optional(),
});
type ScriptCallback = Extract<ScriptResult['action'], { kind: 'send' }>['callbacks'][number];

/** Runs the scripts of a server. */
export function createScriptService({
  pool,
  store,
  world,
  log,
  cookieName,
  limits = SANDBOX_LIMITS,
  digests = SCRIPT_DIGESTS,
}: ScriptServiceDeps): ScriptService {
  const revisions = new ScriptRevisions(withShippedScripts(store));
  const execute = async (
    { realm, idempotencyKey }: Pick<ScriptRequest, 'realm' | 'idempotencyKey'>,
    revisionId: string,
    factsFor: (scriptName: string) => Json,
  ): Promise<{ readonly name: string; readonly output: unknown; readonly secrets: SecretsOfRun }> => {
    const revision = await revisions.find(realm, revisionId);
    if (revision === undefined)
      throw new WaygateError('operational', 'script.revision_missing', 'A script that this run is pinned to is not in the store.');
    const { main, libraries, kind, language } = revision;
    if (language.toUpperCase() !== 'JAVASCRIPT') {
      throw new WaygateError(
        'authoring',
        'script.language',
        `The script ${main.name} is written in ${language}, which this server does not run.`,
      );
    }
    let calls = 0;
    const facts = factsFor(main.name);
    const secrets = new SecretsOfRun(facts);
    const ran = await pool.run(
      { kind, main, libraries, facts, limits, digests },
      {
        call: async (call) => {
          calls += 1;
          const given = await answerScript(realm, call, world, `${idempotencyKey}.${calls}`);
          secrets.fetched(call, given);
          return given;
        },
        log: ({ level, text: said }) => log(realm, main.name, { level, text: secrets.mask(said) }),
      },
      `${realm}\n${revision.scriptId}`,
    );
    if ('fault' in ran) throw faultError(main.name, { ...ran, message: secrets.mask(ran.message) });
    return { name: main.name, output: ran.output, secrets };
  };
  return {
    pin: (realm, ids) => revisions.pin(realm, ids),
    async run(request) {
      const { name, output, secrets } = await execute(request, request.revision, (scriptName) => factsOf(request, scriptName, cookieName));
      const { audit, ...rest } = resultOf(name, output);
      return audit === undefined ? rest : { ...rest, audit: secrets.maskAll(audit) };
    },
    async configure(request) {
      const facts = (scriptName: string) => factsOf({ ...NOTHING_ASKED, ...known(request), configures: true }, scriptName, cookieName);
      const { name, output } = await execute(request, request.revision, facts);
      const parsed = objectMade.safeParse(output);
      if (parsed.success) return parsed.data.value;
      throw new WaygateError('authoring', 'script.no_result', `The script ${name} assigned no object to config.`);
    },
    async transform(request) {
      const { realm, script, bindings } = request;
      const revision = 'revision' in script ? script.revision : (await revisions.pin(realm, [script.id]))[script.id];
      if (revision === undefined)
        throw new WaygateError('authoring', 'script.missing', `There is no script ${'id' in script ? script.id : ''} in realm ${realm}.`);
      const facts = (scriptName: string) => factsOf({ ...NOTHING_ASKED, ...request, bindings }, scriptName, cookieName);
      const { name, output } = await execute(request, revision, facts);
      const parsed = objectMade.safeParse(output);
      if (parsed.success) return parsed.data.value;
      throw new WaygateError('authoring', 'script.no_result', `The value of the script ${name} is no object.`);
    },
  };
}

const objectMade = z.object({ value: jsonObject });

/** What a script that transforms something knows of the request: nothing. */
const NOTHING_ASKED = {
  writes: ['*'],
  answers: [],
  headers: {},
  parameters: {},
  existingSession: undefined,
  resumedFromSuspend: false,
  resumeUri: '',
} as const;

type Asked = Omit<ScriptRequest, 'revision' | 'idempotencyKey'> &
  Partial<Pick<TransformRequest, 'bindings'>> & { readonly configures?: true };

/** What a script that makes a configuration may know, and nothing that the caller had besides. */
function known({ realm, state, headers, parameters, existingSession, resumedFromSuspend }: ConfigureRequest) {
  return { realm, state, headers, parameters, existingSession, resumedFromSuspend };
}

function factsOf(request: Asked, scriptName: string, cookieName: string): Json {
  const { state, answers, writes, headers, parameters, existingSession, resumedFromSuspend, resumeUri, realm, bindings, configures } =
    request;
  const facts = {
    shared: state.shared,
    transient: state.transient,
    writes,
    answers,
    headers,
    parameters,
    existingSession: existingSession ?? null,
    resumedFromSuspend,
    resumeUri,
    realm,
    scriptName,
    cookieName,
    ...(bindings === undefined ? {} : { bindings }),
    ...(configures === undefined ? {} : { configures }),
  };
  return JSON.parse(JSON.stringify(facts)) as Json;
}

function resultOf(name: string, output: unknown): ScriptResult {
  const parsed = result.safeParse(output);
  if (!parsed.success) {
    throw new WaygateError(
      'authoring',
      'script.too_large',
      `What the script ${name} answers is not usable: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { action, ...rest } = parsed.data;
  if (action === null)
    throw new WaygateError('authoring', 'script.no_result', `The script ${name} ended without an outcome, callbacks or a suspension.`);
  if (action.kind === 'goTo' && action.outcome === null) {
    throw new WaygateError('authoring', 'script.no_result', `The script ${name} set an outcome that is no text.`);
  }
  // What is undefined was not said.
  return JSON.parse(JSON.stringify({ action, ...rest })) as ScriptResult;
}

function faultError(name: string, { fault, message, position }: SandboxFault): WaygateError {
  const place = position === undefined ? '' : ` at line ${position.line}, column ${position.column}`;
  const where = position !== undefined && position.script !== name ? ` (in the library ${position.script}${place})` : place;
  return new WaygateError('authoring', `script.${fault}`, `The script ${name} failed${where}: ${message}`, {
    details: { script: position?.script ?? name, ...(position === undefined ? {} : { line: position.line, column: position.column }) },
  });
}
