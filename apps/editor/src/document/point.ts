/** A place on the canvas, in the units of the journey. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
