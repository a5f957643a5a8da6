import type { IncomingMessage } from 'node:http';

const bodies = new WeakMap<IncomingMessage, string>();

/** Remembers the body of a request for as long as the request is there. */
export function noteBody(request: IncomingMessage, body: string): void {
  bodies.set(request, body);
}

/**
 * Every text that a request brought: values of headers, cookies, parameters and of the body. So that what is said of a failure can be cleared of them; slow, so for
 * failures alone.
 */
export function broughtBy(request: IncomingMessage): string[] {
  const texts = new Set<string>();
  const add = (text: string) => void texts.add(text);
  for (const values of Object.values(request.headersDistinct)) {
    for (const value of values ?? []) {
      add(value);
      for (const part of value.split(/[\s,;]+/)) {
        add(part);
        if (part.includes('=')) add(part.slice(part.indexOf('=') + 1));
      }
    }
  }
  const { search } = URL.parse(request.url ?? '/', 'http://x') ?? { search: '' };
  for (const value of new URLSearchParams(search).values()) add(value);
  addBody(bodies.get(request) ?? '', add);
  return [...texts];
}

function addBody(body: string, add: (text: string) => void): void {
  if (body === '') return;
  try {
    JSON.parse(body, (_name, value: unknown) => {
      if (typeof value === 'string') add(value);
      return value;
    });
  } catch {
    add(body);
    for (const value of new URLSearchParams(body).values()) add(value);
    for (const part of body.split(/[\s"',:;{}[\]]+/)) add(part);
  }
}
