import {
  type CheckScriptRequest,
  type JsonObject,
  type SaveScriptRequest,
  type Script,
  type ScriptListItem,
  type ScriptProblem,
  type ScriptReport,
  type ScriptUsers,
  type ScriptView,
  script,
  scriptGeneration,
  WaygateError,
} from '@waygate/schema';
import { checkScript } from '../check/check-script.ts';
import type { ScriptStore } from './script-store.ts';
import { decodeScript, encodeScript } from './script-text.ts';
import { SHIPPED_SCRIPTS, withShippedScripts } from './shipped-scripts.ts';

/** Where scripts are written; `RealmObjectStore` of the storage is one. */
export interface WritableScriptStore extends ScriptStore {
  put(realm: string, objects: readonly { readonly kind: 'script'; readonly id: string; readonly value: JsonObject }[]): Promise<void>;
  remove(realm: string, kind: 'script', id: string): Promise<boolean>;
}

/** Journeys that name a script, whether they are live or somebody's draft. */
export type JourneysWithScript = (realm: string) => Promise<readonly { readonly journey: string; readonly scripts: readonly string[] }[]>;

/** Providers that people can sign on with and that name a script. */
export type ProvidersWithScript = (realm: string) => Promise<readonly { readonly provider: string; readonly script: string }[]>;

/** Scripts of realms, as administrators work on them. */
export interface ScriptDesk {
  /** In the order of the names. */
  list(realm: string): Promise<readonly ScriptListItem[]>;
  /** @throws WaygateError `script.not_found` (notFound) */
  get(realm: string, id: string): Promise<ScriptView>;
  /** @throws WaygateError `script.name_taken`, `script.changed` (state) */
  save(realm: string, id: string, request: SaveScriptRequest, by: { readonly author: string; readonly at: number }): Promise<ScriptView>;
  /** @throws WaygateError `script.not_found` (notFound), `script.in_use` (state) with who uses it in `details`, `script.shipped` (state) */
  remove(realm: string, id: string): Promise<void>;
  check(realm: string, request: CheckScriptRequest): Promise<ScriptReport>;
  /**
   * What can be told of some scripts without running them.
   * @param brought scripts in AM's form that come along and go before those that the realm has
   * @returns by id; a script that is not there has no entry
   */
  examine(
    realm: string,
    ids: readonly string[],
    brought?: readonly JsonObject[],
  ): Promise<ReadonlyMap<string, { readonly name: string; readonly problems: readonly ScriptProblem[] }>>;
}

