import type { Answer, Callback, CallbackOf, CallbackType, MessageType } from './callbacks.ts';
import { NOT_PRESSED } from './callbacks.ts';
import type { Json } from './json.ts';
import { WaygateError } from './waygate-error.ts';
import type { WireCallback } from './wire.ts';

/** Longest text that any one input may carry, in UTF-16 units. A device profile or a passkey answer fits many times over. */
export const LONGEST_INPUT = 65_536;
/** Longest name, password, code or other typed text. */
export const LONGEST_TYPED = 4_096;

const MESSAGE_TYPES: Record<MessageType, string> = { information: '0', warning: '1', error: '2', script: '4' };

type Input = { readonly name: string; readonly value: Json };
type Outputs = WireCallback['output'];

/** How one callback type is written and how its answer is read. `suffix` is what follows `IDToken{n}` in the name of an input. */
interface CallbackCodec<T extends CallbackType> {
  readonly output: (callback: CallbackOf<T>) => Record<string, Json>;
  /** Initial values of the inputs by suffix; absent when the callback only shows something. */
  readonly input?: (callback: CallbackOf<T>) => Record<string, Json>;
  /** Whether a client that posts nothing for this callback has left something out. */
  readonly needsAnswer?: boolean;
  readonly read: (values: Record<string, Json>, callback: CallbackOf<T>) => Omit<Extract<Answer, { type: T }>, 'type'>;
}

const seen = () => ({ seen: true }) as const;
const text = (value: Json | undefined): { readonly value: string } => ({ value: typed(value) });

