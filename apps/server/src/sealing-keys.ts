import { setTimeout as pause } from 'node:timers/promises';
import { addKey, createResealer, LOOK_EVERY_MS, prepareKey, removeKey } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';
import type { Workspace } from './workspace.ts';

/** A key, and what has to do with it in the store. */
export interface SealingKey {
  readonly id: string;
  readonly active: boolean;
  /** False when it is not on the ring and is only named by something. */
  readonly onRing: boolean;
  /** How many documents have something in them that it opens. */
  readonly documents: number;
  /** How many documents have something in them that names it and does not open with it. Whoever may store a text can write such a thing, so it keeps no key from being removed. */
  readonly unreadable: number;
}

/** What a key that was removed has left. */
export interface RemovedKey {
  readonly id: string;
  /** How many documents name it still, and did not open with it before either. */
  readonly unreadable: number;
}

/** How far a rotation is. */
export interface RotationProgress {
  /** From 1: it goes through everything until there is nothing left to do. */
  readonly round: number;
  readonly collection: string;
  readonly seen: number;
  readonly changed: number;
}

/** What a rotation has done. */
export interface Rotation {
  /** The key that seals. */
  readonly active: string;
  /** False when an earlier rotation to it was gone on with. */
  readonly added: boolean;
  /** Documents that were sealed anew. */
  readonly resealed: number;
  /** Keys that nothing is sealed with any more. */
  readonly free: readonly string[];
  /** How many documents hold something that looks sealed and does not open; they stay as they are. */
  readonly unreadable: number;
}

/** The keys that secrets are sealed with at rest. Servers may run all the while: they follow the keys file. */
export interface SealingKeys {
  /** In the order of their making. A key that is not on the ring but that something names is told, too. */
  list(): Promise<readonly SealingKey[]>;
  /** Adds a key that opens and does not seal before the next rotation, for servers that read copies of the file. @returns its id */
  prepare(): string;
  /** Has another key seal, the one that was prepared if there is one, unless an earlier rotation was not finished, and seals with it what other keys have sealed, until nothing is left. What it has done stays when it is ended in the middle. */
  rotate(tell: (progress: RotationProgress) => void): Promise<Rotation>;
  /** Seals with the key that seals what other keys have sealed, until nothing is left, and never adds or changes a key: for what came while a rotated file was handed out. */
  reseal(tell: (progress: RotationProgress) => void): Promise<Rotation>;
  /** @throws WaygateError `keys.in_use` (state) while it opens something, and what `removeKey` throws */
  remove(id: string): Promise<RemovedKey>;
}

export function sealingKeys({ stores, ring }: Workspace, keysFile: string): SealingKeys {
  const resealer = createResealer(ring);
  const usage = async (): Promise<Usage> => {
    ringAsItIs();
    const found: Usage = { opening: new Map(), named: new Map(), unreadable: 0 };
    await stores.documents.walk((text) => {
      const { opening, named } = resealer.keysOf(text);
      for (const kid of opening) found.opening.set(kid, (found.opening.get(kid) ?? 0) + 1);
      for (const kid of named) found.named.set(kid, (found.named.get(kid) ?? 0) + 1);
      if (named.size > 0) found.unreadable += 1;
      return text;
    });
    return found;
  };
  /** What a command counts and changes must be of the file as it is. @throws WaygateError `keys.unreadable`, `keys.active_missing` (operational) */
  const ringAsItIs = (): void => {
    ring.refresh();
    if (ring.fault !== undefined) throw ring.fault;
  };
  const list = async (): Promise<readonly SealingKey[]> => {
    const { opening, named } = await usage();
    const kids = new Set(ring.kids);
    const ids = [...new Set([...kids, ...named.keys()])];
    return ids.map((id) => ({
      id,
      active: id === ring.active,
      onRing: kids.has(id),
      documents: opening.get(id) ?? 0,
      unreadable: named.get(id) ?? 0,
    }));
  };
  const isUnfinished = async (): Promise<boolean> => {
    let isLeft = false;
    await stores.documents.walk((text) => {
      isLeft ||= resealer.reseal(text) !== text;
      return text;
    });
    return isLeft;
  };
  const sealAnew = async (added: boolean, tell: (progress: RotationProgress) => void): Promise<Rotation> => {
    // A server that has not looked yet still seals with the old key, and what it wrote then would be missed.
    const everybodyKnows = Date.now() + 2 * LOOK_EVERY_MS;
    let resealed = 0;
    for (let round = 1; ; round += 1) {
      const known = Date.now() >= everybodyKnows;
      const done = await stores.documents.walk(
        (text) => resealer.reseal(text),
        (progress) => tell({ round, ...progress }),
      );
      const changed = done.reduce((sum, progress) => sum + progress.changed, 0);
      resealed += changed;
      if (changed === 0 && known) break;
      if (changed === 0) await pause(Math.max(0, everybodyKnows - Date.now()));
    }
    const { opening, unreadable } = await usage();
    const { active } = ring;
    return { active, added, resealed, free: ring.kids.filter((id) => id !== active && !opening.has(id)), unreadable };
  };
  return {
    list,
    prepare() {
      ringAsItIs();
      const id = prepareKey(keysFile);
      ring.refresh();
      return id;
    },
    async rotate(tell) {
      ringAsItIs();
      // An earlier rotation came to its end when nothing is left that could be sealed anew: what does not open never can.
      const added = ring.prepared !== undefined || !(await isUnfinished());
      if (added) addKey(keysFile);
      ringAsItIs();
      return sealAnew(added, tell);
    },
    async reseal(tell) {
      ringAsItIs();
      return sealAnew(false, tell);
    },
    async remove(id) {
      const { opening, named } = await usage();
      const documents = opening.get(id) ?? 0;
      if (documents > 0) {
        const command = id === ring.active ? 'rotate' : 'reseal';
        throw new WaygateError('state', 'keys.in_use', `${documents} documents are sealed with key ${id}. Run: waygate keys ${command}`);
      }
      removeKey(keysFile, id);
      ring.refresh();
      return { id, unreadable: named.get(id) ?? 0 };
    },
  };
}

/** How many documents have to do with each key. */
interface Usage {
  readonly opening: Map<string, number>;
  readonly named: Map<string, number>;
  unreadable: number;
}
