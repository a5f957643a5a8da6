import { z } from 'zod';
import { jsonObject } from './json.ts';

/** Meaning of a text, in AM's words; on the wire it is a digit in a string. `script` is JavaScript that draws the page in AM's clients. */
export const messageType = z.enum(['information', 'warning', 'error', 'script']);
export type MessageType = z.infer<typeof messageType>;

/** The value of a confirmation that nobody pressed: what clients post back when they only poll (AM). */
export const NOT_PRESSED = 100;

const policies = {
  policies: jsonObject.default({}),
  failedPolicies: z.array(z.object({ policyRequirement: z.string(), params: jsonObject.optional() })).default([]),
  validateOnly: z.boolean().default(false),
};

/** An attribute of the managed object; its name may be a path, such as `preferences/updates`. */
const attribute = { name: z.string(), prompt: z.string(), required: z.boolean().default(false) };

/** What a browser may fill in, in the words of HTML. */
const autocomplete = { autocompleteValues: z.array(z.string()).exactOptional() };

/** What unlocks the key of a bound device, in AM's words. */
export const deviceAuthenticationType = z.enum(['BIOMETRIC_ONLY', 'BIOMETRIC_ALLOW_FALLBACK', 'APPLICATION_PIN', 'NONE']);
export type DeviceAuthenticationType = z.infer<typeof deviceAuthenticationType>;

/** What the app says when it asks for finger, face or PIN. */
const devicePrompt = {
  title: z.string(),
  subtitle: z.string(),
  description: z.string(),
  /** Seconds that the person has. */
  timeout: z.int().min(0),
};

/**
 * What a node may ask or show, by meaning. The names are AM's and clients know no others, so never invent one
 * (old mobile SDKs throw on an unknown type).
 */
export const callback = z.discriminatedUnion('type', [
  z.object({ type: z.literal('NameCallback'), prompt: z.string(), value: z.string().default(''), ...autocomplete }),
  z.object({ type: z.literal('PasswordCallback'), prompt: z.string() }),
  z.object({ type: z.literal('TextInputCallback'), prompt: z.string(), defaultText: z.string().default('') }),
  z.object({ type: z.literal('TextOutputCallback'), message: z.string(), messageType }),
  z.object({ type: z.literal('SuspendedTextOutputCallback'), message: z.string(), messageType }),
  z.object({
    type: z.literal('ChoiceCallback'),
    prompt: z.string(),
    choices: z.array(z.string()).min(1),
    defaultChoice: z.int().min(0).default(0),
  }),
  z.object({
    type: z.literal('ConfirmationCallback'),
    prompt: z.string().default(''),
    messageType: messageType.default('information'),
    options: z.array(z.string()).min(1),
    defaultOption: z.int().min(0).default(0),
    /** What counts as the answer of a client that answers nothing: an index, or NOT_PRESSED. */
    selected: z.int().min(0),
  }),
  z.object({ type: z.literal('HiddenValueCallback'), id: z.string(), value: z.string() }),
  z.object({
    type: z.literal('PollingWaitCallback'),
    /** Milliseconds until the client should post the step again. */
    waitTime: z.int().positive(),
    message: z.string(),
  }),
  z.object({ type: z.literal('MetadataCallback'), data: jsonObject }),
  z.object({
    type: z.literal('RedirectCallback'),
    redirectUrl: z.string(),
    redirectMethod: z.enum(['GET', 'POST']),
    trackingCookie: z.boolean(),
    redirectData: z.record(z.string(), z.string()).optional(),
  }),
  z.object({
    type: z.literal('ValidatedCreateUsernameCallback'),
    prompt: z.string(),
    value: z.string().default(''),
    ...autocomplete,
    ...policies,
  }),
  z.object({ type: z.literal('ValidatedCreatePasswordCallback'), prompt: z.string(), ...policies }),
  z.object({ type: z.literal('StringAttributeInputCallback'), ...attribute, value: z.string().default(''), ...policies }),
  z.object({ type: z.literal('NumberAttributeInputCallback'), ...attribute, value: z.number().nullable().default(null), ...policies }),
  z.object({ type: z.literal('BooleanAttributeInputCallback'), ...attribute, value: z.boolean().default(false), ...policies }),
  z.object({
    type: z.literal('KbaCreateCallback'),
    prompt: z.string(),
    predefinedQuestions: z.array(z.string()),
    allowUserDefinedQuestions: z.boolean(),
    /** Question that is chosen already. */
    question: z.string().default(''),
  }),
  z.object({
    type: z.literal('TermsAndConditionsCallback'),
    version: z.string(),
    terms: z.string(),
    /** ISO 8601. */
    createDate: z.string(),
  }),
  z.object({
    type: z.literal('ConsentMappingCallback'),
    name: z.string(),
    displayName: z.string(),
    icon: z.string(),
    accessLevel: z.string(),
    isRequired: z.boolean(),
    message: z.string(),
    fields: z.array(z.string()),
  }),
  z.object({
    type: z.literal('SelectIdPCallback'),
    /** Where one can sign on; what stands for the realm's own accounts has no `uiConfig` (AM). */
    providers: z.array(z.object({ provider: z.string(), uiConfig: z.record(z.string(), z.string()).exactOptional() })).min(1),
  }),
  z.object({
    type: z.literal('IdPCallback'),
    provider: z.string(),
    clientId: z.string(),
    redirectUri: z.string(),
    scopes: z.array(z.string()),
    nonce: z.string(),
    acrValues: z.array(z.string()).default([]),
  }),
  z.object({
    type: z.literal('DeviceProfileCallback'),
    /** Whether the client is to describe the device. */
    metadata: z.boolean(),
    /** Whether it is to say where the device is. */
    location: z.boolean(),
    message: z.string(),
  }),
  z.object({
    type: z.literal('DeviceBindingCallback'),
    /** AM's name for the person across realms; the app signs it as the subject. */
    userId: z.string(),
    username: z.string(),
    authenticationType: deviceAuthenticationType,
    /** What the app signs, base64. */
    challenge: z.string(),
    ...devicePrompt,
    /** Whether the key is to come with a certificate of the phone's hardware. */
    attestation: z.boolean(),
  }),
  z.object({
    type: z.literal('DeviceSigningVerifierCallback'),
    /** The person whose device is to sign; empty when the device says whose it is. */
    userId: z.string(),
    challenge: z.string(),
    ...devicePrompt,
  }),
]);
export type Callback = z.infer<typeof callback>;
export type CallbackType = Callback['type'];
export type CallbackOf<T extends CallbackType> = Extract<Callback, { type: T }>;
/** A callback as a node writes it: members with a default may be left out. */
export type CallbackInput = z.input<typeof callback>;