const CODECS: { readonly [T in CallbackType]: CallbackCodec<T> } = {
  NameCallback: {
    output: ({ prompt, autocompleteValues }) => ({ prompt, ...autocompleteOutput(autocompleteValues) }),
    input: ({ value }) => ({ '': value }),
    needsAnswer: true,
    read: (values) => text(values['']),
  },
  PasswordCallback: {
    output: ({ prompt }) => ({ prompt }),
    input: () => ({ '': '' }),
    needsAnswer: true,
    read: (values) => text(values['']),
  },
  TextInputCallback: {
    output: ({ prompt, defaultText }) => ({ prompt, defaultText }),
    input: ({ defaultText }) => ({ '': defaultText }),
    needsAnswer: true,
    read: (values) => text(values['']),
  },
  TextOutputCallback: {
    output: ({ message, messageType }) => ({ message, messageType: MESSAGE_TYPES[messageType] }),
    read: seen,
  },
  SuspendedTextOutputCallback: {
    output: ({ message, messageType }) => ({ message, messageType: MESSAGE_TYPES[messageType] }),
    read: seen,
  },
  ChoiceCallback: {
    output: ({ prompt, choices, defaultChoice }) => ({ prompt, choices, defaultChoice }),
    input: ({ defaultChoice }) => ({ '': defaultChoice }),
    needsAnswer: true,
    read: (values, { choices }) => {
      const index = integer(values['']);
      if (index >= choices.length) throw wrong('callback.choice_out_of_range', 'The choice is not one of those offered.');
      return { index };
    },
  },
  ConfirmationCallback: {
    output: ({ prompt, messageType, options, defaultOption }) => ({
      prompt,
      messageType: Number(MESSAGE_TYPES[messageType]),
      options,
      optionType: -1,
      defaultOption,
    }),
    input: ({ selected }) => ({ '': selected }),
    read: (values, { options }) => {
      const index = integer(values['']);
      if (index >= options.length && index !== NOT_PRESSED) {
        throw wrong('callback.option_out_of_range', 'The answer is not one of the options offered.');
      }
      return { index: index === NOT_PRESSED ? undefined : index };
    },
  },
  HiddenValueCallback: {
    output: ({ value, id }) => ({ value, id }),
    input: ({ id }) => ({ '': id }),
    read: (values, { id }) => {
      const value = bounded(values[''], LONGEST_INPUT);
      return { value: value === id ? undefined : value };
    },
  },
  PollingWaitCallback: {
    output: ({ waitTime, message }) => ({ waitTime: String(waitTime), message }),
    read: seen,
  },
  MetadataCallback: { output: ({ data }) => ({ data }), read: seen },
  RedirectCallback: {
    output: ({ redirectUrl, redirectMethod, trackingCookie, redirectData }) => ({
      redirectUrl,
      redirectMethod,
      trackingCookie,
      ...(redirectData === undefined ? {} : { redirectData }),
    }),
    read: seen,
  },
  ValidatedCreateUsernameCallback: {
    output: (callback) => ({
      ...policyOutputs(callback),
      prompt: callback.prompt,
      ...autocompleteOutput(callback.autocompleteValues),
    }),
    input: ({ value }) => ({ '': value, validateOnly: false }),
    needsAnswer: true,
    read: (values) => ({ ...text(values['']), validateOnly: flag(values['validateOnly']) }),
  },
  ValidatedCreatePasswordCallback: {
    output: (callback) => ({ echoOn: false, ...policyOutputs(callback), prompt: callback.prompt }),
    input: () => ({ '': '', validateOnly: false }),
    needsAnswer: true,
    read: (values) => ({ ...text(values['']), validateOnly: flag(values['validateOnly']) }),
  },
  StringAttributeInputCallback: {
    output: attributeOutputs,
    input: ({ value }) => ({ '': value, validateOnly: false }),
    needsAnswer: true,
    read: (values) => ({ ...text(values['']), validateOnly: flag(values['validateOnly']) }),
  },
  NumberAttributeInputCallback: {
    output: attributeOutputs,
    input: ({ value }) => ({ '': value, validateOnly: false }),
    needsAnswer: true,
    read: (values) => ({ value: decimal(values['']), validateOnly: flag(values['validateOnly']) }),
  },
  BooleanAttributeInputCallback: {
    output: attributeOutputs,
    input: ({ value }) => ({ '': value, validateOnly: false }),
    needsAnswer: true,
    read: (values) => ({ value: flag(values['']), validateOnly: flag(values['validateOnly']) }),
  },
  KbaCreateCallback: {
    output: ({ prompt, predefinedQuestions, allowUserDefinedQuestions }) => ({ prompt, predefinedQuestions, allowUserDefinedQuestions }),
    input: ({ question }) => ({ question, answer: '' }),
    needsAnswer: true,
    read: (values, { predefinedQuestions }) => ({
      question: chosenQuestion(typed(values['question']), predefinedQuestions),
      answer: typed(values['answer']),
    }),
  },
  TermsAndConditionsCallback: {
    output: ({ version, terms, createDate }) => ({ version, terms, createDate }),
    input: () => ({ '': false }),
    needsAnswer: true,
    read: (values) => ({ accepted: flag(values['']) }),
  },
  ConsentMappingCallback: {
    output: ({ name, displayName, icon, accessLevel, isRequired, message, fields }) => ({
      name,
      displayName,
      icon,
      accessLevel,
      isRequired,
      message,
      fields,
    }),
    input: () => ({ '': false }),
    needsAnswer: true,
    read: (values) => ({ accepted: flag(values['']) }),
  },
  SelectIdPCallback: {
    output: ({ providers }) => ({
      providers: providers.map(({ provider, uiConfig }) => ({ provider, ...(uiConfig === undefined ? {} : { uiConfig }) })),
      value: '',
    }),
    input: () => ({ '': '' }),
    needsAnswer: true,
    read: (values, { providers }) => {
      const provider = typed(values['']);
      if (providers.some((offered) => offered.provider === provider)) return { provider };
      throw wrong('callback.choice_out_of_range', 'The choice is not one of those offered.');
    },
  },
  IdPCallback: {
    output: ({ provider, clientId, redirectUri, scopes, nonce, acrValues }) => ({
      provider,
      clientId,
      redirectUri,
      scopes,
      nonce,
      acrValues,
      request: '',
      requestUri: '',
      acceptsJSON: true,
    }),
    input: () => ({ token: '', token_type: '' }),
    needsAnswer: true,
    read: (values) => ({ token: bounded(values['token'], LONGEST_INPUT), tokenType: typed(values['token_type']) }),
  },
  DeviceProfileCallback: {
    output: ({ metadata, location, message }) => ({ metadata, location, message }),
    input: () => ({ '': '' }),
    needsAnswer: true,
    read: (values) => ({ value: bounded(values[''], LONGEST_INPUT) }),
  },
  DeviceBindingCallback: {
    output: ({ userId, username, authenticationType, challenge, title, subtitle, description, timeout, attestation }) => ({
      userId,
      username,
      authenticationType,
      challenge,
      title,
      subtitle,
      description,
      timeout,
      attestation,
    }),
    input: () => ({ jws: '', deviceName: '', deviceId: '', clientError: '' }),
    needsAnswer: true,
    read: (values) => ({
      jws: bounded(values['jws'], LONGEST_INPUT),
      deviceName: typed(values['deviceName']),
      deviceId: typed(values['deviceId']),
      clientError: typed(values['clientError']),
    }),
  },
  DeviceSigningVerifierCallback: {
    output: ({ userId, challenge, title, subtitle, description, timeout }) => ({
      userId,
      challenge,
      title,
      subtitle,
      description,
      timeout,
    }),
    input: () => ({ jws: '', clientError: '' }),
    needsAnswer: true,
    read: (values) => ({ jws: bounded(values['jws'], LONGEST_INPUT), clientError: typed(values['clientError']) }),
  },
};

