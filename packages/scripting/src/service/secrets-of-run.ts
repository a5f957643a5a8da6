import type { Json } from '@waygate/schema';
import type { SandboxCall } from '../sandbox/sandbox-job.ts';
import { maskerOf } from './masker-of.ts';

/** Names under which secrets are kept in state, parameters and answers of others. */
const SECRET_NAME = /pass|secret|token|code|otp|pin|key|credential|answer|challenge|assertion|auth|cookie|session|state|nonce/i;
/** Shorter texts stand in many messages without being meant. */
const SHORTEST = 4;

/**
 * The secrets that one run of a script can know, so that what it says to others than the run, in the log, in the message of an exception and in the audit detail, can be
 * cleared of them. It is a net and no wall: a script that takes a secret to pieces can say the pieces.
 */
export class SecretsOfRun {
  readonly #facts: Json;
  readonly #fetched = new Set<string>();
  #mask: ((text: string) => string) | undefined;

  /** @param facts what the bindings of the script are made of */
  constructor(facts: Json) {
    this.#facts = facts;
  }

  /** Takes note of what a call gave the script. */
  fetched({ operation, argument }: SandboxCall, given: Json): void {
    if (operation === 'secret.get' || operation === 'variable.get') addAll(given, this.#fetched);
    else if (operation === 'http.send') {
      addNamed(argument, this.#fetched);
      addNamed(given, this.#fetched);
      addNamed(parsed((given as { readonly body?: Json } | null)?.body), this.#fetched);
    } else return;
    this.#mask = undefined;
  }

  /** The text without them, in whatever form. */
  mask(text: string): string {
    this.#mask ??= maskerOf(this.#known());
    return this.#mask(text);
  }

  /** The same with every text in a value. */
  maskAll(value: Json): Json {
    if (typeof value === 'string') return this.mask(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => this.maskAll(one));
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [this.mask(name), this.maskAll(one)]));
  }

  #known(): Set<string> {
    const known = new Set(this.#fetched);
    const { shared, transient, answers, headers, parameters, bindings } = this.#facts as Record<string, Json | undefined>;
    // What is transient is so because it must not be kept, and what was answered was typed.
    addAll(transient, known);
    for (const given of Array.isArray(answers) ? answers : []) addAll((given as { readonly answer?: Json }).answer, known);
    for (const named of [shared, headers, parameters, bindings]) addNamed(named, known);
    // What the journey knows openly is none.
    for (const name of ['username', 'realm']) {
      const open = (shared as Record<string, Json> | undefined)?.[name];
      if (typeof open === 'string') known.delete(open);
    }
    return known;
  }
}

function addAll(value: Json | undefined, known: Set<string>): void {
  if (typeof value === 'string') addText(value, known);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) addAll(one, known);
}

/** Adds what is named like a secret, however deep it stands. */
function addNamed(value: Json | undefined, known: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) {
    if (!Array.isArray(value) && SECRET_NAME.test(name)) addAll(one, known);
    else addNamed(one, known);
  }
}

/** Adds a text, and of a header such as `Bearer …` or `name=value; …` its parts. */
function addText(text: string, known: Set<string>): void {
  if (text.length < SHORTEST || text.length > 65_536) return;
  known.add(text);
  for (const part of text.split(/[\s;,]+/).slice(0, 50)) {
    const value = part.slice(part.indexOf('=') + 1);
    if (value.length >= 2 * SHORTEST) known.add(value);
  }
}

function parsed(text: Json | undefined): Json | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
