import { setTimeout as pause } from 'node:timers/promises';
import { addKey, createResealer, LOOK_EVERY_MS, removeKey } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';
import type { Workspace } from './workspace.ts';

/** A key of the ring, and how many documents have something in them that it sealed. */
export interface SealingKey {
  readonly id: string;
  readonly active: boolean;
  readonly documents: number;
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
  /** How many documents hold something that opens with no key of the ring, or was altered; they stay as they are. */
  readonly unreadable: number;
}

/** The keys that secrets are sealed with at rest. Servers may run all the while: they follow the keys file. */
export interface SealingKeys {
  /** In the order of their making. A key that is not on the ring but that something names is told, too. */
  list(): Promise<readonly SealingKey[]>;
  /** Adds a key, unless an earlier rotation was not finished, and seals with it what other keys have sealed, until nothing is left. What it has done stays when it is ended in the middle. */
  rotate(tell: (progress: RotationProgress) => void): Promise<Rotation>;
  /** @throws WaygateError `keys.in_use` (state) while something is sealed with it, and what `removeKey` throws */
  remove(id: string): Promise<void>;
}

export function sealingKeys({ stores, ring }: Workspace, keysFile: string): SealingKeys {
  const resealer = createResealer(ring);
  /** Documents by the keys that something in them is sealed with. */
  const usage = async (): Promise<Map<string, number>> => {
    const found = new Map<string, number>();
    await stores.documents.walk((text) => {
      for (const kid of resealer.keysOf(text)) found.set(kid, (found.get(kid) ?? 0) + 1);
      return text;
    });
    return found;
  };
  const list = async (): Promise<readonly SealingKey[]> => {
    ring.refresh();
    const found = await usage();
    const ids = [...new Set([...ring.kids, ...found.keys()])];
    return ids.map((id) => ({ id, active: id === ring.active, documents: found.get(id) ?? 0 }));
  };
  const isUnfinished = async (): Promise<boolean> => {
    let isLeft = false;
    await stores.documents.walk((text) => {
      isLeft ||= resealer.reseal(text) !== text;
      return text;
    });
    return isLeft;
  };
  return {
    list,
    async rotate(tell) {
      ring.refresh();
      // An earlier rotation came to its end when nothing is left that could be sealed anew: what does not open never can.
      const added = !(await isUnfinished());
      if (added) addKey(keysFile);
      ring.refresh();
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
      const after = await list();
      const old = after.filter(({ active }) => !active);
      return {
        active: ring.active,
        added,
        resealed,
        free: old.filter(({ documents }) => documents === 0).map(({ id }) => id),
        unreadable: old.reduce((sum, { documents }) => sum + documents, 0),
      };
    },
    async remove(id) {
      const documents = (await usage()).get(id) ?? 0;
      if (documents > 0) {
        throw new WaygateError('state', 'keys.in_use', `${documents} documents are sealed with key ${id}. Run: waygate keys rotate`);
      }
      removeKey(keysFile, id);
      ring.refresh();
    },
  };
}
