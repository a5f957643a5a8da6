import type { Json, WireCallback } from '@waygate/schema';
import { describeMatcher, outputMatches, textMatches } from './match-output.ts';
import type { Expectation, ExpectedCallback, ReadAnswer, TextMatcher, TypedOnPage, TypedText } from './scenario.ts';

/** A step of the authenticate protocol as a client holds it. */
export interface SignOnPage {
  readonly callbacks: readonly WireCallback[];
  readonly header?: string | undefined;
  readonly description?: string | undefined;
}

/** @throws Error that lists every difference between a page and what is expected of it */
export function checkPage(page: SignOnPage, expected: Expectation): void {
  const problems = [
    ...textProblems('header', expected.header, page.header),
    ...textProblems('description', expected.description, page.description),
  ];
  const types = (list: readonly { type: string }[]) => list.map(({ type }) => type).join(', ');
  if (types(page.callbacks) !== types(expected.callbacks)) {
    problems.push(`the callbacks are [${types(page.callbacks)}] and not [${types(expected.callbacks)}]`);
  } else {
    for (const [index, callback] of expected.callbacks.entries()) problems.push(...callbackProblems(callback, page.callbacks[index]));
  }
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** The value of an output. */
export function outputOf(callback: WireCallback | undefined, name: string): Json | undefined {
  return callback?.output.find((output) => output.name === name)?.value;
}

/** The value of the hidden callback with an id. */
export function hiddenValue(page: SignOnPage, id: string): string | undefined {
  const callback = page.callbacks.find((one) => one.type === 'HiddenValueCallback' && outputOf(one, 'id') === id);
  const value = outputOf(callback, 'value');
  return typeof value === 'string' ? value : undefined;
}

/** Recovery codes that a page shows, read out of its script as AM's SDKs do: each stands in a literal of its own and a backslash follows. A backup code is one, too. */
export function recoveryCodesOn(page: SignOnPage): readonly string[] {
  const backupCode = hiddenValue(page, 'offlineBackupCode');
  if (backupCode !== undefined) return [backupCode];
  return page.callbacks.flatMap((callback) => {
    const message = outputOf(callback, 'message');
    if (typeof message !== 'string' || !message.includes('Recovery Codes')) return [];
    return [...message.matchAll(/[\s]{4}"([\w]*)\\/g)].map(([, code = '']) => code);
  });
}

/**
 * Fills an answer in, as a client posts it.
 * @param typedText the text of what a person types
 * @throws Error when the page has no such field or button
 */
export function fillAnswer(page: SignOnPage, answer: ReadAnswer, typedText: (typed: TypedText) => string): WireCallback[] {
  const open = new Map(Object.entries(answer.enter));
  let pressed = answer.press === undefined;
  const callbacks = page.callbacks.map((callback) => {
    const prompt = String(outputOf(callback, 'prompt') ?? '');
    const entered = open.get(prompt);
    if (entered !== undefined && callback.input !== undefined) {
      open.delete(prompt);
      return entered === true || entered === false ? withInput(callback, entered) : withTyped(callback, entered, typedText);
    }
    if (answer.accept === true && /^(TermsAndConditions|ConsentMapping)Callback$/.test(callback.type)) return withInput(callback, true);
    const options = outputOf(callback, callback.type === 'ChoiceCallback' ? 'choices' : 'options');
    const option = Array.isArray(options) && answer.press !== undefined ? options.indexOf(answer.press) : -1;
    if (option < 0) return callback;
    pressed = true;
    return withInput(callback, option);
  });
  if (open.size > 0) throw new Error(`the page has no field called ${[...open.keys()].join(', ')}`);
  if (!pressed) throw new Error(`the page has no button ${answer.press}`);
  return callbacks;
}

function withTyped(callback: WireCallback, typed: Exclude<TypedOnPage, boolean>, typedText: (typed: TypedText) => string): WireCallback {
  if (typeof typed === 'string' || 'recoveryCode' in typed) return withInput(callback, typedText(typed));
  const values = new Map(Object.entries(typed));
  const input =
    callback.input?.map((one) => ({ ...one, value: values.get(/(question|answer)$/.exec(one.name)?.[0] ?? '') ?? one.value })) ?? [];
  return { ...callback, input };
}

function withInput(callback: WireCallback, value: Json): WireCallback {
  const [first, ...rest] = callback.input ?? [];
  return first === undefined ? callback : { ...callback, input: [{ ...first, value }, ...rest] };
}

function textProblems(what: string, expected: TextMatcher | undefined, actual: string | undefined): string[] {
  if (expected === undefined || (actual !== undefined && textMatches(expected, actual))) return [];
  return [`the ${what} is ${JSON.stringify(actual)} and not ${describeMatcher(expected)}`];
}

function callbackProblems({ type, ...outputs }: ExpectedCallback, actual: WireCallback | undefined): string[] {
  return Object.entries(outputs).flatMap(([name, expected]) => {
    const value = outputOf(actual, name);
    return outputMatches(expected, value) ? [] : [`${name} of ${type} is ${JSON.stringify(value)} and not ${describeMatcher(expected)}`];
  });
}
