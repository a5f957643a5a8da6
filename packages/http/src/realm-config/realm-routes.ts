import type { JsonObject } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, methodNotAllowed, nothingHere } from './config-request.ts';
import { queryAnswer, resourceAnswer } from './crest.ts';

/** `global-config/realms`: every realm, to be read. Realms are made by the command line. */
export async function realmRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, path, deps } = request;
  const [id, ...more] = path;
  if (method !== 'GET') throw methodNotAllowed(method);
  const realms = (await deps.realms.list()).map(({ path: realm, active }) => realmView(realm, active));
  if (id === undefined) return queryAnswer(request, realms);
  const found = realms.find((one) => one['_id'] === id);
  if (found === undefined || more.length > 0) throw nothingHere();
  return resourceAnswer(request, found);
}

function realmView(path: string, active: boolean): JsonObject {
  const at = path.lastIndexOf('/');
  return {
    _id: Buffer.from(path).toString('base64').replaceAll('=', ''),
    parentPath: path === '/' ? null : at === 0 ? '/' : path.slice(0, at),
    active,
    name: path === '/' ? '/' : path.slice(at + 1),
    aliases: [],
  };
}
