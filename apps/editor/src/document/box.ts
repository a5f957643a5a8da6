import type { Point } from './point.ts';

/** How large something is drawn. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Something that takes room on the canvas. */
export type Box = Point & Size;

/** Whether two boxes come nearer to each other than a gap. */
export function isCrowded(a: Box, b: Box, gap: number): boolean {
  return a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap;
}
