import type { EndTexts, EndWishes } from '@waygate/node-kit';
import { type Json, json } from '@waygate/schema';

/** Two wishes as one; the later goes before, member by member. */
export function mergeWishes(before: EndWishes | undefined, later: EndWishes): EndWishes {
  const failure = mergeTexts(before?.failure, later.failure);
  const error = mergeTexts(before?.error, later.error);
  const webhooks = [...new Set([...(before?.webhooks ?? []), ...(later.webhooks ?? [])])];
  return {
    ...before,
    ...later,
    successDetails: { ...before?.successDetails, ...later.successDetails },
    successProperties: { ...before?.successProperties, ...later.successProperties },
    logoutDetails: { ...before?.logoutDetails, ...later.logoutDetails },
    ...(webhooks.length === 0 ? {} : { webhooks }),
    ...(failure === undefined ? {} : { failure }),
    ...(error === undefined ? {} : { error }),
  };
}

/**
 * What the answer to a success has besides; what stands there as a text goes before what is copied.
 * @param properties of the session
 */
export function successDetailsOf(wishes: EndWishes | undefined, properties: Readonly<Record<string, string>>): Record<string, Json> {
  const copied = Object.entries(wishes?.successProperties ?? {}).flatMap(([key, name]): [string, string][] => {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return value === undefined ? [] : [[key, value]];
  });
  return readDetails({ ...Object.fromEntries(copied), ...wishes?.successDetails });
}

/** Details with what JSON can be read from them. */
export function readDetails(details: Readonly<Record<string, string>> = {}): Record<string, Json> {
  return Object.fromEntries(Object.entries(details).map(([key, text]) => [key, readJson(text)]));
}

function readJson(text: string): Json {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

function mergeTexts(before: EndTexts | undefined, later: EndTexts | undefined): EndTexts | undefined {
  if (before === undefined || later === undefined) return later ?? before;
  return { ...before, ...later, details: { ...before.details, ...later.details } };
}
