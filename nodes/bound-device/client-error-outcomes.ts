import { z } from 'zod';

/** Errors of an app that become outcomes. What a client says may never be an outcome that the node takes by itself. */
export function clientErrorOutcomesField(byDefault: readonly string[], own: readonly string[]) {
  return z
    .array(
      z
        .string()
        .min(1)
        .max(256)
        .refine((name) => !own.includes(name), `The node has an outcome of this name itself: ${own.join(', ')}.`),
    )
    .default([...byDefault])
    .meta({
      title: 'Client error outcomes',
      help: 'Errors of the app that have an outcome of their own, each by the name that the app gives it. Any other goes to Failure.',
    });
}
