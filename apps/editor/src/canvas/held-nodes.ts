import type { Box } from '../document/box.ts';
import type { Point } from '../document/point.ts';

/** What the hand holds is told apart from the nodes by a name that no node has. */
const SHEET = '';

/**
 * Nodes that the hand drags, and how far from where the drawing has them. A drag moves many times a second: only these nodes and the wires at them hear of it, and the
 * drawing as a whole learns the places now and then. Lengths are units of the canvas.
 */
export class HeldNodes {
  /** Where the wires of held nodes are drawn. Nobody is told: it is there before anything can be held. */
  sheet: SVGGElement | null = null;
  /** Whether what was taken was put back before the hand let go: what the hand does until then means nothing. */
  #isPutBack = false;
  #box: Box | undefined;
  readonly #shifts = new Map<string, Point>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Part of the canvas that the wires of held nodes are drawn on; without it nothing is held. */
  readonly box = (): Box | undefined => this.#box;

  get isPutBack(): boolean {
    return this.#isPutBack;
  }

  /** Gives up a drag. It is over when the hand lets go. */
  putBack(): void {
    this.#isPutBack = true;
  }

  /** The hand let go. @returns whether what it held was put back before */
  endDrag(): boolean {
    const isPutBack = this.#isPutBack;
    this.#isPutBack = false;
    return isPutBack;
  }

  shiftOf(nodeId: string): Point | undefined {
    return this.#shifts.get(nodeId);
  }

  /** Tells when the box changes. @returns what ends it */
  readonly onBox = (listener: () => void): (() => void) => this.onShift(SHEET, listener);

  /** Tells when a node is taken, moved or let go. @returns what ends it */
  onShift(nodeId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(nodeId) ?? new Set();
    this.#listeners.set(nodeId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(nodeId);
    };
  }

  /** Takes nodes into the hand, or says that the drawing has their places now. @param box what is in view, with something around it */
  hold(nodeIds: Iterable<string>, box: Box): void {
    this.#box = box;
    this.#tell(SHEET);
    for (const id of nodeIds) this.move(id, { x: 0, y: 0 });
  }

  move(nodeId: string, shift: Point): void {
    this.#shifts.set(nodeId, shift);
    this.#tell(nodeId);
  }

  letGo(): void {
    const ids = [...this.#shifts.keys()];
    this.#box = undefined;
    this.#shifts.clear();
    for (const id of [SHEET, ...ids]) this.#tell(id);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
