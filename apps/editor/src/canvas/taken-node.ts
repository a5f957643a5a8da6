import type { Point } from '../document/point.ts';

/** Time that an animation has that never runs, milliseconds. */
const STILL_MS = 1;

/**
 * A drawn node in the hand. It is moved by an animation that stands still and whose one picture changes with every move: for an element that is animated the browser
 * only moves its layer. Were its style changed, the browser would ask anew for every node and wire whether it lies over or under.
 */
export class TakenNode {
  /** Where it stood, in units of the canvas. */
  readonly from: Point;
  readonly #element: HTMLElement | null;
  readonly #animation: Animation | undefined;

  /** @param isLayer whether it gets a layer of its own, which takes memory */
  constructor(element: HTMLElement | null, from: Point, isLayer: boolean) {
    this.from = from;
    this.#element = element;
    if (element === null || !isLayer) return;
    const picture = { transform: element.style.transform };
    this.#animation = element.animate([picture, picture], { duration: STILL_MS, fill: 'both' });
    this.#animation.pause();
  }

  /** @param place in units of the canvas */
  moveTo({ x, y }: Point): void {
    const transform = `translate(${x}px, ${y}px)`;
    const { effect } = this.#animation ?? {};
    if (effect instanceof KeyframeEffect) effect.setKeyframes([{ transform }, { transform }]);
    else this.#element?.style.setProperty('transform', transform);
  }

  /** From now on it stands where the drawing says. */
  letGo(): void {
    this.#animation?.cancel();
  }
}
