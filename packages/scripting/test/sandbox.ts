import type { Answer, Callback, Json, JsonObject, ScriptDigest } from '@waygate/schema';
import { WaygateError } from '@waygate/schema';
import { afterAll } from 'vitest';
import { SANDBOX_LIMITS, type SandboxLimits, ScriptPool } from '../src/index.ts';
import type { SandboxCall, SandboxFault, SandboxLogLine } from '../src/sandbox/sandbox-job.ts';

/** What a test gives a script; everything has a sensible default. */
export interface Given {
  readonly kind?: 'legacy' | 'next';
  readonly name?: string;
  readonly libraries?: Readonly<Record<string, string>>;
  readonly shared?: JsonObject;
  readonly transient?: JsonObject;
  readonly writes?: readonly string[];
  readonly answers?: readonly { readonly sent: Callback; readonly answer: Answer }[];
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  readonly existingSession?: Readonly<Record<string, string>>;
  readonly resumedFromSuspend?: boolean;
  readonly limits?: Partial<SandboxLimits>;
  readonly digests?: readonly ScriptDigest[];
  /** The world; what it does not answer throws. */
  readonly world?: (call: SandboxCall) => Promise<Json>;
}

/** What a script did, or what went wrong. */
export interface Ran {
  readonly output: JsonObject | undefined;
  readonly fault: SandboxFault | undefined;
  readonly logged: readonly SandboxLogLine[];
  readonly calls: readonly SandboxCall[];
}

/** A pool for the tests of one file. */
export function sandbox(threads = 2) {
  const pool = new ScriptPool({ threads });
  afterAll(() => pool.close());
  return {
    pool,
    async run(source: string, given: Given = {}): Promise<Ran> {
      const logged: SandboxLogLine[] = [];
      const calls: SandboxCall[] = [];
      const { kind = 'legacy', name = 'Under Test', libraries = {}, world } = given;
      const result = await pool.run(
        {
          kind,
          main: { name, source },
          libraries: Object.entries(libraries).map(([library, text]) => ({ name: library, source: text })),
          facts: {
            shared: given.shared ?? {},
            transient: given.transient ?? {},
            writes: [...(given.writes ?? ['*'])],
            answers: (given.answers ?? []) as unknown as Json,
            headers: (given.headers ?? {}) as Json,
            parameters: (given.parameters ?? {}) as Json,
            existingSession: given.existingSession ?? null,
            resumedFromSuspend: given.resumedFromSuspend ?? false,
            resumeUri: 'https://id.example/back',
            realm: '/alpha',
            scriptName: name,
            cookieName: 'waygate',
          },
          limits: { ...SANDBOX_LIMITS, ...given.limits },
          ...(given.digests === undefined ? {} : { digests: given.digests }),
        },
        {
          call: (call) => {
            calls.push(call);
            return world?.(call) ?? Promise.reject(new WaygateError('unexpected', 'test', 'The test gives no world.'));
          },
          log: (line) => logged.push(line),
        },
        name,
      );
      return 'fault' in result
        ? { output: undefined, fault: result, logged, calls }
        : { output: result.output as JsonObject, fault: undefined, logged, calls };
    },
  };
}