function attributeOutputs(
  callback: CallbackOf<'StringAttributeInputCallback' | 'NumberAttributeInputCallback' | 'BooleanAttributeInputCallback'>,
): Record<string, Json> {
  const { name, prompt, required, value } = callback;
  return { name, prompt, required, ...policyOutputs(callback), value };
}

/** Only where an author asked for it: older clients never saw this member. */
function autocompleteOutput(values: readonly string[] | undefined): { readonly autocompleteValues?: string[] } {
  return values === undefined || values.length === 0 ? {} : { autocompleteValues: [...values] };
}

function policyOutputs(callback: Pick<CallbackOf<'ValidatedCreatePasswordCallback'>, 'policies' | 'failedPolicies' | 'validateOnly'>) {
  return {
    policies: callback.policies,
    failedPolicies: callback.failedPolicies.map((failed) => JSON.stringify(failed)),
    validateOnly: callback.validateOnly,
  };
}

/**
 * Writes the callbacks of a step in AM's form. Inputs are named `IDToken{n}{suffix}` where n is the 1-based place among all callbacks of the
 * step, output-only ones counted.
 * @param numbered whether each callback carries its place as `_id`, as the steps of a page node do
 */
export function encodeCallbacks(callbacks: readonly Callback[], numbered: boolean): WireCallback[] {
  return callbacks.map((callback, index) => {
    const codec = CODECS[callback.type] as CallbackCodec<CallbackType>;
    const input = codec.input?.(callback);
    return {
      type: callback.type,
      output: pairs(codec.output(callback)),
      ...(input === undefined ? {} : { input: pairs(input, `IDToken${index + 1}`) }),
      ...(numbered ? { _id: index } : {}),
    };
  });
}

/**
 * Reads what a client posted, by the names of the inputs. Output-only callbacks may be missing (some clients drop types they do not know),
 * but nothing may be there that was not asked, nothing twice, and nothing that needs an answer may be left out.
 * @param sent the callbacks of the step, as the node sent them
 * @param posted the `callbacks` member of the body, whatever it is
 * @returns one answer for each callback of the step, in its order
 * @throws WaygateError of kind `input`; the step stays as it was and can be answered again
 */
export function decodeAnswers(sent: readonly Callback[], posted: unknown): Answer[] {
  const given = postedInputs(sent, posted);
  return sent.map((callback, index) => {
    const codec = CODECS[callback.type] as CallbackCodec<CallbackType>;
    const initial = codec.input?.(callback) ?? {};
    const values: Record<string, Json> = {};
    if (codec.needsAnswer === true && !given.has(`#${index}`)) {
      throw wrong('callback.missing', `Required callback not found in JSON response: ${callback.type} at place ${index + 1}.`);
    }
    for (const [suffix, start] of Object.entries(initial)) {
      const value = given.get(`IDToken${index + 1}${suffix}`);
      values[suffix] = value ?? start;
    }
    return { type: callback.type, ...codec.read(values, callback) } as Answer;
  });
}

