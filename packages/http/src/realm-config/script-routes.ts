import { randomUUID } from 'node:crypto';
import { Script as Compiled } from 'node:vm';
import { type JsonObject, script, WaygateError } from '@waygate/schema';
import type { RealmObject } from '../admin/admin-deps.ts';
import { requireScriptAuthor } from '../admin/script-author.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, methodNotAllowed, nothingHere, objectOf, text, unknownAction } from './config-request.ts';
import { actionAnswer, checkPreconditions, queryAnswer, resourceAnswer } from './crest.ts';
import { DEFAULT_SCRIPTS } from './default-scripts.ts';
import { liveJourneys } from './live-journeys.ts';
import { realmAddress } from './tree-routes.ts';

/** `scripts`: the scripts of a realm in AM's shape, their text in base64. */
export async function scriptRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, path, query, deps, realm } = request;
  const [id, ...more] = path;
  const action = query.get('_action');
  if (more.length > 0) throw nothingHere();
  if (id === undefined) {
    if (method === 'GET')
      return queryAnswer(
        request,
        (await deps.realmObjects.list(realm, 'script')).map(({ value }) => value),
      );
    if (method !== 'POST') throw methodNotAllowed(method);
    if (action === 'validate') return actionAnswer(faultsOf(request));
    if (action === 'create') return writeScript(request, text(objectOf(request), '_id') ?? randomUUID(), true);
    throw unknownAction(action);
  }
  switch (method) {
    case 'GET': {
      const found = (await deps.realmObjects.get(realm, 'script', id)) ?? DEFAULT_SCRIPTS.get(id);
      if (found === undefined) throw notFound(id);
      return resourceAnswer(request, found);
    }
    case 'PUT':
      return writeScript(request, id, false);
    case 'DELETE':
      return removeScript(request, id);
    default:
      throw method === 'POST' ? unknownAction(action) : methodNotAllowed(method);
  }
}

/** `libraries`: the scripts that others may require, by name. */
export async function libraryRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, path, deps, realm } = request;
  if (path.length > 0) throw nothingHere();
  if (method !== 'GET') throw methodNotAllowed(method);
  const scripts = await deps.realmObjects.list(realm, 'script');
  return queryAnswer(
    request,
    scripts
      .filter(({ value }) => value['context'] === 'LIBRARY')
      .map(({ id, value }) => ({ _id: id, name: value['name'] ?? '', exports: [] })),
  );
}

async function writeScript(request: ConfigRequest, id: string, isNew: boolean): Promise<HttpAnswer> {
  const { deps, realm, admin, now } = request;
  requireScriptAuthor(admin);
  return request.turns.take(realm, async () => {
    const scripts = await deps.realmObjects.list(realm, 'script');
    const before = scripts.find((one) => one.id === id)?.value;
    if (isNew && before !== undefined) throw new WaygateError('state', 'config.exists', 'Unable to save config: Service already exists');
    checkPreconditions(request, before);
    const { _rev: _, ...body } = objectOf(request);
    const by = `id=${admin.username},ou=user,ou=am-config`;
    const parsed = script.safeParse({
      createdBy: before?.['createdBy'] ?? by,
      creationDate: before?.['creationDate'] ?? now,
      lastModifiedBy: by,
      lastModifiedDate: now,
      ...body,
      // Some clients break base64 into lines.
      ...(typeof body['script'] === 'string' ? { script: body['script'].replaceAll(/\s/g, '') } : {}),
      _id: id,
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const message = `Data validation failed for the attribute, ${issue?.path.join('.') ?? 'Script'}. ${issue?.message ?? ''}`;
      throw new WaygateError('input', 'config.invalid', message.trim());
    }
    const { name } = parsed.data;
    refuseTakenName(scripts, id, name, realm);
    const value = parsed.data as JsonObject;
    await deps.realmObjects.put(realm, [{ kind: 'script', id, value }]);
    request.audit('script.written', { realm, script: id, name });
    return resourceAnswer(
      request,
      value,
      before === undefined ? { at: `${realmAddress(realm)}/scripts/${encodeURIComponent(id)}` } : undefined,
    );
  });
}

async function removeScript(request: ConfigRequest, id: string): Promise<HttpAnswer> {
  const { deps, realm } = request;
  requireScriptAuthor(request.admin);
  return request.turns.take(realm, async () => {
    const before = await deps.realmObjects.get(realm, 'script', id);
    if (before === undefined) throw notFound(id);
    checkPreconditions(request, before);
    const users = (await liveJourneys(deps.journeys, realm)).filter(({ document }) =>
      [...Object.values(document.nodes), ...Object.values(document.innerNodes)].some(({ config }) => config['script'] === id),
    );
    if (users.length > 0) {
      const names = users.map(({ document }) => document.name).join(', ');
      throw new WaygateError('state', 'config.in_use', `Script ${String(before['name'])} is used by ${names}. Change that first.`);
    }
    await deps.realmObjects.remove(realm, 'script', id);
    request.audit('script.removed', { realm, script: id });
    return resourceAnswer(request, before);
  });
}

function refuseTakenName(scripts: readonly RealmObject[], id: string, name: string, realm: string): void {
  if (!scripts.some((one) => one.id !== id && one.value['name'] === name)) return;
  throw new WaygateError('state', 'config.name_taken', `Script with name ${name} already exist in realm ${realm}`);
}

/** Reads a script and runs nothing of it. */
function faultsOf(request: ConfigRequest): JsonObject {
  const source = Buffer.from(text(objectOf(request), 'script') ?? '', 'base64').toString('utf8');
  try {
    // As the body of a function, which may return.
    new Compiled(`(function () {\n${source}\n})`, { filename: 'script', lineOffset: -1 });
    return { success: true };
  } catch (error) {
    const [, line = '1'] = /^script:(\d+)/.exec(error instanceof Error ? (error.stack ?? '') : '') ?? [];
    return {
      success: false,
      errors: [{ line: Number(line), column: 1, message: error instanceof Error ? error.message : 'It is no script.' }],
    };
  }
}

function notFound(id: string): WaygateError {
  return new WaygateError('notFound', 'config.unknown', `Script with UUID ${id} could not be found`);
}
