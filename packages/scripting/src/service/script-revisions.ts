import { hash } from 'node:crypto';
import { type Script, script, scriptGeneration } from '@waygate/schema';
import { checkScript } from '../check/check-script.ts';
import { type ScriptRevision, scriptRevision } from './script-revision.ts';
import type { ScriptStore } from './script-store.ts';
import { decodeScript } from './script-text.ts';

/** How many libraries one script may reach. */
const MOST_LIBRARIES = 100;

/** Scripts as runs are pinned to them: what a script says may change at any time, what a run began with does not. */
export class ScriptRevisions {
  readonly #store: ScriptStore;
  #generation = Number.NaN;
  readonly #pins = new Map<string, string>();
  readonly #libraries = new Map<string, ReadonlyMap<string, string>>();

  constructor(store: ScriptStore) {
    this.#store = store;
  }

  /**
   * Pins scripts as they are now.
   * @returns revisions by script id; a script that does not exist has none
   */
  async pin(realm: string, ids: readonly string[]): Promise<Record<string, string>> {
    this.#forgetWhatChanged();
    const pins: Record<string, string> = Object.create(null);
    for (const id of ids) {
      const revision = this.#pins.get(`${realm}\n${id}`) ?? (await this.#make(realm, id));
      if (revision !== undefined) pins[id] = revision;
    }
    return pins;
  }

  async find(realm: string, revision: string): Promise<ScriptRevision | undefined> {
    const value = await this.#store.get(realm, 'scriptRevision', revision);
    return value === undefined ? undefined : scriptRevision.parse(value);
  }

  async #make(realm: string, id: string): Promise<string | undefined> {
    const generation = this.#store.generation();
    const value = await this.#store.get(realm, 'script', id);
    const parsed = value === undefined ? undefined : script.safeParse(value);
    if (parsed?.success !== true) return undefined;
    const revision = await this.#bundle(realm, parsed.data);
    const key = hash('sha256', JSON.stringify(revision), 'base64url');
    if ((await this.#store.get(realm, 'scriptRevision', key)) === undefined) {
      await this.#store.create(realm, 'scriptRevision', { id: key, value: revision });
    }
    if (generation === this.#generation) this.#pins.set(`${realm}\n${id}`, key);
    return key;
  }

  async #bundle(realm: string, { _id, name, script: text, language, context, evaluatorVersion }: Script): Promise<ScriptRevision> {
    const kind = scriptGeneration({ context, evaluatorVersion });
    const source = decodeScript(text);
    const libraries = new Map<string, string>();
    const open = kind === 'next' ? [...checkScript(source, { kind, language }).libraries] : [];
    const known = open.length === 0 ? undefined : await this.#librariesOf(realm);
    for (let wanted = open.pop(); wanted !== undefined && libraries.size < MOST_LIBRARIES; wanted = open.pop()) {
      const library = known?.get(wanted);
      if (library === undefined || libraries.has(wanted)) continue;
      libraries.set(wanted, library);
      open.push(...checkScript(library, { kind, language }).libraries);
    }
    const sorted = [...libraries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([library, text]) => ({ name: library, source: text }));
    return { scriptId: _id, kind, language, main: { name, source }, libraries: sorted };
  }

  async #librariesOf(realm: string): Promise<ReadonlyMap<string, string>> {
    const kept = this.#libraries.get(realm);
    if (kept !== undefined) return kept;
    const generation = this.#store.generation();
    const libraries = new Map<string, string>();
    for (const { value } of await this.#store.list(realm, 'script')) {
      const parsed = script.safeParse(value);
      if (parsed.success && parsed.data.context === 'LIBRARY') libraries.set(parsed.data.name, decodeScript(parsed.data.script));
    }
    // What was read before a change is for this pin alone: who comes after the change must not get it.
    if (generation === this.#generation) this.#libraries.set(realm, libraries);
    return libraries;
  }

  #forgetWhatChanged(): void {
    const generation = this.#store.generation();
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#pins.clear();
    this.#libraries.clear();
  }
}