/** Values by input name, and a mark `#place` for each callback that the client posted back at all. */
function postedInputs(sent: readonly Callback[], posted: unknown): Map<string, Json | undefined> {
  const given = new Map<string, Json | undefined>();
  if (posted === undefined || posted === null) return given;
  if (!Array.isArray(posted)) throw wrong('callback.malformed', 'callbacks must be an array.');
  if (posted.length > sent.length) {
    throw wrong('callback.count', 'Incorrect number of callbacks found in JSON response.');
  }
  const names = new Map<string, number>();
  for (const [index, callback] of sent.entries()) {
    const input = (CODECS[callback.type] as CallbackCodec<CallbackType>).input?.(callback) ?? {};
    for (const suffix of Object.keys(input)) names.set(`IDToken${index + 1}${suffix}`, index);
  }
  let place = 0;
  for (const one of posted as unknown[]) {
    const inputs = inputsOf(one);
    const type = (one as { type: string }).type;
    const at = placeOf(inputs, names, sent, type, place);
    place = at + 1;
    if (given.has(`#${at}`)) throw wrong('callback.repeated', 'A callback is there twice.');
    given.set(`#${at}`, null);
    for (const { name, value } of inputs) {
      if (names.get(name) !== at)
        throw wrong('callback.unknown_input', `The step has no input of this name at this place: ${name.slice(0, 64)}`);
      if (given.has(name)) throw wrong('callback.repeated', `The input ${name} is there twice.`);
      given.set(name, value ?? undefined);
    }
  }
  return given;
}

function inputsOf(posted: unknown): Input[] {
  if (typeof posted !== 'object' || posted === null || typeof (posted as { type?: unknown }).type !== 'string') {
    throw wrong('callback.malformed', 'Each callback must be an object with a type.');
  }
  const { input } = posted as { input?: unknown };
  if (input === undefined || input === null) return [];
  if (!Array.isArray(input)) throw wrong('callback.malformed', 'input must be an array.');
  for (const one of input as unknown[]) {
    if (typeof one !== 'object' || one === null || typeof (one as { name?: unknown }).name !== 'string') {
      throw wrong('callback.malformed', 'Each input must be an object with a name.');
    }
  }
  return input as Input[];
}

/** The place of a posted callback: by its first input's name, else the next one of its type. Its type must be the one that was sent there. */
function placeOf(inputs: readonly Input[], names: Map<string, number>, sent: readonly Callback[], type: string, from: number): number {
  const first = inputs[0];
  const at = first === undefined ? sent.findIndex((callback, index) => index >= from && callback.type === type) : names.get(first.name);
  if (at === undefined && first !== undefined) {
    throw wrong('callback.unknown_input', `The step has no input of this name: ${first.name.slice(0, 64)}`);
  }
  if (at === undefined || at < 0 || sent[at]?.type !== type) {
    throw wrong('callback.type', 'Required callback not found in JSON response.');
  }
  return at;
}

function pairs(members: Record<string, Json>, prefix = ''): Outputs {
  return Object.entries(members).map(([name, value]) => ({ name: `${prefix}${name}`, value }));
}

function typed(value: Json | undefined): string {
  return bounded(value, LONGEST_TYPED);
}

/** The login widget posts the place of a predefined question instead of its text. A number that is no place stays the text that it is. */
function chosenQuestion(given: string, predefined: readonly string[]): string {
  if (!/^(0|[1-9]\d{0,8})$/.test(given) || predefined.includes(given)) return given;
  return predefined[Number(given)] ?? given;
}

function bounded(value: Json | undefined, longest: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw wrong('callback.wrong_type', 'This input takes a text.');
  if (value.length > longest) throw wrong('callback.too_long', `This input takes at most ${longest} characters.`);
  return value;
}

function integer(value: Json | undefined): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
    throw wrong('callback.wrong_type', 'This input takes the number of an option.');
  }
  return number;
}

/** A number, or a text that is one; undefined for nothing. */
function decimal(value: Json | undefined): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong('callback.wrong_type', 'This input takes a number.');
  return number;
}

function flag(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 'false' || value === '') return false;
  if (value === true || value === 'true') return true;
  throw wrong('callback.wrong_type', 'This input takes true or false.');
}

function wrong(code: string, message: string): WaygateError {
  return new WaygateError('input', code, message);
}
