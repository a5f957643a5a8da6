import { type Json, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import type { SandboxCall } from '../sandbox/sandbox-job.ts';
import { answerOpenIdm } from './answer-openidm.ts';
import type { ScriptWorld } from './script-world.ts';

const name = z.string().min(1).max(1_024);
const httpRequest = z.object({
  url: z.string().max(8_192),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  headers: z.record(z.string().max(256), z.string().max(16_384)),
  body: z.string().nullable(),
});
const change = z.object({ name, attributes: z.record(name, z.array(z.string().max(65_536)).max(1_000)) });

/**
 * What a call of a script does in a realm. Whatever it asks is checked here: nothing that comes out of the sandbox is trusted.
 * @param key names the effect of the call: the same twice does it once
 */
export async function answerScript(realm: string, { operation, argument }: SandboxCall, world: ScriptWorld, key: string): Promise<Json> {
  if (operation.startsWith('openidm.')) return { ...(await answerOpenIdm(realm, operation.slice(8), argument, world.identities, key)) };
  switch (operation) {
    case 'http.send': {
      const { body, ...request } = checked(operation, httpRequest, argument);
      const { status, statusText, headers, body: text } = await world.http.send({ ...request, body: body ?? undefined });
      const received = Object.fromEntries(Object.entries(headers).map(([key, values]) => [key, [...values]]));
      return { status, statusText, headers: received, body: text };
    }
    case 'identity.read': {
      const person = await world.identities.find(realm, plainName(checked(operation, name, argument)));
      if (person === undefined) return null;
      const attributes = Object.fromEntries(Object.entries(person.attributes).map(([key, values]) => [key, [...values]]));
      return { name: person.username, universalId: `id=${person.id},ou=user`, attributes };
    }
    case 'identity.write': {
      const { name: who, attributes } = checked(operation, change, argument);
      const person = await world.identities.find(realm, who);
      const done =
        person !== undefined && (await world.identities.updateAttributes(realm, person.id, (now) => ({ ...now, ...attributes })));
      if (!done) throw new WaygateError('authoring', 'script.identity_missing', `There is nobody called ${who}.`);
      return null;
    }
    case 'devices.list': {
      const person = await world.identities.find(realm, plainName(checked(operation, name, argument)));
      const profiles = person === undefined ? [] : await world.devices.listProfiles(realm, person);
      return profiles.map(({ metadata, location, ...profile }) => ({
        ...profile,
        ...(metadata === undefined ? {} : { metadata }),
        ...(location === undefined ? {} : { location: { ...location } }),
        recoveryCodes: [],
      }));
    }
    case 'variable.get':
      return world.variables.get(checked(operation, name, argument)) ?? null;
    case 'secret.get': {
      const label = checked(operation, name, argument);
      const value = world.variables.get(label);
      if (value === undefined) throw new WaygateError('authoring', 'script.secret_missing', `There is no secret ${label}.`);
      return value;
    }
    default:
      throw new WaygateError('authoring', 'script.unknown_call', `${operation.slice(0, 100)} is not available here.`);
  }
}

/** The name in a universal id, or the name that it is. */
function plainName(text: string): string {
  return /^id=([^,]+),/.exec(text)?.[1] ?? text;
}

function checked<S extends z.ZodType>(operation: string, schema: S, argument: Json): z.infer<S> {
  const parsed = schema.safeParse(argument);
  if (parsed.success) return parsed.data;
  throw new WaygateError('authoring', 'script.call_malformed', `${operation}: ${z.prettifyError(parsed.error)}`);
}