interface TextAnswer {
  readonly value: string;
}
interface Seen {
  /** The callback was on a page that the client posted back. */
  readonly seen: true;
}

/** What a client can answer to each callback. */
export interface AnswerByType {
  NameCallback: TextAnswer;
  PasswordCallback: TextAnswer;
  TextInputCallback: TextAnswer;
  TextOutputCallback: Seen;
  SuspendedTextOutputCallback: Seen;
  ChoiceCallback: { readonly index: number };
  /** `index` is undefined when nothing was pressed. */
  ConfirmationCallback: { readonly index: number | undefined };
  /** `value` is undefined when the client did not understand the callback and posted its id back. */
  HiddenValueCallback: { readonly value: string | undefined };
  PollingWaitCallback: Seen;
  MetadataCallback: Seen;
  RedirectCallback: Seen;
  ValidatedCreateUsernameCallback: { readonly value: string; readonly validateOnly: boolean };
  ValidatedCreatePasswordCallback: { readonly value: string; readonly validateOnly: boolean };
  StringAttributeInputCallback: { readonly value: string; readonly validateOnly: boolean };
  /** `value` is undefined when nothing was typed. */
  NumberAttributeInputCallback: { readonly value: number | undefined; readonly validateOnly: boolean };
  BooleanAttributeInputCallback: { readonly value: boolean; readonly validateOnly: boolean };
  KbaCreateCallback: { readonly question: string; readonly answer: string };
  TermsAndConditionsCallback: { readonly accepted: boolean };
  ConsentMappingCallback: { readonly accepted: boolean };
  /** One of those offered. */
  SelectIdPCallback: { readonly provider: string };
  /** What an application got from the provider itself: an ID token, an access token or a code, as `tokenType` says. */
  IdPCallback: { readonly token: string; readonly tokenType: string };
  /** A profile in JSON; empty when the client gathered none. */
  DeviceProfileCallback: TextAnswer;
  /** A compact JWS, or why there is none, such as `Unsupported`. */
  DeviceBindingCallback: { readonly jws: string; readonly deviceName: string; readonly deviceId: string; readonly clientError: string };
  DeviceSigningVerifierCallback: { readonly jws: string; readonly clientError: string };
}
export type AnswerOf<T extends CallbackType> = { readonly type: T } & AnswerByType[T];
export type Answer = { [T in CallbackType]: AnswerOf<T> }[CallbackType];
