import type { Copies, Reply } from './copies.ts';
import { type Belonging, PASSWORD, type Person } from './people.ts';

const AUTHENTICATE = '/am/json/realms/root/realms/alpha/authenticate';
/** What is waited beside the time that a page names, milliseconds: the clocks of both sides are read at other moments. */
const LATER_MS = 25;

/** How long each request took, milliseconds, by what it was. */
export type Took = Map<RequestKind, number[]>;
export type RequestKind = 'begin' | 'password' | 'name' | 'code' | 'inbox' | 'phone' | 'poll';

export interface Step {
  readonly authId: string;
  readonly callbacks: readonly WireCallback[];
}

interface WireCallback {
  readonly type: string;
  readonly input?: readonly { readonly name: string; readonly value: unknown }[];
  readonly output?: readonly { readonly name: string; readonly value: unknown }[];
}

/** A way to sign on. */
export interface LoadJourney {
  readonly name: string;
  /** What people need for it. */
  readonly belonging: Belonging;
  /** How often it hashes. */
  readonly hashes: number;
  /** How long somebody waits in it for their phone, so that many sign on at once. */
  readonly waits: boolean;
  /** Signs on whole. @returns the token of the session @throws Error when anything is not as it must be */
  signOn(copies: Copies, person: Person, took: Took): Promise<string>;
}

/** Ways to sign on by what they are called on the command line. */
export const LOAD_JOURNEYS: Readonly<Record<string, LoadJourney>> = {
  password: {
    name: 'Login',
    belonging: 'nothing',
    hashes: 1,
    waits: false,
    signOn: async (copies, person, took) => {
      const first = await begin(copies, 'Login', took);
      return tokenIn(await answer(copies, first, 'password', took, person.username, PASSWORD));
    },
  },
  push: {
    name: 'Login with Push MFA',
    belonging: 'phone',
    hashes: 1,
    waits: true,
    signOn: async (copies, person, took) => approve(copies, person, await askPush(copies, person, took), took),
  },
  code: {
    name: 'Login with OATH',
    belonging: 'code app',
    hashes: 1,
    waits: false,
    signOn: async (copies, person, took) => {
      const first = await begin(copies, 'Login with OATH', took);
      const second = stepIn(await answer(copies, first, 'password', took, person.username, PASSWORD));
      return tokenIn(await answer(copies, second, 'code', took, person.code()));
    },
  },
  'push-alone': {
    name: 'Push Alone',
    belonging: 'phone',
    hashes: 0,
    waits: true,
    signOn: async (copies, person, took) => {
      return approve(copies, person, await askPushAlone(copies, person, took), took);
    },
  },
  'code-alone': {
    name: 'Code Alone',
    belonging: 'code counter',
    hashes: 0,
    waits: false,
    signOn: async (copies, person, took) => {
      const first = await begin(copies, 'Code Alone', took);
      const second = stepIn(await answer(copies, first, 'name', took, person.username));
      return tokenIn(await answer(copies, second, 'code', took, person.code()));
    },
  },
};

export async function begin(copies: Copies, journey: string, took: Took): Promise<Step> {
  const reply = await copies.send('POST', `${AUTHENTICATE}?authIndexType=service&authIndexValue=${encodeURIComponent(journey)}`, '');
  note(took, 'begin', reply.ms);
  return stepIn(reply);
}

/** Answers a page with a text for each of its fields. */
export async function answer(copies: Copies, step: Step, kind: RequestKind, took: Took, ...texts: readonly string[]): Promise<Reply> {
  const left = [...texts];
  const callbacks = step.callbacks.map((callback) => {
    const [input, ...others] = callback.input ?? [];
    const text = /^(Name|Password)Callback$/.test(callback.type) ? left.shift() : undefined;
    return text === undefined || input === undefined ? callback : { ...callback, input: [{ ...input, value: text }, ...others] };
  });
  const reply = await copies.send('POST', AUTHENTICATE, JSON.stringify({ ...step, callbacks }));
  note(took, kind, reply.ms);
  return reply;
}

/** Signs on as far as the page that waits for the phone. */
export async function askPush(copies: Copies, person: Person, took: Took): Promise<Step> {
  const first = await begin(copies, 'Login with Push MFA', took);
  return stepIn(await answer(copies, first, 'password', took, person.username, PASSWORD));
}

/** The same without a password. */
export async function askPushAlone(copies: Copies, person: Person, took: Took): Promise<Step> {
  const first = await begin(copies, 'Push Alone', took);
  return stepIn(await answer(copies, first, 'name', took, person.username));
}

/**
 * Takes the push out of the inbox, taps the number that the page shows, and asks at the page's pace until the sign-on is through.
 * @param waits whether the page has just begun to wait, so that it is asked in a while
 */
export async function approve(copies: Copies, person: Person, waiting: Step, took: Took, waits = true): Promise<string> {
  await tap(copies, person, waiting, took);
  if (waits) await pauseOf(waiting);
  for (let step = waiting; ; await pauseOf(step)) {
    const reply = await answer(copies, step, 'poll', took);
    if (reply.text.includes('"tokenId"')) return tokenIn(reply);
    step = stepIn(reply);
  }
}

/** @throws Error when the server does not take what the phone posts */
async function tap(copies: Copies, { phone, inboxKey }: Person, waiting: Step, took: Took): Promise<void> {
  const had = phone.notifications.length;
  const opened = performance.now();
  await copies.listen('/authenticator/inbox', { authorization: `Bearer ${inboxKey}`, accept: 'text/event-stream' }, (heard) => {
    for (const [, data = ''] of heard.matchAll(/^data: (.*)\n\n/gm)) {
      const { messageId, jwt } = JSON.parse(data) as { messageId: string; jwt: `${string}.${string}.${string}` };
      phone.receive(messageId, jwt);
    }
    return phone.notifications.length > had;
  });
  note(took, 'inbox', performance.now() - opened);
  const answered = performance.now();
  if (!(await phone.choose(outputIn(waiting, 'HiddenValueCallback', 'value'))))
    throw new Error('The server refused the answer of a phone.');
  note(took, 'phone', performance.now() - answered);
}

function pauseOf(step: Step): Promise<void> {
  const ms = Number(outputIn(step, 'PollingWaitCallback', 'waitTime')) + LATER_MS;
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function outputIn({ callbacks }: Step, type: string, name: string): string {
  const output = callbacks.find((callback) => callback.type === type)?.output?.find((one) => one.name === name);
  if (output === undefined) throw new Error(`The page has no ${name} of a ${type}: it has ${callbacks.map((one) => one.type).join(', ')}.`);
  return String(output.value);
}

export function stepIn({ status, text }: Reply): Step {
  const body = JSON.parse(text) as Partial<Step>;
  if (status !== 200 || body.authId === undefined || body.callbacks === undefined)
    throw new Error(`No step: ${status} ${text.slice(0, 300)}`);
  return { authId: body.authId, callbacks: body.callbacks };
}

export function tokenIn({ status, text }: Reply): string {
  const body = JSON.parse(text) as { tokenId?: string };
  if (status !== 200 || body.tokenId === undefined) throw new Error(`Nobody is signed on: ${status} ${text.slice(0, 300)}`);
  return body.tokenId;
}

function note(took: Took, kind: RequestKind, ms: number): void {
  const known = took.get(kind);
  if (known === undefined) took.set(kind, [ms]);
  else known.push(ms);
}
