import { type JsonObject, jsonObject, WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, member, methodNotAllowed, nothingHere, objectOf, text } from './config-request.ts';
import { checkPreconditions, queryAnswer, resourceAnswer } from './crest.ts';

/**
 * `/openidm/config`: e-mail templates and themes where IDM has them. There, templates belong to no realm, so that what is written here goes to every realm
 * that there is.
 */
export async function openidmRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const [config, kind, id, ...more] = request.path;
  if (config !== 'config' || more.length > 0) throw nothingHere();
  if (kind === undefined) return configQuery(request);
  if (kind === 'emailTemplate' && id !== undefined) return emailTemplate(request, id);
  if (kind === 'ui' && id === 'themerealm') return themes(request);
  throw nothingHere();
}

async function configQuery(request: ConfigRequest): Promise<HttpAnswer> {
  if (request.method !== 'GET') throw methodNotAllowed(request.method);
  const templates = new Map<string, JsonObject>();
  for (const realm of await realmsOf(request)) {
    for (const { id, value } of await request.deps.realmObjects.list(realm, 'emailTemplate')) {
      if (!templates.has(id)) templates.set(id, { ...value, _id: `emailTemplate/${id}` });
    }
  }
  return queryAnswer(request, [...templates.values(), await themeRealm(request)]);
}

async function emailTemplate(request: ConfigRequest, id: string): Promise<HttpAnswer> {
  const { method, deps } = request;
  const realms = await realmsOf(request);
  const found = (await Promise.all(realms.map((realm) => deps.realmObjects.get(realm, 'emailTemplate', id)))).find(
    (one) => one !== undefined,
  );
  const before = found === undefined ? undefined : { ...found, _id: `emailTemplate/${id}` };
  if (method === 'GET') {
    if (before === undefined) throw unknownConfig(`emailTemplate/${id}`);
    return resourceAnswer(request, before);
  }
  if (method === 'PUT') {
    checkPreconditions(request, before);
    const { _rev: _, ...body } = objectOf(request);
    const value = { ...body, _id: `emailTemplate/${id}` };
    for (const realm of realms) await deps.realmObjects.put(realm, [{ kind: 'emailTemplate', id, value }]);
    request.audit('email_template.written', { template: id });
    return resourceAnswer(
      request,
      value,
      before === undefined ? { at: `/openidm/config/emailTemplate/${encodeURIComponent(id)}` } : undefined,
    );
  }
  if (method !== 'DELETE') throw methodNotAllowed(method);
  if (before === undefined) throw unknownConfig(`emailTemplate/${id}`);
  for (const realm of realms) await deps.realmObjects.remove(realm, 'emailTemplate', id);
  request.audit('email_template.removed', { template: id });
  return resourceAnswer(request, before);
}

/** All themes are one resource there: what is written is what every named realm has from then on. */
async function themes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, deps, turns } = request;
  if (method === 'GET') return resourceAnswer(request, await themeRealm(request));
  if (method !== 'PUT') throw methodNotAllowed(method);
  return turns.take('ui/themerealm', async () => {
    checkPreconditions(request, await themeRealm(request));
    const realms = await realmsOf(request);
    for (const [name, list] of Object.entries(objectIn(member(objectOf(request), 'realm')))) {
      const realm = name.startsWith('/') ? name : `/${name}`;
      if (!realms.includes(realm)) continue;
      const wanted = themesIn(list);
      await deps.realmObjects.put(
        realm,
        wanted.map((value) => ({ kind: 'theme', id: themeId(value), value })),
      );
      const ids = wanted.map(themeId);
      for (const { id } of await deps.realmObjects.list(realm, 'theme')) {
        if (!ids.includes(id)) await deps.realmObjects.remove(realm, 'theme', id);
      }
      request.audit('themes.written', { realm, themes: ids });
    }
    return resourceAnswer(request, await themeRealm(request));
  });
}

async function themeRealm(request: ConfigRequest): Promise<JsonObject> {
  const realm: JsonObject = {};
  for (const path of await realmsOf(request)) {
    realm[path] = (await request.deps.realmObjects.list(path, 'theme')).map(({ value }) => value);
  }
  return { _id: 'ui/themerealm', realm };
}

async function realmsOf({ deps }: ConfigRequest): Promise<readonly string[]> {
  return (await deps.realms.list()).map(({ path }) => path);
}

function themesIn(list: JsonObject[string] | undefined): JsonObject[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => {
    const parsed = jsonObject.safeParse(one);
    if (parsed.success && themeId(parsed.data) !== '') return [parsed.data];
    throw new WaygateError('input', 'config.invalid', 'A theme has neither _id nor name.');
  });
}

function themeId(theme: JsonObject): string {
  return text(theme, '_id') ?? text(theme, 'name') ?? '';
}

function objectIn(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function unknownConfig(id: string): WaygateError {
  return new WaygateError('notFound', 'config.unknown', `No configuration exists for id ${id}`);
}
