import type { Point } from '../document/point.ts';

/** The middle of the canvas, in pixels of the screen. */
export function middleOfCanvas(): Point {
  const box = document.querySelector('.react-flow')?.getBoundingClientRect();
  return box === undefined ? { x: 0, y: 0 } : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
