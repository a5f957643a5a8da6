import { type Json, WaygateError } from '@waygate/schema';
import { z } from 'zod';

const short = z.string().max(100);
/** What the connector's documentation asks of a return address: a host with a top-level domain, and what may follow. */
const RETURN_ADDRESS = /^(https?:\/\/)?[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}\b[-a-zA-Z0-9()@:%_+.~#?&/=]*$/;

const initialize = z.strictObject({
  customAuth: z.strictObject({
    pingIdProperties: z.string().max(1_000).exactOptional(),
    skRedirectUri: short.regex(RETURN_ADDRESS).exactOptional(),
  }),
  attributes: z
    .array(z.strictObject({ name: short, value: z.string().max(1_000) }))
    .max(100)
    .exactOptional(),
});

const person = initialize.extend({
  sub: short,
  fname: short.exactOptional(),
  lname: short.exactOptional(),
  group: z.string().max(65_536).exactOptional(),
  phone: short.exactOptional(),
  voiceNumber: short.exactOptional(),
  appName: short.exactOptional(),
  saasid: short.exactOptional(),
  appIconUrl: z.string().max(1_000).exactOptional(),
  pingidIp: short.exactOptional(),
});

/** Inputs of the connector's capabilities, with its limits. */
export const CONNECTOR_INPUTS = {
  initializeMfa: person,
  initializePasswordless: initialize,
  finalizePasswordless: person.extend({ passwordlessContext: z.string().max(100) }),
} as const;

/**
 * Reads the input of a capability; the connector's example has it in a member `properties`, which may be there or not.
 * @returns undefined when the caller gave none
 * @throws WaygateError `pingid.input` (authoring) that names members and no values
 */
export function readConnectorInput<S extends z.ZodType>(schema: S, given: Json | undefined): z.infer<S> | undefined {
  if (given === undefined || given === null) return undefined;
  const wrapped = typeof given === 'object' && !Array.isArray(given) && Object.keys(given).join() === 'properties';
  const parsed = schema.safeParse(wrapped ? given['properties'] : given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, code }) => `${path.map(String).join('.') || 'it'} (${code})`);
  throw new WaygateError('authoring', 'pingid.input', `The input is not what the connector takes: ${wrong.slice(0, 5).join(', ')}.`);
}