export function createScriptDesk(
  store: WritableScriptStore,
  journeysWith: JourneysWithScript,
  providersWith: ProvidersWithScript = async () => [],
): ScriptDesk {
  const all = withShippedScripts(store);

  async function scriptsOf(realm: string): Promise<Script[]> {
    const scripts = (await all.list(realm, 'script')).flatMap(({ value }) => parsedScript(value));
    return scripts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  async function usersIn(realm: string, scripts: readonly Script[]): Promise<(one: Script) => ScriptUsers> {
    const [journeys, providers] = await Promise.all([journeysWith(realm), providersWith(realm)]);
    const requires = new Map(scripts.map((one) => [one._id, reportOf(one).libraries]));
    return ({ _id, name, context }) => ({
      journeys: journeys.flatMap(({ journey, scripts: named }) => (named.includes(_id) ? [journey] : [])),
      scripts: context === 'LIBRARY' ? scripts.flatMap((other) => (requires.get(other._id)?.includes(name) ? [other.name] : [])) : [],
      providers: providers.flatMap(({ provider, script: named }) => (named === _id ? [provider] : [])),
    });
  }

  async function view(realm: string, id: string): Promise<ScriptView> {
    const scripts = await scriptsOf(realm);
    const found = scripts.find(({ _id }) => _id === id);
    if (found === undefined) throw unknownScript(id);
    const usersOf = await usersIn(realm, scripts);
    return { ...itemOf(found, usersOf(found)), source: decodeScript(found.script), report: reportOf(found, librariesOf(scripts)) };
  }

  return {
    get: view,
    async list(realm) {
      const scripts = await scriptsOf(realm);
      const usersOf = await usersIn(realm, scripts);
      return scripts.map((one) => itemOf(one, usersOf(one)));
    },
    async save(realm, id, { name, description = '', context, language = 'JAVASCRIPT', source, base }, { author, at }) {
      const scripts = await scriptsOf(realm);
      const before = scripts.find(({ _id }) => _id === id);
      if ((before?.lastModifiedDate ?? null) !== base) {
        throw new WaygateError(
          'state',
          'script.changed',
          before === undefined ? 'The script is gone.' : 'Somebody has changed the script meanwhile.',
        );
      }
      if (scripts.some((other) => other._id !== id && other.name === name)) {
        throw new WaygateError('state', 'script.name_taken', `There is a script ${name} already. Choose another name.`);
      }
      const made = { createdBy: author, creationDate: at };
      const value = script.parse({
        ...(before ?? made),
        _id: id,
        name,
        description,
        context,
        language,
        script: encodeScript(source),
        evaluatorVersion: before?.context === context ? before.evaluatorVersion : versionOf(context),
        default: false,
        lastModifiedBy: author,
        lastModifiedDate: Math.max(at, (before?.lastModifiedDate ?? 0) + 1),
      });
      await store.put(realm, [{ kind: 'script', id, value: value as JsonObject }]);
      return view(realm, id);
    },
    async remove(realm, id) {
      const { usedBy, name, shipped } = await view(realm, id);
      const users = [...usedBy.journeys, ...usedBy.scripts, ...usedBy.providers];
      if (users.length > 0) {
        const message = `${name} is in use: ${users.join(', ')} ${users.length === 1 ? 'runs' : 'run'} it. Change that first.`;
        throw new WaygateError('state', 'script.in_use', message, { details: { usedBy } });
      }
      if (shipped) throw new WaygateError('state', 'script.shipped', `${name} came with the product and stays.`);
      await store.remove(realm, 'script', id);
    },
    async check(realm, { source, context, language = 'JAVASCRIPT' }) {
      const kind = scriptGeneration({ context, evaluatorVersion: versionOf(context) });
      return checkScript(source, { kind, language, known: librariesOf(await scriptsOf(realm)) });
    },
    async examine(realm, ids, brought = []) {
      if (ids.length === 0) return new Map();
      const coming = brought.flatMap((value) => parsedScript(value));
      const there = [...(await scriptsOf(realm)), ...coming];
      const known = librariesOf(there);
      const byId = new Map(there.map((one) => [one._id, one]));
      return new Map(
        ids.flatMap((id) => {
          const one = byId.get(id);
          return one === undefined ? [] : [[id, { name: one.name, problems: reportOf(one, known).problems }] as const];
        }),
      );
    },
  };
}

function parsedScript(value: JsonObject): Script[] {
  const parsed = script.safeParse(value);
  return parsed.success ? [parsed.data] : [];
}

/** Contexts whose scripts are of the first generation unless they say otherwise. */
const LEGACY_CONTEXTS = new Set(['AUTHENTICATION_TREE_DECISION_NODE', 'CONFIG_PROVIDER_NODE', 'SOCIAL_IDP_PROFILE_TRANSFORMATION']);

function versionOf(context: string): string {
  return LEGACY_CONTEXTS.has(context) ? '1.0' : '2.0';
}

function reportOf(one: Script, known?: ReadonlySet<string>): ScriptReport {
  const options = { kind: scriptGeneration(one), language: one.language };
  return checkScript(decodeScript(one.script), known === undefined ? options : { ...options, known });
}

function librariesOf(scripts: readonly Script[]): ReadonlySet<string> {
  return new Set(scripts.flatMap(({ name, context }) => (context === 'LIBRARY' ? [name] : [])));
}

function itemOf(one: Script, usedBy: ScriptUsers): ScriptListItem {
  return {
    id: one._id,
    name: one.name,
    description: one.description === 'null' ? '' : (one.description ?? ''),
    language: one.language,
    context: one.context,
    generation: scriptGeneration(one),
    shipped: SHIPPED_SCRIPTS.has(one._id) && one.default,
    lastModifiedBy: one.lastModifiedBy === 'null' ? null : one.lastModifiedBy,
    lastModifiedDate: one.lastModifiedDate,
    usedBy,
  };
}

function unknownScript(id: string): WaygateError {
  return new WaygateError('notFound', 'script.not_found', `There is no script ${id}.`);
}
