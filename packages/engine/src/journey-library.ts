import { type CompiledJourney, type ConfigValues, compileJourney } from '@waygate/graph';
import type { Catalogue, NodeType } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { JourneyVersions } from './ports/journey-versions.ts';
import { unsupportedNode } from './unsupported-node.ts';

/** How many compiled versions are kept; the least recently used go first. */
const KEPT = 500;

/** Compiled journeys by version. A version never changes, so what was compiled once stays good. */
export class JourneyLibrary {
  readonly #journeys: JourneyVersions;
  readonly #catalogue: Catalogue;
  readonly #values: ConfigValues;
  readonly #compiled = new Map<string, CompiledJourney<NodeType>>();

  constructor(journeys: JourneyVersions, catalogue: Catalogue, values: ConfigValues) {
    this.#journeys = journeys;
    this.#catalogue = catalogue;
    this.#values = values;
  }

  /** @returns the version that a run started now is pinned to, or undefined when there is none */
  publishedVersion(realm: string, name: string): Promise<string | undefined> {
    return this.#journeys.publishedVersion(realm, name);
  }

  /** The compiled version if it is at hand, so that the hot path need not wait. */
  kept(realm: string, name: string, versionId: string): CompiledJourney<NodeType> | undefined {
    return this.#compiled.get(`${realm}\n${name}\n${versionId}`);
  }

  /**
   * @throws WaygateError `journey.version_missing` (operational) when a pinned version is gone, `journey.invalid` (authoring) when it no longer compiles,
   * for example because the server lost a node type, a key or a variable
   */
  async load(realm: string, name: string, versionId: string): Promise<CompiledJourney<NodeType>> {
    const kept = this.kept(realm, name, versionId);
    if (kept !== undefined) return kept;
    const document = await this.#journeys.version(realm, name, versionId);
    if (document === undefined) {
      throw new WaygateError('operational', 'journey.version_missing', `Version ${versionId} of journey ${name} is not in the store.`);
    }
    const compiled = compileJourney(document, this.#catalogue, unsupportedNode, this.#values);
    const key = `${realm}\n${name}\n${versionId}`;
    this.#compiled.set(key, compiled);
    if (this.#compiled.size > KEPT) {
      const oldest = this.#compiled.keys().next().value;
      if (oldest !== undefined) this.#compiled.delete(oldest);
    }
    return compiled;
  }

  /**
   * Pins the inner journeys that a journey can reach, so that publishing one of them does not change a run that has begun.
   * @returns version ids by name; a name without a published version is absent and fails when it is reached
   */
  async pinInner(realm: string, journey: CompiledJourney<NodeType>): Promise<Record<string, string>> {
    const pins: Record<string, string> = {};
    const open = [...journey.inner];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (Object.hasOwn(pins, name)) continue;
      const versionId = await this.publishedVersion(realm, name);
      if (versionId === undefined) continue;
      pins[name] = versionId;
      open.push(...(await this.load(realm, name, versionId)).inner);
    }
    return pins;
  }
}
