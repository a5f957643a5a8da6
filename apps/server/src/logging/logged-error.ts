import { WaygateError } from '@waygate/schema';
import type { Masks } from './masks.ts';
import { withoutQuotes, withoutSecrets } from './without-secrets.ts';

/** How many causes of causes are told. */
const DEEPEST = 5;
const LONGEST_MESSAGE = 1_000;
const MOST_FRAMES = 30;
/** Names and codes as libraries give them, such as `ECONNREFUSED` or `SQLITE_FULL`. */
const WORD = /^[\w.:$ -]{1,80}$/;

/** An error as a log line tells it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly kind?: string;
  readonly code?: string | number;
  readonly syscall?: string;
  /** Where it was thrown, innermost first. */
  readonly stack?: readonly string[];
  readonly cause?: LoggedError;
}

/**
 * What may be told of an error: its kind, its code and where it was thrown, and of its message what cannot be a secret. Errors of libraries carry what they were given,
 * in members and in what their message quotes; and what another server answered may say anything.
 */
export function loggedError(error: unknown, masks: Masks, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'What was thrown is no error.' };
  const facts = factsOf(error);
  return {
    type: WORD.test(error.name) ? error.name : 'Error',
    message: messageOf(error, masks),
    ...(error instanceof WaygateError ? { kind: error.kind } : {}),
    ...(facts.code === undefined ? {} : { code: facts.code }),
    ...(facts.syscall === undefined ? {} : { syscall: facts.syscall }),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack).map(masks.foreign) }),
    ...(error.cause === undefined || depth >= DEEPEST ? {} : { cause: loggedError(error.cause, masks, depth + 1) }),
  };
}

function messageOf(error: Error, masks: Masks): string {
  const { message } = error;
  if (error instanceof WaygateError) return withoutSecrets(masks.own(message).slice(0, LONGEST_MESSAGE));
  if (isAnswer(error)) return 'What another server answered is not told.';
  return withoutQuotes(masks.foreign(message).slice(0, LONGEST_MESSAGE));
}

/** Whether the message is what another server said: a mail server, a directory (`ResultCodeError` of ldapts), Amazon. */
function isAnswer(error: Error): boolean {
  const parent: unknown = Object.getPrototypeOf(error.constructor);
  const isOfDirectory = typeof parent === 'function' && parent.name === 'ResultCodeError';
  return isOfDirectory || ['responseCode', 'response', '$metadata'].some((member) => member in error);
}

function factsOf(error: Error): { readonly code?: string | number; readonly syscall?: string } {
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  return {
    ...(typeof code === 'number' || (typeof code === 'string' && WORD.test(code)) ? { code } : {}),
    ...(typeof syscall === 'string' && WORD.test(syscall) ? { syscall } : {}),
  };
}

/** Frames alone: the stack begins with the message. */
function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at .*(:\d+:\d+\)?|<anonymous>\)?|native\)?)$/.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim().slice(0, 300));
}
