import type { Point } from '../document/point.ts';

/** Where a wire runs, and what it must pass by. Lengths are units of the canvas. */
export interface WireEnds {
  readonly from: Point;
  readonly to: Point;
  /** How far the nodes at its ends reach above and below the ends of the wire. */
  readonly aboveFrom: number;
  readonly belowFrom: number;
  readonly aboveTo: number;
  readonly belowTo: number;
  /** Which of the wires of its node it is, so that those that run side by side do not lie on each other. */
  readonly lane: number;
}

export interface WirePath {
  /** Path of SVG. */
  readonly path: string;
  /** A point on it, about half way. */
  readonly middle: Point;
}

/** Least way to the right that a wire needs to run forward. */
const FORWARD = 24;
const RADIUS = 10;

/** Draws a wire: a curve to what lies ahead, and a way around the nodes to what lies behind. */
export function wirePath(ends: WireEnds): WirePath {
  const { from, to } = ends;
  return to.x - from.x >= FORWARD ? curve(from, to) : wayBack(ends);
}

function curve(from: Point, to: Point): WirePath {
  const reach = Math.max(24, Math.min(160, (to.x - from.x) * 0.5));
  const path = `M ${from.x},${from.y} C ${from.x + reach},${from.y} ${to.x - reach},${to.y} ${to.x},${to.y}`;
  return { path, middle: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } };
}

function wayBack({ from, to, aboveFrom, belowFrom, aboveTo, belowTo, lane }: WireEnds): WirePath {
  const out = from.x + 18 + lane * 7;
  const back = to.x - 22 - lane * 7;
  const bottomFrom = from.y + belowFrom;
  const bottomTo = to.y + belowTo;
  // Between the two nodes when one stands clear below the other, else under both.
  const down = to.y - aboveTo - bottomFrom;
  const up = from.y - aboveFrom - bottomTo;
  const level = down > 24 ? bottomFrom + down / 2 : up > 24 ? bottomTo + up / 2 : Math.max(bottomFrom, bottomTo) + 16 + lane * 7;
  const points = [from, { x: out, y: from.y }, { x: out, y: level }, { x: back, y: level }, { x: back, y: to.y }, to];
  return { path: rounded(points), middle: { x: (out + back) / 2, y: level } };
}

function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M ${first.x},${first.y}`];
  let before = first;
  for (const [index, corner] of rest.entries()) {
    const after = rest[index + 1];
    if (after === undefined) {
      parts.push(`L ${corner.x},${corner.y}`);
      break;
    }
    const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    const enter = towards(corner, before, radius);
    const leave = towards(corner, after, radius);
    parts.push(`L ${enter.x},${enter.y}`, `Q ${corner.x},${corner.y} ${leave.x},${leave.y}`);
    before = corner;
  }
  return parts.join(' ');
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function towards(from: Point, to: Point, length: number): Point {
  const all = distance(from, to);
  return all === 0 ? from : { x: from.x + ((to.x - from.x) * length) / all, y: from.y + ((to.y - from.y) * length) / all };
}
