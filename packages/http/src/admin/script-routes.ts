import {
  checkScriptRequest,
  type ScriptListItem,
  type ScriptReport,
  type ScriptView,
  saveScriptRequest,
  WaygateError,
} from '@waygate/schema';
import type { ScriptDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';
import { requireScriptAuthor } from './script-author.ts';

/** `GET /realms/R/scripts` */
export async function listScripts(request: AdminRequest, realm: string): Promise<{ scripts: readonly ScriptListItem[] }> {
  return { scripts: await (await deskOf(request, realm)).list(realm) };
}

/** `GET /realms/R/scripts/ID` */
export async function viewScript(request: AdminRequest, realm: string, id: string): Promise<ScriptView> {
  return (await deskOf(request, realm)).get(realm, id);
}

/** `POST /realms/R/scripts-check`: nothing is kept, and nothing is run. */
export async function checkScript(request: AdminRequest, realm: string): Promise<ScriptReport> {
  return (await deskOf(request, realm)).check(realm, bodyOf(request, checkScriptRequest));
}

/** `PUT /realms/R/scripts/ID`: for who may write scripts. */
export async function saveScript(request: AdminRequest, realm: string, id: string): Promise<ScriptView> {
  requireScriptAuthor(request.admin);
  const desk = await deskOf(request, realm);
  if (!/^[\w.-]{1,128}$/.test(id))
    throw new WaygateError('input', 'script.id', 'The id of a script is made of letters, digits, dots and hyphens.');
  const saved = await desk.save(realm, id, bodyOf(request, saveScriptRequest), { author: request.admin.username, at: request.now });
  request.audit('script.saved', { realm, script: id, name: saved.name });
  return saved;
}

/** `DELETE /realms/R/scripts/ID`: for who may write scripts. */
export async function removeScript(request: AdminRequest, realm: string, id: string): Promise<void> {
  requireScriptAuthor(request.admin);
  await (await deskOf(request, realm)).remove(realm, id);
  request.audit('script.removed', { realm, script: id });
}

async function deskOf(request: AdminRequest, realm: string): Promise<ScriptDesk> {
  await realmOf(request, realm);
  const { scripts } = request.deps;
  if (scripts === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server has no scripts.');
  return scripts;
}
