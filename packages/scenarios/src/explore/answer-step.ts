import type { Json, JsonObject, WireCallback, WireStep } from '@waygate/schema';
import { outputOf } from '../sign-on-page.ts';
import type { Choices } from './choices.ts';
import { CLIENT_ERROR_COUNT, type ExplorerDevices } from './explorer-devices.ts';
import type { ExplorerPerson } from './explorer-person.ts';
import type { Strategy } from './strategy.ts';

/** Who answers, and how. */
export interface Answering {
  readonly person: ExplorerPerson;
  readonly strategy: Strategy;
  readonly choices: Choices;
  /** What they want to be called where the name is one that somebody chooses. */
  readonly wantedName: string;
  /** The next recovery code that was never typed. */
  readonly recoveryCode: () => string | undefined;
  readonly devices: ExplorerDevices;
}

/** What a browser tells of the device that it runs on, as the SDKs collect it. */
const DEVICE = {
  identifier: 'explorer',
  metadata: { platform: { platform: 'Linux', deviceName: 'Explorer' }, display: { screenWidth: 1280 }, browser: { userAgent: 'Explorer' } },
  location: { latitude: 51.45, longitude: -2.59 },
};

/** Answers a step by nothing but the types of its callbacks and what they say, as somebody does who has never heard of the journey. */
export function answerStep(step: WireStep, answering: Answering): WireStep {
  const place = placeOf(step);
  const callbacks = step.callbacks.map((callback, index) => {
    const values = valuesOf(callback, `${place}\n${index}`, step, answering);
    const input = callback.input?.map((one, at) => ({ ...one, value: values[at] ?? one.value }));
    return input === undefined ? callback : { ...callback, input };
  });
  return { ...step, callbacks };
}

/** The same text for the same page. */
export function placeOf(step: WireStep): string {
  return step.callbacks
    .map((callback) => `${callback.type} ${String(outputOf(callback, 'prompt') ?? outputOf(callback, 'name') ?? '')}`)
    .join('\n');
}

/** How long a step wants to be left alone, milliseconds; undefined when it does not. */
export function waitOf({ callbacks }: WireStep): number | undefined {
  const callback = callbacks.find(({ type }) => type === 'PollingWaitCallback');
  return callback === undefined ? undefined : Math.max(Number(outputOf(callback, 'waitTime')) || 0, 1_000);
}

/** Values of the inputs of a callback, in their order; those that are missing stay as they are. */
function valuesOf(callback: WireCallback, place: string, step: WireStep, answering: Answering): readonly (Json | undefined)[] {
  const { person, strategy, choices, wantedName, recoveryCode, devices } = answering;
  const refusal = () => (strategy.agrees ? undefined : choices.next(`${place} error`, CLIENT_ERROR_COUNT));
  const prompt = String(outputOf(callback, 'prompt') ?? '');
  switch (callback.type) {
    case 'NameCallback':
      if (/recovery/i.test(prompt)) return [recoveryCode() ?? ''];
      return [(/code/i.test(prompt) ? devices.code() : undefined) ?? attributeFor(prompt, person) ?? person.username];
    case 'PasswordCallback':
      return [/\?\s*$/.test(prompt) ? person.kbaAnswer : passwordOf(person, strategy)];
    case 'ValidatedCreateUsernameCallback':
      return [wantedName];
    case 'ValidatedCreatePasswordCallback':
      return [passwordOf(person, strategy)];
    case 'TextInputCallback':
      return [attributeFor(prompt, person) ?? filled(outputOf(callback, 'defaultText')) ?? 'Example'];
    case 'StringAttributeInputCallback': {
      const name = String(outputOf(callback, 'name') ?? '');
      return [person.attributes[name] ?? filled(outputOf(callback, 'value')) ?? attributeFor(prompt, person) ?? 'Example'];
    }
    case 'NumberAttributeInputCallback':
      return [42];
    case 'BooleanAttributeInputCallback':
    case 'TermsAndConditionsCallback':
    case 'ConsentMappingCallback':
      return [strategy.agrees];
    case 'KbaCreateCallback':
      return [questionFor(callback, step), person.kbaAnswer];
    case 'ChoiceCallback':
      return [choices.next(place, listOf(callback, 'choices').length)];
    case 'SelectIdPCallback':
      return [providerAt(callback, choices.next(place, listOf(callback, 'providers').length))];
    case 'DeviceProfileCallback':
      return [JSON.stringify(DEVICE)];
    case 'DeviceBindingCallback':
      return devices.bind(callback, refusal());
    case 'DeviceSigningVerifierCallback':
      return devices.confirm(callback, refusal());
    case 'HiddenValueCallback':
      return outputOf(callback, 'id') === 'webAuthnOutcome' ? [devices.passkey(step, strategy.agrees)] : [];
    case 'ConfirmationCallback':
      // Beside something that waits, not to press anything is a choice of its own.
      return strategy.waits && waitOf(step) !== undefined ? [] : [choices.next(place, listOf(callback, 'options').length)];
    default:
      return [];
  }
}

/** A security question that no other field of the page asks for. */
function questionFor(callback: WireCallback, { callbacks }: WireStep): string {
  const at = callbacks.filter(({ type }) => type === 'KbaCreateCallback').indexOf(callback);
  const question = listOf(callback, 'predefinedQuestions')[at];
  return typeof question === 'string' ? question : `Question ${at + 1}?`;
}

/** A provider that is offered; signing on here, where that is one of them, before the others. */
function providerAt(callback: WireCallback, at: number): string {
  const names = listOf(callback, 'providers').map((one) => (isObject(one) ? String(one['provider']) : ''));
  return names.toSorted((a, b) => Number(b === 'localAuthentication') - Number(a === 'localAuthentication'))[at] ?? '';
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function passwordOf({ password }: ExplorerPerson, strategy: Strategy): string {
  return strategy.password === 'right' ? password : `not ${password}`;
}

/** What a person types into a field whose prompt names something that they have. */
function attributeFor(prompt: string, { attributes }: ExplorerPerson): string | undefined {
  if (/mail/i.test(prompt)) return attributes['mail'];
  if (/phone|mobile/i.test(prompt)) return attributes['telephoneNumber'];
  if (/(given|first)\W*name/i.test(prompt)) return attributes['givenName'];
  if (/(sur|last|family)\W*name/i.test(prompt)) return attributes['sn'];
  return /user\W*name/i.test(prompt) ? attributes['userName'] : undefined;
}

function filled(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(callback: WireCallback, name: string): readonly Json[] {
  const value = outputOf(callback, name);
  return Array.isArray(value) ? value : [];
}
